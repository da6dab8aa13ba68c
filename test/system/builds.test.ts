import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild, type Build, type CreateProjectCommandInput } from '@aws-sdk/client-codebuild';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import type { Place } from '../../examples/storefront/deliver/clients.ts';
import { until } from '../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';

const patienceMs = 30_000;
let penstock: PenstockProcess;
let place: Place;
let codebuild: CodeBuild;
const folder = mkdtempSync(path.join(tmpdir(), 'penstock-builds-'));

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  codebuild = new CodeBuild(place);
  await new S3({ ...place, forcePathStyle: true }).createBucket({ Bucket: 'kept' });
  const trusted = {
    Effect: 'Allow',
    Principal: { Service: 'codebuild.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trusted] });
  await new IAM(place).createRole({ RoleName: 'builder', AssumeRolePolicyDocument });
});
after(async () => {
  await penstock?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const isRoot = process.getuid?.() === 0;

async function project(
  name: string,
  how: Pick<CreateProjectCommandInput, 'source' | 'cache'>,
): Promise<void> {
  await codebuild.createProject({
    name,
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', image: 'any', computeType: 'BUILD_GENERAL1_SMALL' },
    serviceRole: 'arn:aws:iam::000000000000:role/builder',
    ...how,
  });
}

/** A build that is over, and what its commands said. */
async function built(projectName: string): Promise<{ readonly build: Build; readonly log: string }> {
  const { build: begun } = await codebuild.startBuild({ projectName });
  const build = await until(`a build of ${projectName}`, patienceMs, async () => {
    const { builds } = await codebuild.batchGetBuilds({ ids: [begun!.id!] });
    return builds![0]!.buildComplete ? builds![0]! : undefined;
  });
  return { build, log: await logOf(build) };
}

async function logOf({ logs }: Build): Promise<string> {
  const { groupName: logGroupName, streamName: logStreamName } = logs!;
  const { events } = await new CloudWatchLogs(place).getLogEvents({ logGroupName, logStreamName });
  return events!.map(({ message }) => message).join('');
}

const buildspec = (commands: readonly string[], rest: object = {}): string =>
  JSON.stringify({ version: '0.2', phases: { build: { commands } }, ...rest });

test('a build finds what the last one has kept, links and home too, until the cache is invalidated', async () => {
  const commands = [
    'if test -e node_modules/.bin/tool; then node_modules/.bin/tool && cat ~/.npm/index; fi',
    'mkdir -p node_modules/.bin ~/.npm',
    "printf '#!/bin/sh\\necho kept tool\\n' > node_modules/tool && chmod +x node_modules/tool",
    'ln -sf ../tool node_modules/.bin/tool && echo kept index > ~/.npm/index',
  ];
  const cache = { paths: ['node_modules/**/*', '/root/.npm/**/*'] };
  const source = { type: 'NO_SOURCE', buildspec: buildspec(commands, { cache }) } as const;
  await project('in-s3', { source, cache: { type: 'S3', location: 'kept/builds' } });
  await project('local', { source, cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] } });
  for (const name of ['in-s3', 'local']) {
    assert.doesNotMatch((await built(name)).log, /^kept/m);
    assert.match((await built(name)).log, /^kept tool\nkept index\n/m);
    await codebuild.invalidateProjectCache({ projectName: name });
    assert.doesNotMatch((await built(name)).log, /^kept/m);
  }
});

test('a cache is known by a key that a program makes of files', async () => {
  const commands = ['cat kept/it 2>/dev/null || echo none', 'mkdir -p kept && echo "found it" > kept/it'];
  const keys = { key: 'lock-$(codebuild-hash-files package-lock.json)', 'fallback-keys': ['lock-'] };
  const cache = { paths: ['kept/**/*'], ...keys };
  await pushed('locked', { 'package-lock.json': '{}', 'buildspec.yml': buildspec(commands, { cache }) });
  const location = 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/locked';
  const source = { type: 'CODECOMMIT', location } as const;
  await project('keyed', { source, cache: { type: 'S3', location: 'kept/keyed' } });
  assert.match((await built('keyed')).log, /^none$/m);
  assert.match((await built('keyed')).log, /^found it$/m);
  const s3 = new S3({ ...place, forcePathStyle: true });
  const { Contents } = await s3.listObjectsV2({ Bucket: 'kept', Prefix: 'keyed' });
  assert.match(Contents!.map(({ Key }) => Key).join(), /^keyed\/[^/]+\/lock-[0-9a-f]{64}$/);
});

