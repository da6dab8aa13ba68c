import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { startPenstock } from '../scripts/penstock-process.ts';
import { drive } from './load.ts';
import { makeRole } from './role.ts';
import { signedRequest } from './signed-request.ts';

/**
 * Executions a second without processes, durable, over HTTP: a source of S3 and a deployment to S3; then what executions
 * cost that wait for an approval: memory for each, and the processor's time while nothing happens.
 */
const waitingCount = Number(process.argv[2] ?? 10_000);
/** AWS's limit of a PARALLEL pipeline. */
const sideBySide = 50;
const pipelinesThrough = 20;
const rounds = Number(process.argv[3] ?? 4);
const idleMs = 5_000;

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-pipelines-'));
const penstock = await startPenstock(['--port', '0', '--quiet', '--data', folder], () => undefined);
const place = {
  endpoint: penstock.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: '000000000000', secretAccessKey: 'test' },
};
const codepipeline = new CodePipeline(place);
try {
  await settle();
  await runThrough();
  await wait();
} finally {
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function settle(): Promise<void> {
  await makeRole(place, 'pipeline', ['codepipeline']);
  const s3 = new S3({ ...place, forcePathStyle: true });
  for (const Bucket of ['store', 'drop', 'site']) await s3.createBucket({ Bucket });
  await s3.putBucketVersioning({ Bucket: 'drop', VersioningConfiguration: { Status: 'Enabled' } });
  await s3.putObject({ Bucket: 'drop', Key: 'site.zip', Body: 'site' });
}

async function runThrough(): Promise<void> {
  const names = Array.from({ length: pipelinesThrough }, (_, index) => `through-${index}`);
  for (const name of names)
    await create(name, 'Deploy', 'S3', { BucketName: 'site', Extract: 'false', ObjectKey: `${name}.zip` });
  await round(names); // Code is loaded, and compiled.
  const begun = performance.now();
  const eachMs: number[] = [];
  for (let left = rounds; left > 0; left--) {
    const before = processorMs();
    await round(names);
    eachMs.push((processorMs() - before) / (names.length * sideBySide));
  }
  const seconds = (performance.now() - begun) / 1000;
  const mean = eachMs.reduce((sum, ms) => sum + ms, 0) / rounds;
  // Others who use the machine make all rounds dearer: two programs are best compared by their cheapest.
  console.log(
    `two actions, no processes: ${Math.round((rounds * names.length * sideBySide) / seconds)} executions a second, ` +
      `${mean.toFixed(2)} ms of the processor each; ${Math.min(...eachMs).toFixed(2)} in the cheapest of ${rounds} rounds`,
  );
}

/** Starts as many executions of each pipeline as it may have, and waits for the last of them. */
async function round(names: readonly string[]): Promise<void> {
  const port = Number(new URL(penstock.endpoint).port);
  for (const name of names) {
    const request = signedRequest(port, 'CodePipeline_20150709.StartPipelineExecution', { name });
    const { statuses } = await drive({ port, request, connections: 10, requests: sideBySide });
    if (statuses['200'] !== sideBySide) throw new Error(`starting ${name}: ${JSON.stringify(statuses)}`);
  }
  for (const name of names)
    while ((await inProgress(name)) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function wait(): Promise<void> {
  const memory = residentMb();
  const pipelinesCount = Math.ceil(waitingCount / sideBySide);
  for (let index = 0; index < pipelinesCount; index++) {
    await create(`waiting-${index}`, 'Approval', 'Manual', {});
    await start(`waiting-${index}`, sideBySide - 1);
  }
  const count = pipelinesCount * sideBySide;
  const grown = residentMb() - memory;
  const before = processorMs();
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  const idlePercent = ((processorMs() - before) / idleMs) * 100;
  console.log(
    `${count.toLocaleString('en')} approvals waiting: ${grown} MB more, idle at ${idlePercent.toFixed(1)} % of a core`,
  );
}

async function create(
  name: string,
  category: 'Deploy' | 'Approval',
  provider: string,
  configuration: Record<string, string>,
): Promise<void> {
  const source = {
    name: 'Drop',
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
    configuration: { S3Bucket: 'drop', S3ObjectKey: 'site.zip', PollForSourceChanges: 'false' },
    outputArtifacts: [{ name: 'Site' }],
  } as const;
  const last = {
    name: 'Last',
    actionTypeId: { category, owner: 'AWS', provider, version: '1' },
    configuration,
    ...(category === 'Deploy' && { inputArtifacts: [{ name: 'Site' }] }),
  } as const;
  await codepipeline.createPipeline({
    pipeline: {
      name,
      pipelineType: 'V2',
      executionMode: 'PARALLEL',
      roleArn: 'arn:aws:iam::000000000000:role/pipeline',
      artifactStore: { type: 'S3', location: 'store' },
      stages: [
        { name: 'Source', actions: [{ ...source, outputArtifacts: [{ name: 'Site' }] }] },
        { name: 'Last', actions: [last] },
      ],
    },
  });
  while ((await inProgress(name)) > (category === 'Deploy' ? 0 : 1));
}

async function start(name: string, times: number): Promise<void> {
  await Promise.all(Array.from({ length: times }, () => codepipeline.startPipelineExecution({ name })));
}

async function inProgress(pipelineName: string): Promise<number> {
  const { pipelineExecutionSummaries = [] } = await codepipeline.listPipelineExecutions({
    pipelineName,
    maxResults: 60,
  });
  return pipelineExecutionSummaries.filter(({ status }) => status === 'InProgress').length;
}

/** What the control plane has had of the processor, on Linux. */
function processorMs(): number {
  const fields = readFileSync(`/proc/${penstock.process.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function residentMb(): number {
  const status = readFileSync(`/proc/${penstock.process.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
