import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { MemoryBlobs } from '../../../packages/runtime/src/dataplane/blobs/blobs.memory.ts';
import { instancesContract } from '../../../packages/runtime/src/dataplane/instances/instances.contract.ts';
import { LocalInstances } from '../../../packages/runtime/src/dataplane/instances/instances.local.ts';
import { openMachine } from './machine.ts';

/** Plays a server that knows nobody: it says who it is, and waits. */
const program = ['/bin/sh', '-c', 'echo $$ > pid; exec sleep 600', 'server'];

instancesContract('servers of this machine', async () => {
  const machine = openMachine();
  const folder = path.join(machine.folder, 'instances');
  const instances = new LocalInstances(machine.host, {
    folder,
    blobs: new MemoryBlobs(),
    path: process.env['PATH'] ?? '',
    program,
  });
  const read = (instance: string, name: string) => readFileSync(path.join(folder, instance, name), 'utf8');
  /** The process of a server, once it is there: `exec` keeps its number. */
  const booted = async (instance: string): Promise<number> => {
    while (!existsSync(path.join(folder, instance, 'pid')) || !read(instance, 'pid').endsWith('\n'))
      await new Promise((resolve) => setImmediate(resolve));
    return Number(read(instance, 'pid'));
  };
  return {
    instances,
    end: async (instance) => void process.kill(await booted(instance), 'SIGKILL'),
    async booted(instance) {
      await booted(instance);
      for (const place of [folder, path.join(folder, instance)])
        assert.equal(statSync(place).mode & 0o077, 0, `${place} is nobody else's to read`);
      return read(instance, 'done').trim().split('\n');
    },
    close: machine.close,
  };
});

test('a script that says more than there is room for is ended, and what it has said is told', async () => {
  const machine = openMachine();
  const instances = new LocalInstances(machine.host, {
    folder: path.join(machine.folder, 'instances'),
    blobs: new MemoryBlobs(),
    path: process.env['PATH'] ?? '',
    program,
    saidBytesMax: 1000,
  });
  const { signal } = new AbortController();
  const server = { instance: 'i-1', account: '0', region: 'us-east-1', endpoint: '', address: '127.0.0.1' };
  const run = (command: string, script: string) =>
    instances.run(
      { type: 'instance.run', ...server, command, script, env: {}, timeoutMs: 600_000, keep: false },
      signal,
    );
  await instances.start({ type: 'instance.start', ...server, boot: 1 }, signal);
  const flooding = await run('floods', 'while :; do echo more; echo and more >&2; done');
  assert.deepEqual([flooding.exitCode, flooding.saidTooMuch], [null, true]);
  assert.match(flooding.stdout.text, /^(more\n)+/);
  const modest = await run('modest', 'echo little');
  assert.deepEqual(
    [modest.exitCode, modest.stdout, modest.saidTooMuch],
    [0, { text: 'little\n' }, undefined],
  );
  await machine.close();
});