test('a command that exits leaves the next phase where it was, with its variables', async () => {
  const phases = {
    install: {
      commands: ['mkdir deep && cd deep', 'IMAGE=app:1', 'true || exit 1', 'false || exit 0', 'echo on'],
    },
    build: { commands: ['echo building && false || exit 4', 'echo never'] },
    post_build: { commands: ['echo "$IMAGE $(basename "$PWD") $CODEBUILD_BUILD_SUCCEEDING"'] },
  };
  const spec = JSON.stringify({ version: '0.2', phases });
  await project('exits', { source: { type: 'NO_SOURCE', buildspec: spec } });
  const { build, log } = await built('exits');
  assert.match(log, /^on\n[^]*^building\n[^]*^app:1 deep 0\n/m);
  assert.doesNotMatch(log, /^never/m);
  const failed = build.phases!.find(({ phaseType }) => phaseType === 'BUILD')!;
  assert.match(failed.contexts![0]!.message!, /exit 4\. Reason: exit status 4$/);
});

test('a build knows where it is shown; one command needs no list', async () => {
  const phases = { build: { commands: 'echo "at $CODEBUILD_BUILD_URL"' } };
  const spec = JSON.stringify({ version: '0.2', phases });
  await project('shown', { source: { type: 'NO_SOURCE', buildspec: spec } });
  const { build, log } = await built('shown');
  const home = 'https://us-east-1.console.aws.amazon.com/codebuild/home?region=us-east-1';
  assert.ok(log.includes(`at ${home}#/builds/${build.id}/view/new\n`), log);
});

test('submodules are fetched, and git signs in at CodeCommit, as the role of the build', async () => {
  const hosted = 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos';
  const library = await pushed('library', { 'library.txt': 'of the library\n' });
  const spec = buildspec(
    [
      'cat vendor/library/library.txt',
      'sed s/of/secondary/ $CODEBUILD_SRC_DIR_Again/vendor/library/library.txt',
      `git clone -q ${hosted}/library again && ls again`,
    ],
    {
      env: { 'git-credential-helper': 'yes' },
    },
  );
  const url = `[submodule "vendor/library"]\n\tpath = vendor/library\n\turl = ${hosted}/library\n`;
  const link = ['update-index', '--add', '--cacheinfo', `160000,${library},vendor/library`];
  await pushed('app', { 'buildspec.yml': spec, '.gitmodules': url }, link);
  const gitSubmodulesConfig = { fetchSubmodules: true };
  const source = { type: 'CODECOMMIT', location: `${hosted}/app`, gitSubmodulesConfig } as const;
  await project('app', { source });
  await codebuild.updateProject({
    name: 'app',
    secondarySources: [{ ...source, sourceIdentifier: 'Again' }],
  });
  const { build, log } = await built('app');
  assert.equal(build.buildStatus, 'SUCCEEDED', log);
  assert.match(log, /^of the library\n[^]*^secondary the library\n[^]*^library\.txt\n/m);
});

test('the log of a build is put into its bucket', async () => {
  const name = 'logged';
  await project(name, { source: { type: 'NO_SOURCE', buildspec: buildspec(['echo said']) } });
  const s3Logs = { status: 'ENABLED', location: 'kept/logs' } as const;
  await codebuild.updateProject({ name, logsConfig: { s3Logs } });
  const { build, log } = await built(name);
  const [, Key] = /^arn:aws:s3:::kept\/(.+)$/.exec(build.logs!.s3LogsArn!)!;
  const { Body } = await new S3({ ...place, forcePathStyle: true }).getObject({ Bucket: 'kept', Key });
  assert.equal(gunzipSync(await Body!.transformToByteArray()).toString(), log);
});

