import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { FolderUnusable, makeOwn } from './own-folder.ts';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-own-'));
after(() => rmSync(root, { recursive: true }));

const module = new URL('./own-folder.ts', import.meta.url).href;

/** What is said to a user who is not root: in a process of its own, which gives up being root where it is. */
function saidToOthers(folder: string): string {
  const script = `import { FolderUnusable, makeOwn } from ${JSON.stringify(module)};
    if (process.getuid() === 0) process.setuid(65534);
    try {
      makeOwn(${JSON.stringify(folder)});
      console.log('it is one’s own');
    } catch (error) {
      console.log(error instanceof FolderUnusable ? error.message : error.stack);
    }`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).trim();
}

test('a folder of another user, and one in which a file is, is refused by the name of what is not one’s own', () => {
  chmodSync(root, 0o755);
  const folder = path.join(root, 'closed');
  mkdirSync(folder);
  chmodSync(folder, 0);
  assert.match(saidToOthers(folder), new RegExp(`^You may not read and write ${folder}: .*--data\\.$`));
  chmodSync(folder, 0o777);
  assert.equal(saidToOthers(folder), 'it is one’s own');
  const file = path.join(folder, 'store.sqlite');
  writeFileSync(file, '');
  chmodSync(file, 0);
  assert.match(saidToOthers(folder), new RegExp(`^You may not read and write ${file}: `));
});

test('what is no folder is refused, and so is what is in it', () => {
  const file = path.join(root, 'letter');
  writeFileSync(file, '');
  const noFolder = (error: unknown) =>
    error instanceof FolderUnusable && /is not a folder/.test(error.message);
  assert.throws(() => makeOwn(file), noFolder);
  assert.throws(() => makeOwn(path.join(file, 'within')), noFolder);
});
