import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import { isRunning } from '../../../packages/runtime/src/dataplane/host/identity.ts';
import type { HostRecord } from '../../../packages/runtime/src/dataplane/host/protocol.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';

/** A disk of its own, that is soon full. */
const disk = mkdtempSync(path.join(tmpdir(), 'penstock-full-'));
const filling = path.join(disk, 'filling');
const isMounted = mounted();
const skip = isMounted ? false : 'mounting a small disk takes root, and a machine that lets it';
const said: string[] = [];
let penstock: PenstockProcess;

function mounted(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const start = async () => {
  const flags = ['--port', '0', '--quiet', '--data', path.join(disk, 'data')];
  penstock = await startPenstock(flags, (sentence) => void said.push(sentence));
};

const place = () => ({
  endpoint: penstock.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});

before(async () => {
  if (isMounted) await start();
});
after(async () => {
  await penstock?.stop();
  if (isMounted) execFileSync('umount', ['--lazy', disk]);
  rmSync(disk, { recursive: true, force: true });
});

function fill(): void {
  const descriptor = openSync(filling, 'w');
  try {
    for (;;) writeSync(descriptor, Buffer.alloc(4096));
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  } finally {
    closeSync(descriptor);
  }
}

const isFull = (error: Error & { $metadata?: { httpStatusCode?: number } }): boolean =>
  error.name === 'ServiceUnavailable' && error.$metadata?.httpStatusCode === 503;

test('an object for which there is no room is refused, and others are kept and read', { skip }, async () => {
  const s3 = new S3({ ...place(), forcePathStyle: true });
  await s3.createBucket({ Bucket: 'bucket' });
  const Body = 'x'.repeat(30_000_000);
  await s3.putObject({ Bucket: 'bucket', Key: 'first', Body });
  await assert.rejects(s3.putObject({ Bucket: 'bucket', Key: 'second', Body: `${Body}y` }), isFull);
  await s3.putObject({ Bucket: 'bucket', Key: 'small', Body: 'small' });
  const { Contents } = await s3.listObjectsV2({ Bucket: 'bucket' });
  assert.deepEqual(
    Contents!.map(({ Key }) => Key),
    ['first', 'small'],
  );
  assert.ok(said.some((sentence) => sentence.endsWith('PUT /bucket/second failed: the disk is full.')));
});

test(
  'a build goes on while the disk is full, and whoever cannot write any more says so',
  { skip },
  async () => {
    const Statement = [
      { Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    const { Role } = await new IAM(place()).createRole({ RoleName: 'builder', AssumeRolePolicyDocument });
    const { QueueUrl } = await new SQS(place()).createQueue({ QueueName: 'queue' });
    const released = path.join(disk, 'released');
    const wait = `while [ ! -e ${released} ]; do echo waiting; head -c 9000 /dev/zero | tr '\\\\0' .; echo; sleep 0.2; done`;
    const buildspec = `{ version: 0.2, phases: { build: { commands: ["echo begun", "${wait}", "echo over"] } } }`;
    const codebuild = new CodeBuild(place());
    await codebuild.createProject({
      name: 'patient',
      source: { type: 'NO_SOURCE', buildspec },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: { type: 'LINUX_CONTAINER', image: 'any', computeType: 'BUILD_GENERAL1_SMALL' },
      serviceRole: Role!.Arn!,
    });
    const { build } = await codebuild.startBuild({ projectName: 'patient' });
    const log = async () => {
      const logs = new CloudWatchLogs(place());
      const { events } = await logs.filterLogEvents({ logGroupName: '/aws/codebuild/patient' });
      return events!.map(({ message }) => message!.trim());
    };
    while (!(await log().catch((): string[] => [])).includes('waiting')) await setTimeout(100);

    fill();
    // What is sent, or the build's own log, is more than can be kept.
    const sqs = new SQS(place());
    const send = () => sqs.sendMessage({ QueueUrl, MessageBody: 'x'.repeat(200_000) });
    while (
      await send().then(
        () => true,
        () => false,
      )
    );
    while (!said.some((sentence) => sentence.includes('Make room, and start it again')))
      await setTimeout(100);
    assert.equal(await penstock.ended, 70);
    // The host is there, and cannot keep what the build says.
    await setTimeout(1_000);
    const host = JSON.parse(readFileSync(path.join(disk, 'data', 'host', 'host.json'), 'utf8')) as HostRecord;
    assert.ok(isRunning(host.pid, host.identity));

    rmSync(filling);
    await start();
    closeSync(openSync(released, 'w'));
    const status = async () =>
      (await new CodeBuild(place()).batchGetBuilds({ ids: [build!.id!] })).builds![0]!.buildStatus;
    while ((await status()) === 'IN_PROGRESS') await setTimeout(100);
    assert.equal(await status(), 'SUCCEEDED');
    const lines = await log();
    const lost = 'penstock: the disk was full, and something that was said is not kept';
    for (const line of ['begun', lost, 'over']) assert.ok(lines.includes(line), line);
  },
);
