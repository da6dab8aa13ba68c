import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { FunctionFolders } from './functions/folders.ts';
import { UnnamedFolders } from './unnamed-folders.ts';

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-unnamed-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('what a process was making or deleting when it ended is deleted by the next', async (t) => {
  const parent = folderOf(t);
  for (const name of ['a', 'a.unfinished', 'b-unfinished-Xy12', 'c.forgotten-0']) {
    mkdirSync(path.join(parent, name));
    writeFileSync(path.join(parent, name, 'file'), '');
  }
  new UnnamedFolders(parent, () => []);
  while (readdirSync(parent).length > 1) await turn();
  assert.deepEqual(readdirSync(parent, { recursive: true }), ['a', path.join('a', 'file')]);
});

test('a stack of layers stays where it is noted by halves what it is made of', async (t) => {
  const folder = folderOf(t);
  const code = path.join(folder, 'code');
  const stack = `opt-${'0'.repeat(64)}`;
  mkdirSync(path.join(code, stack), { recursive: true });
  writeFileSync(path.join(code, `${stack}.layers`), '');
  const folders = new FunctionFolders(folder, { pathOf: () => assert.fail('nothing is unpacked') });
  for (let times = 0; times < 3; times++) await folders.sweep(new Set<string>());
  assert.ok(readdirSync(code).includes(stack));
});