test('places of artifacts may be named by variables, and in a secondary source', async () => {
  const hosted = 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos';
  await pushed('second', { 'made.txt': 'of the second\n' });
  const commands = [
    'export OUT=out && mkdir -p $OUT/deep && echo one > $OUT/deep/a.txt && echo no > $OUT/b.md',
  ];
  const artifacts = {
    'base-directory': '$CODEBUILD_SRC_DIR/${OUT}',
    files: ['$CODEBUILD_SRC_DIR/out/**/*.txt'],
    'secondary-artifacts': { Second: { 'base-directory': '$CODEBUILD_SRC_DIR_Lib', files: ['$WHAT.txt'] } },
  };
  const name = 'placed';
  const env = { variables: { WHAT: 'made' } };
  await project(name, { source: { type: 'NO_SOURCE', buildspec: buildspec(commands, { artifacts, env }) } });
  const output = { type: 'S3', location: 'kept', path: name } as const;
  await codebuild.updateProject({
    name,
    secondarySources: [{ type: 'CODECOMMIT', location: `${hosted}/second`, sourceIdentifier: 'Lib' }],
    artifacts: { ...output, name: 'first' },
    secondaryArtifacts: [{ ...output, name: 'second', artifactIdentifier: 'Second' }],
  });
  const { build, log } = await built(name);
  assert.equal(build.buildStatus, 'SUCCEEDED', log);
  const { Contents } = await new S3({ ...place, forcePathStyle: true }).listObjectsV2({
    Bucket: 'kept',
    Prefix: name,
  });
  assert.deepEqual(
    Contents!.map(({ Key }) => Key),
    ['placed/first/deep/a.txt', 'placed/second/made.txt'],
  );
});

test('builds of a fan-out share out the tests', async () => {
  const commands = [
    'mkdir -p tests/unit && touch tests/unit/a.test.js tests/unit/b.test.js "tests/unit/c d.test.js" tests/no.js',
    [
      `codebuild-tests-run --files-search "codebuild-glob-search '**/unit/*.test.js'"`,
      `--test-command 'printf "ran <%s>\\n"'`,
    ].join(' '),
    [
      `codebuild-tests-run --sharding-strategy stability --files-search 'printf "x\\ny\\n"'`,
      `--test-command 'echo "$CODEBUILD_CURRENT_SHARD_FILES" | sed "s/^/own /"'`,
    ].join(' '),
  ];
  const batch = { 'build-fanout': { parallelism: 2 } };
  await project('fanned', { source: { type: 'NO_SOURCE', buildspec: buildspec(commands, { batch }) } });
  const serviceRole = 'arn:aws:iam::000000000000:role/builder';
  const { buildBatch } = await codebuild.startBuildBatch({
    projectName: 'fanned',
    buildBatchConfigOverride: { serviceRole },
  });
  await until('the batch is over', patienceMs, async () => {
    const { buildBatches } = await codebuild.batchGetBuildBatches({ ids: [buildBatch!.id!] });
    return buildBatches![0]!.complete || undefined;
  });
  const { ids } = await codebuild.listBuildsForProject({ projectName: 'fanned', sortOrder: 'ASCENDING' });
  const { builds } = await codebuild.batchGetBuilds({ ids: ids! });
  const said = await Promise.all(
    builds!.map(async (build) => (await logOf(build)).match(/^(ran|own) .*$/gm) ?? []),
  );
  const ran = said.map((lines) => lines.filter((line) => line.startsWith('ran')));
  assert.deepEqual(ran, [
    ['ran <tests/unit/a.test.js>', 'ran <tests/unit/b.test.js>'],
    ['ran <tests/unit/c d.test.js>'],
  ]);
  const own = said.flat().filter((line) => line.startsWith('own'));
  assert.deepEqual(own.sort(), ['own x', 'own y']);
});

