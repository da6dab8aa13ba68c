import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline, type ActionDeclaration } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { startPenstock } from '../scripts/penstock-process.ts';
import { makeRole } from './role.ts';

/**
 * Pipelines with real processes: from the start of `git push` to the first command of the first build; from an action's
 * last command, whose build has taken a tenth of a second, to the next one's first; and executions a second with three
 * builds each, that take no time. Commands stamp the time themselves, and the bench waits for their stamps: asking for states all the time would be part of what is measured.
 * The floors are a push of the same repository that nobody follows, and shells that stamp, started by a bare Node.
 */
const pushes = Number(process.argv[2] ?? 15);
const executions = Number(process.argv[3] ?? 200);
const turns = 3;
const builds = ['first', 'second', 'third'];
/** Of a zip: its end, and nothing before. */
const emptyZip = Buffer.from(`PK\u0005\u0006${'\0'.repeat(18)}`, 'latin1');
/** Executions that are under way at any moment. */
const sideBySide = 8;

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-builds-'));
const stamps = path.join(folder, 'stamps');
const penstock = await startPenstock(
  ['--port', '0', '--quiet', '--data', path.join(folder, 'data')],
  (line) => console.error(line),
);
const place = {
  endpoint: penstock.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: '000000000000', secretAccessKey: 'test' },
};
const codepipeline = new CodePipeline(place);
const codecommit = new CodeCommit(place);
const run = promisify(execFile);
/** The last stamps of executions that are known. */
const known = new Set<string>();

try {
  mkdirSync(stamps);
  await settle();
  await fromPush();
  await throughput();
} finally {
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function settle(): Promise<void> {
  const s3 = new S3({ ...place, forcePathStyle: true });
  for (const Bucket of ['store', 'drop']) await s3.createBucket({ Bucket });
  await s3.putBucketVersioning({ Bucket: 'drop', VersioningConfiguration: { Status: 'Enabled' } });
  await makeRole(place, 'build', ['codebuild']);
  await makeRole(place, 'pipeline', ['codepipeline']);
  const codebuild = new CodeBuild(place);
  for (const name of builds)
    await codebuild.createProject({
      name,
      serviceRole: 'arn:aws:iam::000000000000:role/build',
      source: { type: 'CODEPIPELINE', buildspec: buildspecOf(name) },
      artifacts: { type: 'CODEPIPELINE' },
      environment: {
        type: 'LINUX_CONTAINER',
        computeType: 'BUILD_GENERAL1_SMALL',
        image: 'aws/codebuild/standard:7.0',
      },
    });
}

/** One command, which stamps; and where the build is to take its time, stamps again when that is over. */
function buildspecOf(name: string): string {
  const stamp = `date +%s%N > ${stamps}/$RUN.${name}`;
  const command = `${stamp}; [ "$SECONDS_TAKEN" = 0 ] || { sleep $SECONDS_TAKEN; ${stamp}.over; }`;
  return JSON.stringify({ version: 0.2, phases: { build: { commands: [command] } } });
}

async function fromPush(): Promise<void> {
  for (const repositoryName of ['followed', 'unfollowed'])
    await codecommit.createRepository({ repositoryName });
  const [followed, unfollowed] = [clone('followed'), clone('unfollowed')];
  for (const repository of [followed, unfollowed]) await push(repository);
  await create('pushed', 'QUEUED', {
    category: 'Source',
    provider: 'CodeCommit',
    configuration: { RepositoryName: 'followed', BranchName: 'main' },
    secondsTaken: 0.1,
  });
  await finished('pushed', 1);
  await stamped(1);
  const firsts: number[] = [];
  const betweens: number[] = [];
  const floors: number[] = [];
  for (let count = 2; count < pushes + 2; count++) {
    await commit(unfollowed);
    const floor = performance.now();
    await push(unfollowed);
    floors.push(performance.now() - floor);
    await commit(followed);
    const begunAt = Date.now();
    await push(followed);
    const [id = ''] = await stamped(1);
    await finished('pushed', count);
    const [first = 0, second = 0, third = 0] = builds.map((name) => stampOf(id, name));
    firsts.push(first - begunAt);
    betweens.push(second - stampOf(id, 'first.over'), third - stampOf(id, 'second.over'));
  }
  console.log(`git push that nobody follows (the floor)   ${middle(floors)} ms p50`);
  console.log(`git push begun → first command             ${middle(firsts)} ms p50, ${late(firsts)} p90`);
  console.log(
    `a command → the next action’s first        ${middle(betweens)} ms p50, ${at(betweens, 0.25)} p25, ${late(betweens)} p90`,
  );
}

async function throughput(): Promise<void> {
  await new S3({ ...place, forcePathStyle: true }).putObject({
    Bucket: 'drop',
    Key: 'site.zip',
    Body: emptyZip,
  });
  await create('through', 'PARALLEL', {
    category: 'Source',
    provider: 'S3',
    configuration: { S3Bucket: 'drop', S3ObjectKey: 'site.zip', PollForSourceChanges: 'false' },
    secondsTaken: 0,
  });
  await finished('through', 1);
  await rate(executions / 4, build); // Code is loaded, and compiled.
  const floors: number[] = [];
  const rates: number[] = [];
  const processor = processorMs();
  for (let turn = 0; turn < turns; turn++) {
    floors.push(await rate(executions, bareShells));
    rates.push(await rate(executions, build));
  }
  const each = (processorMs() - processor) / (executions * turns);
  console.log(
    `three builds each: ${middle(rates)} executions a second, ` +
      `${each.toFixed(1)} ms of the control plane’s processor each; three bare shells each: ${middle(floors)} ` +
      `(${(Number(middle(rates)) / Number(middle(floors))).toFixed(2)})`,
  );
}

/** How many a second, where a few are always under way. */
async function rate(count: number, work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  let left = count;
  const lane = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: sideBySide }, lane));
  return count / ((performance.now() - begun) / 1000);
}

