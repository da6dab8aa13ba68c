import { globSync } from 'node:fs';
import { root, run } from './run.ts';

/** Every benchmark, or those named: each prints a ratio against a floor or a peer of the same run. */
const words = process.argv.slice(2);
const names =
  'api,builds,engine,events,guard,history,logs,metrics,pipelines,pipes,proxy,queues,rollback,stacks,start,store';
const files = globSync(`bench/{${names}}.ts`, { cwd: root }).filter(
  (file) => words.length === 0 || words.some((word) => file.includes(word)),
);
for (const file of files.sort()) {
  console.log(`\n▶ ${file}`);
  if ((await run(process.execPath, [file])) !== 0) process.exitCode = 1;
}
