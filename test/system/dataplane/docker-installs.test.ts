import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { folder, listed, Machine } from './build-machine.ts';

test('npm installs into the image, not into this machine', async (t) => {
  const machine = new Machine();
  const own = {
    'own/package.json': '{"name":"own","version":"1.0.0","bin":"own.js"}',
    'own/own.js': '#!/usr/bin/env node\nconsole.log("own")\n',
  };
  const said = await machine.build({
    ...own,
    Dockerfile: 'FROM node\nCOPY own own\nRUN npm install -g ./own && own',
  });
  if (/npm: not found/.test(said.err)) return t.skip('this machine has no npm');
  assert.equal(said.status, 0, said.err);
  assert.match(said.err, /#\d+ own$/m);
  const files = listed(machine.files());
  assert.ok(files.includes('./usr/local/bin/own'), files.join());
});

test('an image of a function, from the base that AWS has for it', async () => {
  const machine = new Machine();
  const Dockerfile =
    'FROM public.ecr.aws/lambda/nodejs:22\nCOPY index.mjs ${LAMBDA_TASK_ROOT}\nCMD ["index.handler"]';
  const { status, err } = await machine.build({ Dockerfile, 'index.mjs': 'export const handler = () => 1' });
  assert.equal(status, 0, err);
  const { Entrypoint, Cmd, WorkingDir, Labels } = await machine.config();
  assert.deepEqual(
    [Entrypoint, Cmd, WorkingDir],
    [['/lambda-entrypoint.sh'], ['index.handler'], '/var/task'],
  );
  assert.equal(Labels?.['dev.penstock.runtime'], 'node');
});

test('pip installs into the image, where Python finds it', async (t) => {
  const machine = new Machine();
  const name = 'own-1.0-py3-none-any.whl';
  const context = mkdtempSync(path.join(folder, 'context-'));
  writeFileSync(path.join(context, name), await wheel());
  const dockerfile = `FROM python:3.12-slim
WORKDIR /app
RUN true
COPY *.whl .
RUN pip install --no-index ./${name} && python3 -c "import own; own.say()" && own
`;
  writeFileSync(path.join(context, 'Dockerfile'), dockerfile);
  const said = await machine.docker('build', '-t', 'it', context);
  if (/no Python|pip: not found|No module named pip/.test(said.err)) return t.skip('this machine has no pip');
  assert.equal(said.status, 0, said.err);
  assert.equal(said.err.match(/^#\d+ own 1.0$/gm)?.length, 2, said.err);
  const library = (await machine.config()).Env.find((each) => each.startsWith('PYTHONPATH='))!.slice(11);
  const run = { encoding: 'utf8', cwd: path.join(machine.files(), 'app') } as const;
  const env = { PATH: process.env['PATH'], PYTHONPATH: library };
  assert.equal(spawnSync('python3', ['-c', 'import own; own.say()'], { ...run, env }).stdout, 'own 1.0\n');
  assert.notEqual(spawnSync('python3', ['-c', 'import own'], run).status, 0);
});

/** A package of Python with a program in it. */
async function wheel(): Promise<Buffer> {
  const description = 'own-1.0.dist-info';
  const files: Readonly<Record<string, string>> = {
    'own.py': 'def say(): print("own 1.0")\n',
    [`${description}/METADATA`]: 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    [`${description}/WHEEL`]: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${description}/entry_points.txt`]: '[console_scripts]\nown = own:say\n',
  };
  const record = [...Object.keys(files), `${description}/RECORD`].map((name) => `${name},,\n`).join('');
  const zip = new ZipFile();
  for (const [name, text] of Object.entries({ ...files, [`${description}/RECORD`]: record }))
    zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return buffer(zip.outputStream);
}
