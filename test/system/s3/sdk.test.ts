import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Agent } from 'node:http';
import { networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';
import { S3 } from '@aws-sdk/client-s3';
import { S3Control } from '@aws-sdk/client-s3-control';
import { SQS } from '@aws-sdk/client-sqs';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';

const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
const region = 'us-east-1';
const partBytes = 5 * 1024 * 1024;

let penstock: PenstockProcess;
let s3: S3;
before(async () => {
  penstock = await startPenstock(['--port', '0', '--host', '0.0.0.0', '--quiet'], () => undefined);
  s3 = new S3({ endpoint: penstock.endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
});
after(() => penstock.stop());

/** Bytes that no two parts share. */
function bytesOf(name: string, length: number): Buffer {
  const seed = createHash('sha256').update(name).digest();
  return Buffer.alloc(length, seed);
}

async function bucketOf(name: string): Promise<string> {
  await s3.createBucket({ Bucket: name });
  return name;
}

test('parts become one object, summed up as a whole or by its parts', async () => {
  const Bucket = await bucketOf('in-parts');
  const pieces = [bytesOf('one', partBytes), bytesOf('two', partBytes + 7), bytesOf('three', 11)];
  const whole = Buffer.concat(pieces);
  const kinds = [
    ['CRC32', 'FULL_OBJECT'],
    ['CRC64NVME', 'FULL_OBJECT'],
    ['CRC32C', 'COMPOSITE'],
    ['SHA256', 'COMPOSITE'],
  ] as const;
  for (const [ChecksumAlgorithm, ChecksumType] of kinds) {
    const Key = `${ChecksumAlgorithm}/${ChecksumType}`;
    const begun = await s3.createMultipartUpload({ Bucket, Key, ChecksumAlgorithm, ChecksumType });
    const { UploadId } = begun;
    const Parts = [];
    for (const [index, Body] of pieces.entries()) {
      const PartNumber = index + 1;
      const sent = await s3.uploadPart({ Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm });
      const { $metadata: _, ServerSideEncryption: __, ...part } = sent;
      Parts.push({ ...part, PartNumber });
    }
    const done = await s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
    assert.equal(done.ETag, etagOf(pieces));
    assert.equal(done.ChecksumType, ChecksumType);
    // The SDK holds what it reads against a checksum of the whole by itself.
    const read = await s3.getObject({ Bucket, Key, ChecksumMode: 'ENABLED' });
    assert.ok(whole.equals(await read.Body!.transformToByteArray()));
    const { ObjectParts, Checksum } = await s3.getObjectAttributes({
      Bucket,
      Key,
      ObjectAttributes: ['ObjectParts', 'Checksum'],
    });
    assert.equal(ObjectParts?.TotalPartsCount, 3);
    assert.equal(Checksum?.ChecksumType, ChecksumType);
    const second = await s3.getObject({ Bucket, Key, PartNumber: 2 });
    assert.deepEqual([second.PartsCount, second.ContentLength], [3, pieces[1]!.length]);
    assert.ok(pieces[1]!.equals(await second.Body!.transformToByteArray()));
  }
});

function etagOf(pieces: readonly Buffer[]): string {
  const digest = createHash('md5');
  for (const piece of pieces) digest.update(createHash('md5').update(piece).digest());
  return `"${digest.digest('hex')}-${pieces.length}"`;
}

test('parts are copied from what is there, with a range or whole', async () => {
  const Bucket = await bucketOf('copied-parts');
  const source = bytesOf('source', partBytes + 100);
  await s3.putObject({ Bucket, Key: 'source', Body: source });
  const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: 'copy' });
  const CopySource = `${Bucket}/source`;
  const one = { Bucket, Key: 'copy', UploadId, CopySource };
  const first = await s3.uploadPartCopy({ ...one, PartNumber: 1 });
  const second = await s3.uploadPartCopy({ ...one, PartNumber: 2, CopySourceRange: 'bytes=10-19' });
  const range = s3.uploadPartCopy({ ...one, PartNumber: 3, CopySourceRange: 'bytes=10-99999999' });
  await assert.rejects(range, { name: 'InvalidArgument' });
  const Parts = [first, second].map(({ CopyPartResult }, index) => ({
    PartNumber: index + 1,
    ETag: CopyPartResult!.ETag,
  }));
  await s3.completeMultipartUpload({ Bucket, Key: 'copy', UploadId, MultipartUpload: { Parts } });
  const { Body } = await s3.getObject({ Bucket, Key: 'copy' });
  const expected = Buffer.concat([source, source.subarray(10, 20)]);
  assert.ok(expected.equals(await Body!.transformToByteArray()));
});

test('every checksum is verified as it comes, kept, and told; a wrong one is refused', async () => {
  const Bucket = await bucketOf('summed-up');
  for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const) {
    const sent = await s3.putObject({ Bucket, Key: ChecksumAlgorithm, Body: 'hello', ChecksumAlgorithm });
    const head = await s3.headObject({ Bucket, Key: ChecksumAlgorithm, ChecksumMode: 'ENABLED' });
    const member = `Checksum${ChecksumAlgorithm}` as const;
    assert.ok(sent[member]);
    assert.equal(head[member], sent[member]);
  }
  const wrong = s3.putObject({ Bucket, Key: 'wrong', Body: 'hello', ChecksumSHA256: 'A'.repeat(43) + '=' });
  await assert.rejects(wrong, { name: 'BadDigest' });
});

