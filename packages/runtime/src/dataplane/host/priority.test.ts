import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { getPriority } from 'node:os';
import { test } from 'node:test';
import { lowerPriority, nicenessOf } from './priority.ts';

test('a quarter of the shares is six steps of niceness, and nobody is put before the others', () => {
  const table = [0, 2, 128, 256, 512, 1024, 4096].map((shares) => [shares, nicenessOf(shares)]);
  assert.deepEqual(table, [
    [0, 19],
    [2, 19],
    [128, 9],
    [256, 6],
    [512, 3],
    [1024, 0],
    [4096, 0],
  ]);
});

test('a process of fewer shares is nicer than others', () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
  lowerPriority(child.pid!, 256);
  assert.equal(getPriority(child.pid!), Math.min(getPriority() + 6, 19));
  child.kill('SIGKILL');
});
