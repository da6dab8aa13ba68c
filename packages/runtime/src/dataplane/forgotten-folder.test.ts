import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-forgotten-'));
after(() => rmSync(root, { recursive: true }));

/** As a user who may not do everything. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const script = `
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
const { forgetFolder, sweepForgotten } = await import(process.argv[1]);
for (const folder of ['ended', 'swept.forgotten-0']) {
  mkdirSync(folder + '/module', { recursive: true });
  writeFileSync(folder + '/module/file', '');
  chmodSync(folder + '/module', 0o555);
}
await forgetFolder('ended');
await sweepForgotten('swept');
`;

test('folders that nobody may write in are removed, too', () => {
  chmodSync(root, 0o777);
  const module = new URL('./forgotten-folder.ts', import.meta.url).href;
  const argv = ['--input-type=module', '-e', script, module];
  const { stderr, status } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8', ...nobody });
  assert.equal(status, 0, stderr);
  assert.deepEqual(readdirSync(root), []);
});
