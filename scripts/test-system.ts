import { globSync } from 'node:fs';
import { root, run } from './run.ts';

/** Real SDKs, AWS CLI, git, processes, traffic, kill -9: the tests that take minutes. One file after the other. */
const words = process.argv.slice(2);
const files = globSync('test/system/**/*.test.ts', { cwd: root }).filter(
  (file) => words.length === 0 || words.some((word) => file.includes(word)),
);
if (files.length === 0) {
  console.error(`No system test is named like ${words.join(' or ')}.`);
  process.exit(2);
}
process.exit(
  await run(process.execPath, ['--test', '--test-concurrency=1', '--test-timeout=300000', ...files.sort()]),
);
