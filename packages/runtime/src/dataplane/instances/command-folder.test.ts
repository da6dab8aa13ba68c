import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { CommandFolder } from './command-folder.ts';

describe('the folders of scripts', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-commands-'));
  after(() => rmSync(folder, { recursive: true }));
  const at = (name: string) => path.join(folder, name);

  test('what was run two weeks ago goes when something else is run', async () => {
    for (const name of ['older', 'newer']) await new CommandFolder(at(name)).write('true');
    const now = statSync(at('newer')).mtimeMs / 1000;
    utimesSync(at('older'), now, now - 14 * 86_400 - 60);
    utimesSync(at('newer'), now, now - 14 * 86_400 + 600);
    await new CommandFolder(at('third')).write('true');
    assert.deepEqual(
      ['older', 'newer', 'third'].map((name) => existsSync(at(name))),
      [false, true, true],
    );
  });
});