test('a build waits for a machine of its fleet', async () => {
  const computeType = 'BUILD_GENERAL1_SMALL';
  const { fleet } = await codebuild.createFleet({
    name: 'one',
    baseCapacity: 1,
    environmentType: 'LINUX_CONTAINER',
    computeType,
  });
  const source = { type: 'NO_SOURCE', buildspec: buildspec(['sleep 1']) } as const;
  await project('on-a-fleet', { source });
  const environment = {
    type: 'LINUX_CONTAINER',
    image: 'any',
    computeType,
    fleet: { fleetArn: fleet!.arn! },
  } as const;
  await codebuild.updateProject({ name: 'on-a-fleet', environment });
  const both = await Promise.all([built('on-a-fleet'), built('on-a-fleet')]);
  const [first, second] = both
    .map(({ build }) => build)
    .sort((a, b) => Number(a.endTime) - Number(b.endTime));
  assert.deepEqual([first!.buildStatus, second!.buildStatus], ['SUCCEEDED', 'SUCCEEDED']);
  const queued = second!.phases!.find(({ phaseType }) => phaseType === 'QUEUED');
  assert(queued!.endTime! >= first!.endTime!);
});

/** A repository of the house with these files. Answers the commit. */
async function pushed(
  repositoryName: string,
  files: Readonly<Record<string, string>>,
  also: readonly string[] = [],
): Promise<string> {
  await new CodeCommit(place).createRepository({ repositoryName });
  const at = path.join(folder, repositoryName);
  mkdirSync(at);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(at, name), text);
  const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
  const git = (...words: readonly string[]) =>
    execFileSync('git', ['-C', at, ...who, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  if (also.length > 0) git(...also);
  git('commit', '--quiet', '--message=first');
  const { host } = new URL(place.endpoint);
  git('push', '--quiet', `http://test:test@${host}/v1/repos/${repositoryName}`, 'main');
  return git('rev-parse', 'HEAD').trim();
}

test('commands run as the user of their phase, who may read what he may not write', async () => {
  const phases = {
    install: {
      commands: ['echo kept > kept.txt; chmod 600 kept.txt; mkdir -m 777 out; export FROM=install'],
    },
    build: {
      'run-as': 'nobody',
      commands: [
        'echo "build: $(id -un) $FROM $(cat kept.txt)"',
        '(echo "echo his words: $(id -un)" >&9) 2> /dev/null || true',
        'cd out && exec 9> lock && id -un > who.txt; export WHO=$(id -un)',
        'touch ../new.txt || echo "build: may not"',
        'exit 0; echo never',
      ],
    },
    post_build: { commands: ['echo "after: $(id -un) $WHO $(cat who.txt) ${PWD##*/} $HOME"'] },
  };
  const env = { 'exported-variables': ['WHO'] };
  const source = { type: 'NO_SOURCE', buildspec: JSON.stringify({ version: '0.2', env, phases }) } as const;
  await project('somebody', { source });
  const { build, log } = await built('somebody');
  assert.equal(build.buildStatus, 'SUCCEEDED', log);
  const { username } = userInfo();
  const who = isRoot ? 'nobody' : username;
  assert.ok(log.includes(`build: ${who} install kept\n`), log);
  assert.ok(log.includes(`after: ${username} ${who} ${who} out `), log);
  assert.doesNotMatch(log, /out \/nonexistent$/m);
  assert.doesNotMatch(log, /^his words/m);
  assert.equal(log.includes('build: may not\n'), isRoot, log);
  assert.equal(log.includes('Penstock leaves out run-as'), !isRoot, log);
  assert.deepEqual(build.exportedEnvironmentVariables, [{ name: 'WHO', value: who }]);
  if (!isRoot) return;
  const nobody = {
    version: '0.2',
    'run-as': 'no-such-user',
    phases: { build: { commands: ['echo never'] } },
  };
  await project('stranger', { source: { type: 'NO_SOURCE', buildspec: JSON.stringify(nobody) } });
  const stranger = await built('stranger');
  assert.equal(stranger.build.buildStatus, 'FAILED');
  assert.match(stranger.log, /^user: unknown user no-such-user$/m);
});
