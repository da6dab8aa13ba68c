import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { FolderTaken, lockFolder } from './folder-lock.ts';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-lock-'));
after(() => rmSync(root, { recursive: true }));

const module = new URL('./folder-lock.ts', import.meta.url).href;

/** A process that takes the folder and keeps it until it is killed. */
async function ownerOf(folder: string): Promise<ChildProcess> {
  const script = `import { lockFolder } from ${JSON.stringify(module)};
    globalThis.lock = lockFolder(${JSON.stringify(folder)});
    process.stdout.write('mine');
    setInterval(() => {}, 1e6);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(owner.stdout!, 'data');
  return owner;
}

const takenBy = (pid: number | undefined) => (error: unknown) => {
  assert.ok(error instanceof FolderTaken);
  assert.equal(error.pid, pid);
  assert.match(
    error.message,
    pid === undefined ? /in use by another process/ : new RegExp(`process ${pid}\\.`),
  );
  return true;
};

test('a folder is refused to a second process by the owner’s pid, and free once the owner is killed', async () => {
  const folder = path.join(root, 'killed', 'deep');
  const owner = await ownerOf(folder);
  assert.throws(() => lockFolder(folder), takenBy(owner.pid));
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  lockFolder(folder).release();
});

test('a folder is refused twice in one process, and free after its release', () => {
  const folder = path.join(root, 'released');
  const lock = lockFolder(folder);
  assert.throws(() => lockFolder(folder), takenBy(process.pid));
  lock.release();
  assert.equal(existsSync(path.join(folder, 'owner.json')), false);
  lockFolder(folder).release();
});

test('an owner’s file left behind is taken over, and names nobody whose pid was given again', () => {
  const folder = path.join(root, 'stale');
  lockFolder(folder).release();
  const ownerFile = path.join(folder, 'owner.json');
  writeFileSync(ownerFile, JSON.stringify({ pid: process.pid, started: '1' }));
  const lock = lockFolder(folder);
  writeFileSync(ownerFile, JSON.stringify({ pid: process.pid, started: '1' }));
  assert.throws(() => lockFolder(folder), takenBy(undefined));
  writeFileSync(ownerFile, '{"pid":');
  assert.throws(() => lockFolder(folder), takenBy(undefined));
  lock.release();
});
