import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { folder, listed, Machine, machinePath, tool } from './build-machine.ts';
import { builderTool } from '../../../packages/runtime/src/dataplane/builder/tool.ts';

const service = fileURLToPath(new URL('../../../examples/storefront/service', import.meta.url));

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
      const env = { PATH: machinePath, AWS_REGION: 'us-east-1' };
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
