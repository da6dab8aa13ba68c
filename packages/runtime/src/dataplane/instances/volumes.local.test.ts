import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { Host } from '../host/connect.ts';
import { MemoryBlobs } from '../blobs/blobs.memory.ts';
import { LocalInstances } from './instances.local.ts';

describe('a volume', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-volumes-'));
  after(() => rmSync(folder, { recursive: true }));
  const instances = new LocalInstances(undefined as unknown as Host, {
    folder,
    blobs: new MemoryBlobs(),
    path: '/bin',
  });
  const onServer = (instance: string) => path.join(folder, instance, 'root', 'dev', 'sdf', 'note');
  const attach = (instance: string) =>
    instances.attach({ type: 'instance.attach', instance, volume: 'vol-1', device: '/dev/sdf' });

  test('is moved from server to server with what is on it, outlives them, and goes when it is discarded', async () => {
    for (const instance of ['i-1', 'i-2']) mkdirSync(path.join(folder, instance));
    await attach('i-1');
    writeFileSync(onServer('i-1'), 'kept');
    rmSync(path.join(folder, 'i-1'), { recursive: true });
    await attach('i-2');
    assert.equal(readFileSync(onServer('i-2'), 'utf8'), 'kept');
    await instances.detach({ type: 'instance.detach', instance: 'i-2', device: '/dev/sdf' });
    assert.throws(() => readFileSync(onServer('i-2')), { code: 'ENOENT' });
    await attach('i-2');
    assert.equal(readFileSync(onServer('i-2'), 'utf8'), 'kept');
    await instances.discard({ type: 'instance.discard', volume: 'vol-1' });
    assert.throws(() => readFileSync(onServer('i-2')), { code: 'ENOENT' });
  });

  test('is not given to a server that is gone', async () => {
    await assert.rejects(attach('i-1'), { code: 'NoSuchInstance' });
  });
});
