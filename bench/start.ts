import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { startPenstock } from '../scripts/penstock-process.ts';

/** From spawning the process to its `Ready`, and its memory when idle; against Node's own start in the same run. */
const rounds = 5;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

function nodeStart(): number {
  const started = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - started;
}

const starts: number[] = [];
const memory: number[] = [];
for (let i = 0; i < rounds; i++) {
  const started = performance.now();
  const penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  starts.push(performance.now() - started);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const status = readFileSync(`/proc/${penstock.process.pid}/status`, 'utf8');
  memory.push(Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024);
  await penstock.stop();
}
const floor = median(Array.from({ length: rounds }, nodeStart));
const ready = median(starts);
console.log(`ready ${Math.round(ready)} ms   idle ${Math.round(median(memory))} MB`);
console.log(`floor: node -e 0 takes ${Math.round(floor)} ms     ratio ${(ready / floor).toFixed(1)}`);
