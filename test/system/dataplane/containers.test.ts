import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ScaledClock } from '../../../packages/runtime/src/base/clock.scaled.ts';
import type { ContainerImage, ContainerStart } from '../../../packages/runtime/src/base/effects/container.ts';
import { containersContract } from '../../../packages/runtime/src/dataplane/containers/containers.contract.ts';
import { ProcessContainers } from '../../../packages/runtime/src/dataplane/containers/containers.process.ts';
import { followed, never } from '../../../packages/runtime/src/dataplane/processes/processes.contract.ts';
import { openMachine, type Machine } from './machine.ts';

const hasPython = (() => {
  try {
    execFileSync('python3', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

const nodeServer = `const http = require('node:http');
  http.createServer((request, response) => response.end(process.env.COLOUR + ' ' + process.cwd()))
    .listen(PORT, () => console.log('up'));
  process.on('SIGTERM', () => process.exit(0));`;
const hog = 'const held = Buffer.alloc(96 * 2 ** 20, 1); setInterval(() => held.length, 1000);';
const pythonServer = `import http.server, sys
server = http.server.HTTPServer(("", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler)
print("up", flush=True)
server.serve_forever()`;

describe('containers without a container engine', () => {
  let machine: Machine;
  let containers: ProcessContainers;
  let count = 0;
  before(() => {
    machine = openMachine();
    const { folder, host, blobs } = machine;
    const clock = new ScaledClock({ wallOrigin: Date.now(), houseOrigin: Date.now(), speed: 1 });
    const parts = { folder: path.join(folder, 'containers'), blobs, path: process.env['PATH'] ?? '', clock };
    containers = new ProcessContainers(host, parts);
  });
  after(() => machine.close());

  async function image(files: Readonly<Record<string, string>>, config: object): Promise<ContainerImage> {
    const folder = mkdtempSync(path.join(tmpdir(), 'penstock-image-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text, { mode: 0o755 });
    }
    const tar = execFileSync('tar', ['-cz', '-C', folder, '.'], { maxBuffer: 2 ** 26 });
    rmSync(folder, { recursive: true });
    const { blobs } = machine;
    const digest = `sha256:${createHash('sha256').update(tar).update(JSON.stringify(config)).digest('hex')}`;
    return {
      digest,
      config: await blobs.write(Buffer.from(JSON.stringify({ config }))),
      layers: [await blobs.write(tar)],
    };
  }

  async function start(built: ContainerImage, more: Partial<ContainerStart> = {}): Promise<string> {
    const name = `container ${++count}`;
    await containers.perform(
      { type: 'container.start', process: name, image: built, env: {}, address: '127.80.9.1', ...more },
      never,
    );
    return name;
  }

  const firstLine = async (process: string) =>
    (await machine.processes.follow({ type: 'process.follow', process, from: 0 }, never)).output;
  const stop = (process: string) =>
    machine.processes.stop({ type: 'process.stop', process, graceMs: 2000 }, never);

  test('files say variables: the first of them first, above what ECS gives and below what the task says', async () => {
    const said = "['AWS_REGION', 'SAID', 'ONE', 'TWO'].map((name) => process.env[name]).join()";
    const built = await image({}, { Entrypoint: ['node', '-p', said] });
    const { blobs } = machine;
    const files = await Promise.all(
      ['# first\nONE=1\nSAID=file\nAWS_REGION=eu-west-1\n', 'ONE=later\nTWO="2"\n'].map((text) =>
        blobs.write(Buffer.from(text)),
      ),
    );
    const env = { AWS_REGION: 'us-east-1', SAID: 'task' };
    const name = await start(built, { env, environmentFiles: { files, under: ['AWS_REGION'] } });
    assert.equal((await followed(machine.processes, name)).output, 'eu-west-1,task,1,"2"\n');
  });

  test('a container is asked whether it is well, where it is and as it is', async () => {
    const built = await image(
      { 'serve.cjs': nodeServer.replace('PORT', '8091') },
      { Entrypoint: ['node', '/serve.cjs'] },
    );
    const process = await start(built, { env: { COLOUR: 'blue' } });
    const ask =
      "fetch('http://localhost:8091').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))";
    const asked = {
      type: 'container.check',
      process,
      address: '127.80.9.1',
      graceUntil: 0,
      since: 0,
      intervalMs: 50,
    } as const;
    const well = { ...asked, command: ['CMD', 'node', '-e', ask], timeoutMs: 20_000, retries: 20 };
    assert.deepEqual(await containers.check({ ...well, known: 'UNKNOWN' }, never), { health: 'HEALTHY' });
    const ill = { ...asked, command: ['CMD-SHELL', 'test "$COLOUR" = red'], timeoutMs: 20_000, retries: 2 };
    assert.deepEqual(await containers.check({ ...ill, known: 'HEALTHY' }, never), { health: 'UNHEALTHY' });
    await stop(process);
    await assert.rejects(containers.check({ ...ill, known: 'HEALTHY' }, never), { code: 'NoSuchProcess' });
  });

  containersContract('process', () => ({
    containers,
    processes: machine.processes,
    image: () => image({ 'stay.sh': '#!/bin/sh\nexec sleep 60\n' }, { Entrypoint: ['/stay.sh'] }),
    hog: () => image({ 'hog.cjs': hog }, { Entrypoint: ['node', '/hog.cjs'] }),
  }));

  test('tasks of one image listen on the same port, each on its own address', async () => {
    const port = 18_931;
    const built = await image(
      { 'app/server.js': nodeServer.replace('PORT', String(port)) },
      { Cmd: ['node', '/app/server.js'], WorkingDir: '/app', Env: ['COLOUR=none', 'A=1'] },
    );
    const addresses = ['127.80.9.1', '127.80.9.2'];
    const names = await Promise.all(
      addresses.map((address, index) =>
        start(built, { address, env: { COLOUR: ['blue', 'green'][index]! } }),
      ),
    );
    for (const name of names) assert.equal(await firstLine(name), 'up\n');
    const answers = await Promise.all(
      addresses.map(async (address) => (await fetch(`http://${address}:${port}/`)).text()),
    );
    assert.match(answers[0]!, /^blue \/.*\/app$/);
    assert.match(answers[1]!, /^green \/.*\/app$/);
    assert.notEqual(answers[0]!.slice(5), answers[1]!.slice(6));
    await Promise.all(names.map(stop));
    for (const name of names)
      assert.deepEqual((await followed(machine.processes, name)).exit, { exitCode: 0, signal: null });
  });

  test('a container that is started many times at once is one, and finds its image whole', async () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`data/${index}`, '']));
    const script = '#!/bin/sh\necho once; sleep 0.1; find * -type f | wc -l\n';
    const built = await image({ ...files, 'run.sh': script }, { Entrypoint: ['/run.sh'] });
    const effect: ContainerStart = {
      type: 'container.start',
      process: 'many',
      image: built,
      env: {},
      address: '127.80.9.1',
    };
    const asked = Array.from({ length: 10 }, () => containers.perform(effect, never));
    const [first, ...others] = await Promise.all(asked);
    for (const other of others) assert.deepEqual(other, first);
    assert.match((await followed(machine.processes, 'many')).output, /^once\n\s*51\n$/);
    assert.deepEqual(await containers.perform(effect, never), first);
    assert.match((await followed(machine.processes, 'many')).output, /^once\n\s*51\n$/);
  });

  test('what a container writes is its own, and goes with it', async () => {
    const script = 'ls; echo changed > file; echo new > other';
    const built = await image(
      { 'data/file': 'as built' },
      { Cmd: ['sh', '-c', script], WorkingDir: '/data' },
    );
    for (const _ of [1, 2]) {
      const name = await start(built);
      const { output, exit } = await followed(machine.processes, name);
      assert.equal(output, 'file\n');
      assert.equal(exit?.exitCode, 0);
    }
    assert.ok(existsSync(path.join(machine.folder, 'containers', 'images')));
  });

  test('entry point, command and working directory of the task stand above those of the image', async () => {
    const built = await image(
      { 'print.js': 'console.log(process.argv.slice(2).join(), process.cwd().split("/").at(-1))' },
      { Entrypoint: ['node', '/print.js', 'image'], Cmd: ['own'] },
    );
    const rows: readonly [Partial<ContainerStart>, string][] = [
      [{ workingDirectory: '/a/b' }, 'image,own b\n'],
      [{ command: ['other'], workingDirectory: '/a/b' }, 'image,other b\n'],
      [{ entryPoint: ['node', '/print.js'], workingDirectory: '/c' }, ' c\n'],
    ];
    for (const [more, line] of rows)
      assert.equal((await followed(machine.processes, await start(built, more))).output, line);
  });

  test('what cannot be run here is refused, says why, and leaves nothing behind', async () => {
    const built = await image({ 'etc/nginx.conf': '' }, { Cmd: ['nginx', '-g', 'daemon off;'] });
    await assert.rejects(start(built), {
      code: 'NoSuchRuntime',
      message: /cannot run nginx: it is no program of the image/,
    });
    const name = createHash('sha256').update(`container ${count}`).digest('hex').slice(0, 32);
    assert.ok(!existsSync(path.join(machine.folder, 'containers', 'containers', name)));
  });

  test(
    'a Python server that listens everywhere listens on its own address',
    { skip: !hasPython },
    async () => {
      const port = 18_932;
      const built = await image(
        { 'srv/server.py': pythonServer, 'srv/hello': 'hello' },
        { Cmd: ['python3', 'server.py', String(port)], WorkingDir: '/srv' },
      );
      const addresses = ['127.80.9.3', '127.80.9.4'];
      const names = await Promise.all(addresses.map((address) => start(built, { address })));
      for (const name of names) assert.equal(await firstLine(name), 'up\n');
      for (const address of addresses)
        assert.equal(await (await fetch(`http://${address}:${port}/hello`)).text(), 'hello');
      await Promise.all(names.map(stop));
    },
  );
});
