import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { after, before, test } from 'node:test';
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
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await new IAM(place).createRole({ RoleName: 'worker', AssumeRolePolicyDocument });
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