test('what comes without a checksum is given one, and a copy the one that it is to have', async () => {
  const Bucket = await bucketOf('summed-here');
  const bare = new S3({
    endpoint: penstock.endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const sent = await bare.putObject({ Bucket, Key: 'bare', Body: '123456789' });
  assert.equal(sent.ChecksumCRC64NVME, 'rosUhgp5mIg=');
  const known = { CRC32: 'y/Q5Jg==', CRC32C: '4waSgw==', SHA1: '98O8HYCOBHMq32eZZczDTKeuNEE=' } as const;
  for (const [ChecksumAlgorithm, checksum] of Object.entries(known) as [keyof typeof known, string][]) {
    const CopySource = `${Bucket}/bare`;
    await bare.copyObject({ Bucket, Key: ChecksumAlgorithm, CopySource, ChecksumAlgorithm });
    const head = await bare.headObject({ Bucket, Key: ChecksumAlgorithm, ChecksumMode: 'ENABLED' });
    assert.equal(head[`Checksum${ChecksumAlgorithm}`], checksum);
    assert.equal(head.ChecksumCRC64NVME, undefined);
  }
  const { UploadId } = await bare.createMultipartUpload({ Bucket, Key: 'parts' });
  const { ETag } = await bare.uploadPart({
    Bucket,
    Key: 'parts',
    UploadId,
    PartNumber: 1,
    Body: '123456789',
  });
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  const done = await bare.completeMultipartUpload({ Bucket, Key: 'parts', UploadId, MultipartUpload });
  assert.deepEqual([done.ChecksumCRC64NVME, done.ChecksumType], ['rosUhgp5mIg=', 'FULL_OBJECT']);
});

/** Whatever its name is. */
const onThisMachine = (_host: string, _options: object, found: (error: null, all: object[]) => void) =>
  found(null, [{ address: '127.0.0.1', family: 4 }]);

test('a bucket is found in the path and in the name of the host', async () => {
  const Bucket = await bucketOf('addressed');
  const { port } = new URL(penstock.endpoint);
  const hosted = new S3({
    endpoint: `http://s3.localhost:${port}`,
    region,
    credentials,
    forcePathStyle: false,
    requestHandler: { httpAgent: new Agent({ lookup: onThisMachine as never }) },
  });
  await hosted.putObject({ Bucket, Key: 'a b/ü', Body: 'hosted' });
  const { Body } = await s3.getObject({ Bucket, Key: 'a b/ü' });
  assert.equal(await Body!.transformToString(), 'hosted');
  hosted.destroy();
});

test('objects are reached by the name of an access point, whose policy is heeded', async () => {
  const Bucket = await bucketOf('pointed-at');
  const { port } = new URL(penstock.endpoint);
  const named = {
    endpoint: `http://localhost:${port}`,
    region,
    credentials,
    requestHandler: { httpAgent: new Agent({ lookup: onThisMachine as never }) },
  };
  const control = new S3Control(named);
  const AccountId = credentials.accessKeyId;
  const { AccessPointArn = '', Alias = '' } = await control.createAccessPoint({
    AccountId,
    Name: 'readers',
    Bucket,
  });
  const statement = { Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject' };
  const Policy = JSON.stringify({ Statement: { ...statement, Resource: `${AccessPointArn}/object/*` } });
  await control.putAccessPointPolicy({ AccountId, Name: 'readers', Policy });
  const byArn = new S3(named);
  await byArn.putObject({ Bucket: AccessPointArn, Key: 'a b/ü', Body: 'by its ARN' });
  const { Body } = await s3.getObject({ Bucket: Alias, Key: 'a b/ü' });
  assert.equal(await Body!.transformToString(), 'by its ARN');
  await assert.rejects(s3.deleteObject({ Bucket: Alias, Key: 'a b/ü' }), { name: 'AccessDenied' });
  await s3.deleteObject({ Bucket, Key: 'a b/ü' });
  await assert.rejects(s3.deleteBucket({ Bucket }), { name: 'BucketHasAccessPointsAttached' });
  await control.deleteAccessPoint({ AccountId, Name: 'readers' });
  await s3.deleteBucket({ Bucket });
});

test('a bucket of another region is found by who follows', async () => {
  const tokyo = new S3({ ...settingsOf(), region: 'ap-northeast-1' });
  await tokyo.createBucket({
    Bucket: 'in-tokyo',
    CreateBucketConfiguration: { LocationConstraint: 'ap-northeast-1' },
  });
  const { BucketRegion } = await s3.headBucket({ Bucket: 'in-tokyo' });
  assert.equal(BucketRegion, 'ap-northeast-1');
  await assert.rejects(s3.listObjectsV2({ Bucket: 'in-tokyo' }), { name: 'AuthorizationHeaderMalformed' });
  const following = new S3({ ...settingsOf(), region: 'eu-west-1', followRegionRedirects: true });
  assert.equal((await following.listObjectsV2({ Bucket: 'in-tokyo' })).KeyCount, 0);
});

const settingsOf = () => ({ endpoint: penstock.endpoint, credentials, forcePathStyle: true });

test('a policy that wants secure transport refuses who comes over a network without it', async (t) => {
  const Bucket = await bucketOf('secured');
  const resources = [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`];
  const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: resources };
  const statement = { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
  await s3.putBucketPolicy({
    Bucket,
    Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
  await s3.putObject({ Bucket, Key: 'a', Body: 'over the loopback interface' });
  const address = Object.values(networkInterfaces())
    .flat()
    .find((each) => each && each.family === 'IPv4' && !each.internal)?.address;
  if (!address) return t.skip('this machine has no address but the loopback one');
  const { port } = new URL(penstock.endpoint);
  const far = new S3({ ...settingsOf(), region, endpoint: `http://${address}:${port}` });
  await assert.rejects(far.getObject({ Bucket, Key: 'a' }), { name: 'AccessDenied' });
  await far.listBuckets({});
});

test('other accounts see what a policy shows them', async () => {
  const Bucket = await bucketOf('shared-with-one');
  await s3.putObject({ Bucket, Key: 'public/a', Body: 'shown' });
  const other = new S3({
    ...settingsOf(),
    region,
    credentials: { accessKeyId: '111111111111', secretAccessKey: 'test' },
  });
  await assert.rejects(other.getObject({ Bucket, Key: 'public/a' }), { name: 'AccessDenied' });
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/public/*`,
    },
  });
  await s3.putBucketPolicy({ Bucket, Policy });
  const { Body } = await other.getObject({ Bucket, Key: 'public/a' });
  assert.equal(await Body!.transformToString(), 'shown');
  await assert.rejects(other.putObject({ Bucket, Key: 'public/a' }), { name: 'AccessDenied' });
  await assert.rejects(other.createBucket({ Bucket }), { name: 'BucketAlreadyExists' });
});

test('a queue that lets S3 in is told of what was put, first by a test', async () => {
  const Bucket = await bucketOf('telling');
  const sqs = new SQS({ endpoint: penstock.endpoint, region, credentials });
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'told' });
  const QueueArn = 'arn:aws:sqs:us-east-1:000000000000:told';
  const filter = { Key: { FilterRules: [{ Name: 'prefix' as const, Value: 'in/' }] } };
  const configured = () =>
    s3.putBucketNotificationConfiguration({
      Bucket,
      NotificationConfiguration: {
        QueueConfigurations: [{ Id: 'all', QueueArn, Events: ['s3:ObjectCreated:*'], Filter: filter }],
      },
    });
  await assert.rejects(configured(), { name: 'InvalidArgument' });
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: QueueArn,
    Condition: {
      ArnLike: { 'aws:SourceArn': `arn:aws:s3:::${Bucket}` },
      StringEquals: { 'aws:SourceAccount': '000000000000' },
    },
  };
  await sqs.setQueueAttributes({
    QueueUrl,
    Attributes: { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) },
  });
  await configured();
  await s3.putObject({ Bucket, Key: 'out/a', Body: 'not told' });
  await s3.putObject({ Bucket, Key: 'in/a', Body: 'told' });
  const bodies: any[] = [];
  while (bodies.length < 2) {
    const { Messages = [] } = await sqs.receiveMessage({
      QueueUrl,
      WaitTimeSeconds: 10,
      MaxNumberOfMessages: 10,
    });
    for (const { Body, ReceiptHandle } of Messages) {
      bodies.push(JSON.parse(Body!));
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
    }
  }
  const [first, second] = bodies.sort((a) => (a.Event === 's3:TestEvent' ? -1 : 1));
  assert.equal(first.Bucket, Bucket);
  assert.equal(second.Records[0].eventName, 'ObjectCreated:Put');
  assert.deepEqual(
    [second.Records[0].s3.object.key, second.Records[0].s3.object.size, second.Records[0].awsRegion],
    ['in/a', 4, region],
  );
});

test('what is written with a key of its writer is read with that key alone, in parts too', async () => {
  const Bucket = await bucketOf('keyed');
  const SSECustomerKey = bytesOf('key', 32);
  const own = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: SSECustomerKey as unknown as string };
  const Body = bytesOf('secret', partBytes);
  const object = { Bucket, Key: 'secret' };
  // Since April 2026 a bucket begins with such keys blocked.
  await assert.rejects(s3.putObject({ ...object, ...own, Body }), { name: 'AccessDenied' });
  const rule = { BlockedEncryptionTypes: { EncryptionType: ['NONE' as const] } };
  await s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } });
  const { UploadId } = await s3.createMultipartUpload({ ...object, ...own });
  const part = { ...object, UploadId, PartNumber: 1 };
  await assert.rejects(s3.uploadPart({ ...part, Body }), { name: 'InvalidRequest' });
  const { ETag } = await s3.uploadPart({ ...part, ...own, Body });
  const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
  await s3.completeMultipartUpload({ ...object, UploadId, MultipartUpload });
  const read = await s3.getObject({ ...object, ...own });
  assert.equal(read.SSECustomerKeyMD5, createHash('md5').update(SSECustomerKey).digest('base64'));
  assert.ok(Body.equals(await read.Body!.transformToByteArray()));
  const other = { ...own, SSECustomerKey: bytesOf('other key', 32) as unknown as string };
  await assert.rejects(s3.getObject({ ...object, ...other }), { name: 'AccessDenied' });
  await assert.rejects(s3.getObject(object), { name: 'InvalidRequest' });
  const { $metadata } = await s3.headObject(object).catch((error: { $metadata: object }) => error as any);
  assert.equal($metadata.httpStatusCode, 400);
});
