import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { zipped } from '../../../packages/runtime/src/dataplane/functions/functions.contract.ts';
import { openHouse, type OpenHouse } from '../../../packages/runtime/src/house.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-sweeping-'));
const said: string[] = [];
let house: OpenHouse;
let s3: S3;
let lambda: Lambda;
let codebuild: CodeBuild;

before(async () => {
  house = await openHouse({
    port: 0,
    hosts: ['127.0.0.1'],
    folder,
    account: '000000000000',
    version: 'test',
    path: process.env['PATH'] ?? '',
    sweepMs: 1_000,
    log: (sentence) => void said.push(sentence),
    fatal: (error) => assert.fail(String(error)),
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const place = { endpoint: house.endpoint, region: 'us-east-1', credentials, forcePathStyle: true };
  s3 = new S3(place);
  lambda = new Lambda(place);
  codebuild = new CodeBuild(place);
  const Version = '2012-10-17';
  const Service = ['lambda.amazonaws.com', 'codebuild.amazonaws.com'];
  const Statement = [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version, Statement });
  const iam = new IAM(place);
  await iam.createRole({ RoleName: 'worker', AssumeRolePolicyDocument });
  const PolicyDocument = JSON.stringify({
    Version,
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  });
  await iam.putRolePolicy({ RoleName: 'worker', PolicyName: 'all', PolicyDocument });
});
after(async () => {
  await house?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Files in a folder of the house's, with what lies below it. */
const filesIn = (...place: string[]): string[] =>
  readdirSync(path.join(folder, ...place), { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(path.join(folder, ...place, file), { throwIfNoEntry: false })?.isFile(),
  );

const isKept = (sha256: string) =>
  existsSync(path.join(folder, 'blobs', sha256.slice(0, 2), sha256.slice(2)));

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await setTimeout(50);
};

test('the bytes of objects that were deleted go from the disk; all others stay', async () => {
  await s3.createBucket({ Bucket: 'swept' });
  const bodies = ['gone', 'kept', 'copied'].map((word) => word.repeat(100_000));
  for (const [at, Body] of bodies.entries()) await s3.putObject({ Bucket: 'swept', Key: `key-${at}`, Body });
  await s3.copyObject({ Bucket: 'swept', Key: 'copy', CopySource: 'swept/key-2' });
  const upload = await s3.createMultipartUpload({ Bucket: 'swept', Key: 'parts' });
  const { UploadId } = upload;
  const part = { Bucket: 'swept', Key: 'parts', UploadId, PartNumber: 1 };
  const { ETag } = await s3.uploadPart({ ...part, Body: 'a part' });
  assert.equal(filesIn('blobs').length, 4);
  for (const Key of ['key-0', 'key-2']) await s3.deleteObject({ Bucket: 'swept', Key });
  await until(() => filesIn('blobs').length === 3);
  await until(() => said.some((sentence) => sentence.endsWith('that nothing names any more were deleted.')));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: ETag! }] };
  await s3.completeMultipartUpload({ Bucket: 'swept', Key: 'parts', UploadId, MultipartUpload });
  const read = async (Key: string) =>
    (await s3.getObject({ Bucket: 'swept', Key })).Body!.transformToString();
  assert.deepEqual(await Promise.all(['key-1', 'copy', 'parts'].map(read)), [bodies[1], bodies[2], 'a part']);
});

test('the code of a function that was deleted goes, unpacked and packed; that of others is run', async () => {
  const answering = (word: string) =>
    `exports.handler = async () => '${word} with ' + require('/opt/words.js');`;
  const layer = async (name: string) => {
    const ZipFile = await buffer(zipped({ 'words.js': `module.exports = '${name}';` }));
    return (await lambda.publishLayerVersion({ LayerName: name, Content: { ZipFile } })).LayerVersionArn!;
  };
  const functions = ['stays', 'goes'];
  for (const FunctionName of functions) {
    await lambda.createFunction({
      FunctionName,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/worker',
      Layers: [await layer(`words-${FunctionName}`)],
      Code: { ZipFile: await buffer(zipped({ 'index.js': answering(FunctionName) })) },
    });
  }
  const invoked = async (FunctionName: string) =>
    JSON.parse((await lambda.invoke({ FunctionName })).Payload!.transformToString()) as string;
  for (const name of functions) assert.equal(await invoked(name), `${name} with words-${name}`);
  const code = () => filesIn('functions', 'code').filter((file) => /index\.js$|words\.js$/.test(file)).length;
  assert.equal(code(), 4);
  const packed = filesIn('blobs').length;
  await lambda.deleteFunction({ FunctionName: 'goes' });
  await lambda.deleteLayerVersion({ LayerName: 'words-goes', VersionNumber: 1 });
  await until(() => code() === 2 && filesIn('blobs').length === packed - 2);
  assert.equal(await invoked('stays'), 'stays with words-stays');
});

test('what a build was made of, and what it has made, goes with its objects, and not with the build', async () => {
  await s3.createBucket({ Bucket: 'built' });
  const Body = await buffer(zipped({ 'source.txt': 'a source' }));
  await s3.putObject({ Bucket: 'built', Key: 'source.zip', Body });
  await codebuild.createProject({
    name: 'maker',
    source: {
      type: 'S3',
      location: 'built/source.zip',
      buildspec:
        '{ version: 0.2, phases: { build: { commands: [true] } }, artifacts: { files: [source.txt] } }',
    },
    artifacts: { type: 'S3', location: 'built', packaging: 'ZIP', name: 'made.zip' },
    environment: { type: 'LINUX_CONTAINER', image: 'any', computeType: 'BUILD_GENERAL1_SMALL' },
    serviceRole: 'arn:aws:iam::000000000000:role/worker',
  });
  const { build } = await codebuild.startBuild({ projectName: 'maker' });
  const found = async () => (await codebuild.batchGetBuilds({ ids: [build!.id!] })).builds![0]!;
  while ((await found()).buildStatus === 'IN_PROGRESS') await setTimeout(50);
  const { artifacts } = await found();
  const { Metadata } = await s3.headObject({ Bucket: 'built', Key: 'made.zip' });
  assert.equal(artifacts!.sha256sum, Metadata!['codebuild-content-sha256']);
  const kept = () => [hash('sha256', Body), artifacts!.sha256sum!].map(isKept);
  assert.deepEqual(kept(), [true, true]);
  for (const Key of ['source.zip', 'made.zip']) await s3.deleteObject({ Bucket: 'built', Key });
  await until(() => !kept().includes(true));
  assert.equal((await found()).artifacts!.sha256sum, artifacts!.sha256sum);
});
