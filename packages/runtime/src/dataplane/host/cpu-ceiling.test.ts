import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import { afterEach, test } from 'node:test';
import { timers } from '../../base/timers.ts';
import { CpuCeiling, type Ceiled } from './cpu-ceiling.ts';
import { send } from './stragglers.ts';
import { cpuMsOf, membersOf, processTable } from './usage.ts';

const skip = process.platform !== 'linux' && 'only Linux tells what is used';
const busy = 'while :; do :; done';
/** What of a ceiling of 0.1 may be saved up; and what the system counts a process's time in. */
const [savedMs, countedMs] = [10, 10];
let started: ChildProcess[] = [];

afterEach(async () => {
  for (const { pid } of started) send(-pid!, 'SIGKILL');
  await Promise.all(started.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
  started = [];
});

function start(script: string): number {
  const child = spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' });
  started.push(child);
  return child.pid!;
}

const ceiling = (cpus: number, pids: readonly number[]): Ceiled[] =>
  pids.map((pid) => ({ pid, limits: { together: { name: 'task', cpus } } }));

async function used(pids: readonly number[]): Promise<number> {
  const rows = [...membersOf(await processTable(), pids).values()].flat();
  return rows.reduce((sum, { pid }) => sum + cpuMsOf(pid), 0);
}

const after = (ms: number) => new Promise<void>((resolve) => timers.after(ms, resolve));

test(
  'processes of a task have no more of the processors together than they may, and go on',
  { skip },
  async () => {
    const pids = [start(`${busy} & ${busy}`), start(busy)];
    const ceiled = ceiling(0.1, pids);
    let watched: readonly Ceiled[] = ceiled;
    const begunAt = performance.now();
    let [lookedAt, longest] = [begunAt, 0];
    const look = () => {
      longest = Math.max(longest, performance.now() - lookedAt);
      lookedAt = performance.now();
      return watched;
    };
    new CpuCeiling(look, 0).begin();
    let took = await used(pids);
    for (; took < 300; took = await used(pids)) await after(20);
    look();
    // On a busy machine it is long between two looks: then what they used is more than they are owed, for a while.
    const ahead = longest * Math.min(3, os.availableParallelism()) + savedMs + countedMs * 5;
    const allowed = 0.1 * (performance.now() - begunAt) + ahead;
    assert(took <= allowed, `${took} ms, and ${allowed} were allowed: ${longest} ms between two looks`);
    watched = [];
  },
);

test('what it takes to start is forgiven', { skip }, async () => {
  const pids = [start(busy)];
  let watched: readonly Ceiled[] = ceiling(0.05, pids);
  new CpuCeiling(() => watched, 60_000).begin();
  for (let ms = 0; ms < 100; ms = await used(pids)) await after(20);
  watched = [];
});

test('who was stopped by one that has died goes on with the next', { skip }, async () => {
  const pids = [start(busy)];
  send(-pids[0]!, 'SIGSTOP');
  const before = await used(pids);
  let watched: readonly Ceiled[] = ceiling(0.5, pids);
  new CpuCeiling(() => watched).begin();
  for (let ms = before; ms < before + 30; ms = await used(pids)) await after(20);
  watched = [];
});
