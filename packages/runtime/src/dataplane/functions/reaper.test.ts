import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { Reaper } from './reaper.ts';

test('groups that are watched end with their watcher; one that is forgotten, however often, does not', async () => {
  const [watched, forgotten] = [0, 1].map(() => spawn('sleep', ['60'], { detached: true, stdio: 'ignore' }));
  const reaper = new Reaper();
  reaper.watch(watched!.pid!);
  reaper.watch(forgotten!.pid!);
  for (let i = 0; i < 60; i++) reaper.forget(forgotten!.pid!);
  reaper.close();
  const [, signal] = (await once(watched!, 'exit')) as [number | null, string];
  assert.equal(signal, 'SIGKILL');
  assert.equal(forgotten!.exitCode ?? forgotten!.signalCode, null);
  forgotten!.kill('SIGKILL');
});
