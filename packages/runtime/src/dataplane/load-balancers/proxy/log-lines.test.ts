import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { LogLines, logSpanMs } from './log-lines.ts';

test('the folder of a log is made when there is something to write: whoever only may have to needs no room', (t) => {
  const above = mkdtempSync(path.join(tmpdir(), 'penstock-log-lines-'));
  t.after(() => rmSync(above, { recursive: true }));
  const folder = path.join(above, 'log');
  const lines = new LogLines(folder);
  lines.flush();
  assert.equal(existsSync(folder), false);
  lines.add('one', 1);
  lines.add('two', 2);
  lines.add('three', logSpanMs);
  lines.flush();
  const read = (start: number) => readFileSync(path.join(folder, `${start}.log`), 'utf8');
  assert.deepEqual([read(0), read(logSpanMs)], ['one\ntwo\n', 'three\n']);
});
