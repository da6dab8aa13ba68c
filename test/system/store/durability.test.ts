import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openSqliteStore } from '../../../packages/runtime/src/store/store.sqlite.ts';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-durability-'));
after(() => rmSync(root, { recursive: true }));
const writer = new URL('./writer.ts', import.meta.url).pathname;

/** Runs the writer until it has said so many lines, then kills it in the middle of whatever it does. */
async function killedAfter(folder: string, lines: number): Promise<number> {
  const child = spawn(process.execPath, [writer, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
    said += chunk;
    if (said.split('\n').length > lines && !child.killed) child.kill('SIGKILL');
  }
  const whole = said.slice(0, said.lastIndexOf('\n'));
  return Number(whole.slice(whole.lastIndexOf('\n') + 1));
}

/** What is there after the acknowledged number must be whole transactions, one after the other. */
function check(folder: string, acknowledged: number): number {
  const store = openSqliteStore(folder);
  const { latest, rows } = store.transaction((tx) => ({
    latest: tx.get<number>('latest', 'row')!,
    rows: tx.list<{ n: number }>('row').map(({ value }) => value.n),
  }));
  store.close();
  assert.ok(latest >= acknowledged, `${acknowledged} was acknowledged, ${latest} is there`);
  const expected = Array.from({ length: latest }, (_, index) => index + 1);
  assert.deepEqual(
    rows,
    expected.filter((n) => n % 3 !== 2 || n === latest),
  );
  return latest;
}

test('every acknowledged commit is there after kill -9 at any moment, and nothing in part', async () => {
  const folder = path.join(root, 'killed');
  for (const lines of [1, 2, 3, 7, 20, 55, 90, 150, 300, 700]) {
    check(folder, await killedAfter(folder, lines));
  }
});

test('a full disk ends the store with a reason, loses nothing acknowledged, and room lets it go on', async () => {
  const folder = path.join(root, 'full');
  // A limit on the size of files stands for the disk: the write fails, with SIGXFSZ ignored, as on a full
  // one.
  const script = `trap '' XFSZ; ulimit -f 3000; exec "$0" "$@"`;
  const child = spawn('bash', ['-c', script, process.execPath, writer, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let said = '';
  for await (const chunk of child.stdout.setEncoding('utf8') as AsyncIterable<string>) said += chunk;
  const lines = said.trimEnd().split('\n');
  assert.match(lines.at(-1)!, /^fatal the store cannot write: /);
  assert.deepEqual(await ended, [3, null]);
  const latest = check(folder, Number(lines.at(-2)));
  const acknowledged = await killedAfter(folder, 3);
  assert.ok(acknowledged > latest);
  check(folder, acknowledged);
});
