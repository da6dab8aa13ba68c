import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ProcessFolder } from './folder.ts';
import type { ProcessSpec } from './protocol.ts';
import { marked } from './stragglers.ts';
import { Supervisor } from './supervisor.ts';

test('a process that cannot be written down is ended, and begun again when it is asked for again', async (t) => {
  const above = mkdtempSync(path.join(tmpdir(), 'penstock-supervisor-'));
  const folder = path.join(above, 'processes');
  const supervisor = new Supervisor(folder);
  t.after(async () => {
    await supervisor.stopAll(0);
    rmSync(above, { recursive: true });
  });
  const start = (process: string, line: string) => {
    const env = { PATH: globalThis.process.env['PATH'] ?? '' };
    const spec: ProcessSpec = { process, directory: above, env, command: { argv: ['sh', '-c', line] } };
    return supervisor.start(spec);
  };
  await start('first', 'true');
  // Where the processes to come are to be written down, there is something else.
  const fifos = `${folder}.fifos`;
  const inTheWay = readdirSync(fifos).map((name) => path.join(fifos, name, 'birth.json.partial'));
  for (const place of inTheWay) mkdirSync(place);
  await assert.rejects(start('second', 'exec sleep 600'), { code: 'EISDIR' });
  assert.deepEqual(marked([new ProcessFolder(folder, 'second').mark]), []);
  assert.equal(supervisor.find('second'), null);

  for (const place of inTheWay) rmSync(place, { recursive: true, force: true });
  await start('second', 'echo again');
  const { signal } = new AbortController();
  const { output } = await supervisor.follow({ process: 'second', from: 0 }, signal);
  assert.equal(output, 'again\n');
});
