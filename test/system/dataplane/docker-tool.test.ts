import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ZipFile } from 'yazl';
import type { RunConfig } from '../../../packages/runtime/src/dataplane/builder/image.ts';
import { runProgram } from '../../../packages/runtime/src/dataplane/builder/programs.ts';
import { builderTool } from '../../../packages/runtime/src/dataplane/builder/tool.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-builder-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const machine = process.env['PATH'] ?? '';
const tool = builderTool({ folder: path.join(folder, "it's the tool"), path: machine });
const service = fileURLToPath(new URL('../../../examples/storefront/service', import.meta.url));

interface Said {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** A build's view of this machine, with a home of its own. */
class Machine {
  readonly home = mkdtempSync(path.join(folder, 'home-'));
  readonly env: Record<string, string> = { ...tool.env };

  async docker(...line: readonly string[]): Promise<Said> {
    const [out, err]: [string[], string[]] = [[], []];
    const status = await runProgram('docker', line, {
      env: this.env,
      home: this.home,
      host: machine,
      print: (text) => void out.push(text),
      tell: (text) => void err.push(text),
    });
    return { status, out: out.join('\n'), err: err.join('\n') };
  }

  /** Builds from these files; answers what was said. */
  build(files: Readonly<Record<string, string>>, ...flags: readonly string[]): Promise<Said> {
    const context = mkdtempSync(path.join(folder, 'context-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(context, name)), { recursive: true });
      writeFileSync(path.join(context, name), text);
    }
    return this.docker('build', '-t', 'it', ...flags, context);
  }

  async config(image = 'it'): Promise<RunConfig> {
    const { out, err } = await this.docker('inspect', '--format', '{{json .Config}}', image);
    assert.equal(err, '');
    return JSON.parse(out) as RunConfig;
  }

  /** The files of the newest layer, as another program unpacks them. */
  files(): string {
    const root = mkdtempSync(path.join(folder, 'files-'));
    const images = tool.env['PENSTOCK_IMAGES']!;
    const own = readdirSync(images).find(
      (name) => readFileSync(path.join(images, name, 'home'), 'utf8') === this.home,
    )!;
    const blobs = path.join(images, own, 'blobs');
    const layers = readdirSync(blobs).filter(
      (name) => readFileSync(path.join(blobs, name)).readUInt16BE() === 0x1f8b,
    );
    assert.equal(layers.length, 1);
    execFileSync('tar', ['-xzf', path.join(blobs, layers[0]!), '-C', root]);
    return root;
  }

  leftovers(): string[] {
    const images = tool.env['PENSTOCK_IMAGES']!;
    return readdirSync(images, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /building-|partial/.test(name),
    );
  }
}

const listed = (root: string): string[] =>
  execFileSync('find', ['.', '-not', '-type', 'd'], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
    .sort();

test('the storefront’s image is built by the program itself, twice the same, whatever NODE_OPTIONS says', async () => {
  const machine = new Machine();
  const PATH = [tool.folder, process.env['PATH']].join(path.delimiter);
  const env = { ...tool.env, PATH, HOME: machine.home, NODE_OPTIONS: '--no-such-option' };
  const run = (...line: readonly string[]) =>
    spawnSync('docker', line, { env, encoding: 'utf8', cwd: service });
  const first = run('build', '-t', 'storefront:1', '--label', 'a=b', '.');
  assert.equal(first.status, 0, first.stderr);
  assert.match(
    first.stderr,
    new RegExp(`Node.js ${process.versions.node} of this machine stands in for public`),
  );
  assert.deepEqual(await machine.config('storefront:1'), {
    Env: [`NODE_VERSION=${process.versions.node}`, 'PORT=8080'],
    Cmd: ['node', 'server.js'],
    WorkingDir: '/app',
    Labels: { 'dev.penstock.runtime': 'node', a: 'b' },
    ExposedPorts: { '8080/tcp': {} },
  });
  assert.deepEqual(listed(machine.files()), ['./app/answer.js', './app/package.json', './app/server.js']);
  const again = run('build', '-q', '--tag=storefront:2', '--label=a=b', '.');
  const { out } = await machine.docker('inspect', '-f', '{{.Id}}', 'storefront:1');
  assert.deepEqual([again.stdout, again.stderr, machine.leftovers()], [`${out}\n`, '', []]);
  assert.match((await machine.docker('images')).out, /storefront +1 [\s\S]*storefront +2 /);
  const refused = run('run', 'it');
  assert.deepEqual([refused.status, refused.stdout], [1, '']);
});

test('stages, arguments, variables and commands make the image that they say', async () => {
  const dockerfile = `
# syntax=docker/dockerfile:1
ARG VERSION=24
FROM docker.io/library/node:$VERSION AS build
ARG GREETING=none
ARG TARGETARCH
WORKDIR /src
WORKDIR app
COPY . .
ENV OUT=dist
ENV OUT=lost FULL="\${OUT}/\${MISSING:-made}"
RUN --mount=type=cache,target=/root/.npm mkdir dist && \\
    # what is said is kept
    node -e 'const e = process.env; fs.writeFileSync(e.FULL, [e.GREETING, e.TARGETARCH, e.SECRET].join())'
RUN ["node", "-e", "console.log('said by node ' + process.versions.node); fs.symlinkSync('made', 'dist/link')"]
RUN echo kept > ~/.kept && pwd > dist/where

FROM build AS never
RUN exit 7

FROM public.ecr.aws/docker/library/node:24-alpine
RUN addgroup -S app && adduser -S app -G app
COPY --from=build --chown=app:app --chmod=640 /src/app/dist /app/
COPY --from=0 /src/app/*.txt /texts/
USER app
EXPOSE 80 443/udp
VOLUME /data
STOPSIGNAL SIGINT
HEALTHCHECK CMD node check.js
ENTRYPOINT ["node"]
CMD server.js
`;
  const machine = new Machine();
  machine.env['SECRET'] = 'not for the image';
  const files = {
    Dockerfile: dockerfile,
    'a.txt': 'a',
    'b.txt': 'b',
    'c.md': 'c',
    '.dockerignore': 'b.*\nDockerfile',
  };
  const said = await machine.build(
    files,
    '--build-arg',
    'GREETING=hello',
    '--no-cache',
    '--platform',
    'linux/s390x',
  );
  assert.equal(said.status, 0, said.err);
  for (const words of [
    /said by node 24/,
    /left out: everything runs as/,
    /--chown is noted only/,
    /linux\/s390x is asked/,
  ])
    assert.match(said.err, words);
  const root = machine.files();
  assert.deepEqual(listed(root), ['./app/link', './app/made', './app/where', './texts/a.txt']);
  const architecture = (await machine.docker('inspect', '-f', '{{.Architecture}}', 'it')).out;
  assert.equal(readFileSync(path.join(root, 'app/made'), 'utf8'), `hello,${architecture},`);
  assert.match(readFileSync(path.join(root, 'app/where'), 'utf8'), /stage-0\/src\/app$/m);
  const { Env: _, ...config } = await machine.config();
  assert.deepEqual(config, {
    WorkingDir: '',
    Labels: { 'dev.penstock.runtime': 'node' },
    User: 'app',
    ExposedPorts: { '80/tcp': {}, '443/udp': {} },
    Volumes: { '/data': {} },
    StopSignal: 'SIGINT',
    Healthcheck: { Test: ['CMD-SHELL', 'node check.js'] },
    Entrypoint: ['node'],
    Cmd: ['/bin/sh', '-c', 'server.js'],
  });
});

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

describe('COPY puts files where Docker does', () => {
  const files = {
    'a.txt': 'a',
    'dir/b.txt': 'b',
    'dir/sub/c.txt': 'c',
    '.dockerignore': 'Dockerfile\nout\n!out/in.txt',
    'out/in.txt': 'i',
    'out/x': 'x',
  };
  const rows: readonly [string, readonly string[] | RegExp][] = [
    ['COPY a.txt /x', ['./x']],
    ['COPY a.txt /x/', ['./x/a.txt']],
    ['COPY dir /x', ['./x/b.txt', './x/sub/c.txt']],
    ['COPY dir/ x/', ['./x/b.txt', './x/sub/c.txt']],
    ['COPY a.txt dir /x/', ['./x/a.txt', './x/b.txt', './x/sub/c.txt']],
    ['COPY ["a.txt", "with blanks/"]', ['./with blanks/a.txt']],
    ['WORKDIR /w\nCOPY ./*.txt .', ['./w/a.txt']],
    ['COPY */*.txt ./', ['./b.txt', './in.txt']],
    ['COPY d[hi]r/s?b .', ['./c.txt']],
    ['COPY ../a.txt /', ['./a.txt']],
    ['ADD . /', ['./.dockerignore', './a.txt', './dir/b.txt', './dir/sub/c.txt', './out/in.txt']],
    ['COPY a.txt dir /x', /with more than one, it has to be a folder/],
    ['COPY missing /', /cannot copy "missing": it is not in the build context$/m],
    ['COPY out/x /', /cannot copy "out\/x": .*\.dockerignore leaves it out/],
    ['COPY *.none /', /cannot copy "\*\.none"/],
    ['COPY a.txt', /needs a source and a destination/],
    ['COPY --parents a.txt /', /COPY --parents is not known/],
    ['COPY --from=nginx:1 /a /', /cannot copy from nginx:1/],
    ['COPY a.txt /x\nCOPY dir /x', /cannot make the folder \/x: a file/],
    ['ADD https://host/file /', /ADD fetches nothing/],
    ['ADD a.tar.gz /', /ADD unpacks no archives/],
  ]; // prettier-ignore
  for (const [text, wanted] of rows)
    test(text, async () => {
      const machine = new Machine();
      const said = await machine.build({ ...files, Dockerfile: `FROM scratch\n${text}` });
      assert.equal(said.status, wanted instanceof RegExp ? 1 : 0, said.err);
      if (wanted instanceof RegExp) assert.match(said.err, wanted);
      else assert.deepEqual(listed(machine.files()), wanted);
      assert.deepEqual(machine.leftovers(), []);
    });
});

test('nothing is written or read through a link that leads out of the image or the context', async () => {
  const machine = new Machine();
  const outside = mkdtempSync(path.join(folder, 'outside-'));
  writeFileSync(path.join(outside, 'secret'), 'secret');
  const context = mkdtempSync(path.join(folder, 'context-'));
  symlinkSync(outside, path.join(context, 'out'));
  writeFileSync(path.join(context, 'file'), 'file');
  writeFileSync(path.join(context, 'Dockerfile'), `FROM scratch\nCOPY . /in/\nCOPY file /in/out/file`);
  const said = await machine.docker('build', '-t', 'it', context);
  assert.equal(said.status, 0, said.err);
  assert.deepEqual(readdirSync(outside), ['secret']);
  writeFileSync(path.join(context, 'Dockerfile'), `FROM scratch\nCOPY out/secret /`);
  assert.match((await machine.docker('build', context)).err, /cannot copy "out\/secret"/);
});

describe('what it cannot do, it says', () => {
  const rows: readonly [string, RegExp][] = [
    ['FROM nginx', /cannot build from nginx: of base images, node, python and scratch are known/],
    ['FROM node\nRUN apt-get update', /cannot do RUN apt-get update: apt-get is not run/],
    ['FROM node\nRUN ["apt-get", "update"]', /apt-get is not run/],
    ['FROM node\nRUN exit 3', /cannot go on: RUN exit 3 did not complete successfully: exit code: 3/],
    ['FROM node\nRUN ["no-such-program"]', /cannot go on: RUN .*ENOENT/],
    ['FROM node\nRUN --mount=type=secret,id=a cat a', /RUN --mount=type=secret,id=a is not known/],
    ['FROM scratch\nRUN ls', /in a stage from scratch there is nothing to run it with/],
    ['FROM node\nONBUILD RUN ls', /ONBUILD is not followed/],
    ['FROM node\nEXPOSE http', /cannot expose "http"/],
    ['FROM node\nSHELL bash', /SHELL takes a JSON array/],
    ['FROM ${BASE}', /it is empty/],
  ];
  for (const [dockerfile, reason] of rows)
    test(JSON.stringify(dockerfile), async () => {
      const machine = new Machine();
      const said = await machine.build({ Dockerfile: dockerfile });
      assert.equal(said.status, 1);
      assert.match(said.err, reason);
      assert.match(said.err, /^penstock docker: cannot /m);
      assert.deepEqual([machine.leftovers(), (await machine.docker('images', '-q')).out], [[], '']);
    });

  const commands: readonly [readonly string[], RegExp][] = [
    [['run', 'node'], /cannot do docker run: it knows build, .*container engine/],
    [['compose', 'up'], /cannot do docker compose: /],
    [['buildx', 'create'], /cannot do docker buildx create: /],
    [['constructor'], /cannot do docker constructor: /],
    [['build'], /takes exactly one argument/],
    [['build', '--squash', '.'], /cannot take --squash: docker build here knows --build-arg/],
    [['build', '--platform=linux/amd64,linux/arm64', service], /one platform at a time/],
    [['build', 'https://host/x.git'], /only folders of this machine/],
    [['build', '-'], /only folders of this machine/],
    [['build', folder], /failed to read the Dockerfile/],
    [
      ['build', '-t', 'UPPER', service],
      /invalid reference format: the repository’s name has to be in lower case/,
    ],
    [['tag', 'none', 'other'], /cannot find the image none/],
    [['push', 'none'], /an image does not exist locally with the tag: none/],
    [['login', '-u', 'x', '-p', 'y'], /cannot log in to Docker Hub/],
    [
      ['login', '-u', 'x', '-p', 'y', 'ghcr.io'],
      /cannot log in to ghcr.io: of registries it knows ECR’s only/,
    ],
  ];
  for (const [line, reason] of commands)
    test(`docker ${line.join(' ')}`, async () => {
      const said = await new Machine().docker(...line);
      assert.equal(said.status, 1);
      assert.match(said.err, reason);
    });
});

test('images are one build’s own, and go with its home', async () => {
  const [one, other] = [new Machine(), new Machine()];
  assert.equal((await one.docker('build', '-qt', 'it', service)).status, 0);
  assert.match((await other.docker('tag', 'it', 'that')).err, /cannot find the image it/);
  const before = readdirSync(tool.env['PENSTOCK_IMAGES']!).length;
  rmSync(one.home, { recursive: true });
  assert.equal((await other.docker('build', '-q', service)).status, 0);
  assert.ok(readdirSync(tool.env['PENSTOCK_IMAGES']!).length < before);
});

describe('the tool’s folder', () => {
  test('has an aws of its own only where the machine has none', () => {
    const empty = mkdtempSync(path.join(folder, 'path-'));
    const there = mkdtempSync(path.join(folder, 'path-'));
    writeFileSync(path.join(there, 'aws'), '', { mode: 0o755 });
    const own = mkdtempSync(path.join(folder, 'tool-'));
    const has = (searched: string) =>
      existsSync(path.join(builderTool({ folder: own, path: searched }).folder, 'aws'));
    assert.deepEqual([has(empty), has(there), has(empty)], [true, false, true]);
  });

  test('has an aws that says what it serves', () => {
    const own = builderTool({ folder: mkdtempSync(path.join(folder, 'tool-')), path: '' });
    const aws = (...line: readonly string[]) => {
      const env = { PATH: machine, AWS_REGION: 'us-east-1' };
      return spawnSync(path.join(own.folder, 'aws'), line, { env, encoding: 'utf8' });
    };
    assert.match(aws('--version').stdout, /^penstock-aws\/.* \(a stand-in for the AWS CLI\)\n$/);
    for (const line of [
      ['s3', 'ls'],
      ['ecr', 'describe-repositories'],
      ['sts', 'get-caller-identity', '--query', 'x'],
      [],
    ]) {
      const { status, stderr } = aws(...line);
      assert.equal(status, 252);
      assert.match(stderr, /serves only .* Installing the AWS CLI brings the rest/);
    }
    assert.equal(aws('ecr', 'get-login-password').status, 253);
  });
});