/** An execution with three builds, until the last one's command has been run. */
async function build(): Promise<void> {
  const { pipelineExecutionId: id } = await codepipeline.startPipelineExecution({ name: 'through' });
  while (!existsSync(path.join(stamps, `${id}.third`)))
    await new Promise((resolve) => setTimeout(resolve, 2));
}

/** What three builds do, done by nobody: three shells, one after the other. */
async function bareShells(): Promise<void> {
  for (const name of builds)
    await once(spawn('sh', ['-c', `date +%s%N > ${stamps}/bare-${name}`], { stdio: 'ignore' }), 'close');
}

/** A source, and three builds one after the other. */
async function create(
  name: string,
  executionMode: 'QUEUED' | 'PARALLEL',
  declared: {
    category: 'Source';
    provider: string;
    configuration: Record<string, string>;
    secondsTaken: number;
  },
): Promise<void> {
  const { category, provider, configuration, secondsTaken } = declared;
  const EnvironmentVariables = JSON.stringify([
    { name: 'RUN', value: '#{codepipeline.PipelineExecutionId}' },
    { name: 'SECONDS_TAKEN', value: String(secondsTaken) },
  ]);
  const actions: ActionDeclaration[] = builds.map((build, index) => ({
    name: build,
    runOrder: index + 1,
    actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
    configuration: { ProjectName: build, EnvironmentVariables },
    inputArtifacts: [{ name: 'Source' }],
  }));
  const from: ActionDeclaration = {
    name: 'From',
    actionTypeId: { category, owner: 'AWS', provider, version: '1' },
    configuration,
    outputArtifacts: [{ name: 'Source' }],
  };
  await codepipeline.createPipeline({
    pipeline: {
      name,
      pipelineType: 'V2',
      executionMode,
      roleArn: 'arn:aws:iam::000000000000:role/pipeline',
      artifactStore: { type: 'S3', location: 'store' },
      stages: [
        { name: 'Source', actions: [from] },
        { name: 'Build', actions },
      ],
    },
  });
}

/** Waits until so many executions more have stamped for the last time; answers their ids. */
async function stamped(count: number): Promise<readonly string[]> {
  for (;;) {
    const isNew = (name: string) => name.endsWith('.third') && !known.has(name);
    const added = readdirSync(stamps).filter(isNew);
    if (added.length >= count && added.every((name) => readFileSync(path.join(stamps, name)).length > 0)) {
      for (const name of added) known.add(name);
      return added.map((name) => path.parse(name).name);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Waits until so many executions are there and over; answers the newest. */
async function finished(pipelineName: string, count: number): Promise<string> {
  for (;;) {
    const { pipelineExecutionSummaries: all = [] } = await codepipeline.listPipelineExecutions({
      pipelineName,
    });
    const failed = all.find(({ status }) => status === 'Failed');
    if (failed) throw new Error(`${pipelineName} failed: ${await reasonOf(pipelineName)}`);
    if (all.length >= Math.min(count, 100) && all.every(({ status }) => status !== 'InProgress'))
      return all[0]!.pipelineExecutionId!;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function reasonOf(pipelineName: string): Promise<string> {
  const { actionExecutionDetails = [] } = await codepipeline.listActionExecutions({ pipelineName });
  return JSON.stringify(
    actionExecutionDetails.find(({ status }) => status === 'Failed')?.output?.executionResult,
  );
}

/** A repository on the developer's machine, with some files. */
function clone(name: string): string {
  const repository = path.join(folder, name);
  const url = `${penstock.endpoint}/v1/repos/${name}`;
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', repository]);
  const git = (...words: readonly string[]) =>
    execFileSync('git', ['-C', repository, ...words], { stdio: 'pipe' });
  git('config', 'user.name', 'Maria Weir');
  git('config', 'user.email', 'maria@storefront.example');
  git('config', 'credential.helper', '!f() { echo username=000000000000; echo password=test; }; f');
  git('remote', 'add', 'origin', url);
  for (let file = 0; file < 200; file++)
    writeFileSync(path.join(repository, `file-${file}.txt`), `${file}\n`.repeat(50));
  git('add', '.');
  git('commit', '--quiet', '-m', 'Files');
  return repository;
}

async function commit(repository: string): Promise<void> {
  writeFileSync(path.join(repository, 'file-0.txt'), String(performance.now()));
  await run('git', ['-C', repository, 'commit', '--quiet', '--all', '-m', 'Change a file']);
}

async function push(repository: string): Promise<void> {
  await run('git', ['-C', repository, 'push', '--quiet', 'origin', 'main']);
}

/** Milliseconds since the epoch. */
function stampOf(id: string, name: string): number {
  return Number(readFileSync(path.join(stamps, `${id}.${name}`), 'utf8')) / 1e6;
}

function at(values: readonly number[], share: number): string {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!.toFixed(1);
}
function middle(values: readonly number[]): string {
  return at(values, 0.5);
}
function late(values: readonly number[]): string {
  return at(values, 0.9);
}

/** What the control plane has had of the processor, on Linux. */
function processorMs(): number {
  const fields = readFileSync(`/proc/${penstock.process.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
