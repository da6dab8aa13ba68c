import * as dns from '@aws-sdk/client-route-53';
import * as s3Sdk from '@aws-sdk/client-s3';
import assert from 'node:assert/strict';
import { lookup } from 'node:dns';
import { Agent } from 'node:http';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { refusal, served, someDate, type Served } from './served.contract.ts';

let door: Served['door'];
let server: Served['server'];
let options: Served['options'];

before(async () => ({ door, server, options } = await served()));
after(() => server.close());

test('restXml: objects stream in and out', async () => {
  const client = new s3Sdk.S3({ ...options, forcePathStyle: true });
  const Key = "a b/ü+~!'()*=&/../x//y";
  const put = await client.putObject({ Bucket: 'b', Key, Body: 'hello', Metadata: { Foo: 'bär' } });
  assert.equal(put.ETag, '"5d41402abc4b2a76b9719d911017c592"');
  assert.equal(door.calls.at(-1)?.input.Key, Key);
  const got = await client.getObject({ Bucket: 'b', Key });
  assert.equal(await got.Body?.transformToString(), 'hello');
  assert.deepEqual(got.LastModified, new Date(1_234_567_890_000));
  const part = await client.getObject({ Bucket: 'b', Key, Range: 'bytes=1-3' });
  assert.equal(await part.Body?.transformToString(), 'ell');
  assert.equal(part.$metadata.httpStatusCode, 206);
  assert.equal(part.ContentLength, 3);
  const pieces = [Buffer.alloc(100_000, 1), Buffer.alloc(70_000, 2)];
  await client.putObject({ Bucket: 'b', Key: 'stream', Body: Readable.from(pieces), ContentLength: 170_000 });
  const { input } = door.calls.at(-1) ?? assert.fail();
  assert.equal(input.Body.size, 170_000);
  assert.equal(input.ContentEncoding, undefined);
  assert.equal(typeof input.ChecksumCRC32, 'string');
  const large = await client.getObject({ Bucket: 'b', Key: 'stream' });
  assert.deepEqual(Buffer.from((await large.Body?.transformToByteArray()) ?? []), Buffer.concat(pieces));
});

test('restXml: heads, errors, queries and documents', async () => {
  const client = new s3Sdk.S3({ ...options, forcePathStyle: true });
  assert.equal((await client.headObject({ Bucket: 'b', Key: 'k' })).ContentLength, 123);
  assert.ok((await refusal(client.headObject({ Bucket: 'b', Key: 'missing' }))) instanceof s3Sdk.NotFound);
  const missing = await refusal(client.getObject({ Bucket: 'b', Key: 'missing' }));
  assert.ok(missing instanceof s3Sdk.NoSuchKey);
  assert.equal((missing as { Key?: string }).Key, 'missing');
  assert.equal(
    (await refusal(client.getObject({ Bucket: 'b', Key: 'unchanged' }))).$metadata.httpStatusCode,
    304,
  );
  const listed = await client.listObjectsV2({ Bucket: 'b', Prefix: 'a/ +' });
  assert.equal(listed.Prefix, 'a/ +');
  assert.deepEqual(
    listed.Contents?.map(({ Key }) => Key),
    ['a b<&', 'ü'],
  );
  assert.deepEqual(listed.CommonPrefixes, [{ Prefix: 'p/' }]);
  assert.equal((await client.listObjects({ Bucket: 'b' })).Marker, 'version one');
  assert.deepEqual((await client.listBuckets({})).Buckets, [{ Name: 'b', CreationDate: someDate }]);
  assert.equal((await client.getBucketLocation({ Bucket: 'b' })).LocationConstraint, 'eu-west-1');
  assert.equal((await client.getBucketVersioning({ Bucket: 'b' })).Status, 'Enabled');
  const configuration = { LocationConstraint: 'eu-west-1' as const };
  const created = await client.createBucket({ Bucket: 'b', CreateBucketConfiguration: configuration });
  assert.deepEqual(JSON.parse(created.Location ?? ''), configuration);
  const Objects = [{ Key: 'a&<' }, { Key: 'b', VersionId: 'v' }];
  assert.deepEqual((await client.deleteObjects({ Bucket: 'b', Delete: { Objects } })).Deleted, Objects);
  assert.equal((await client.deleteObject({ Bucket: 'b', Key: 'k' })).DeleteMarker, true);
  const uploaded = await client.uploadPart({
    Bucket: 'b',
    Key: 'k',
    PartNumber: 3,
    UploadId: 'u',
    Body: 'x',
  });
  assert.equal(uploaded.ETag, 'u/3');
  const MultipartUpload = { Parts: [{ ETag: 'e', PartNumber: 1 }] };
  const completed = await client.completeMultipartUpload({
    Bucket: 'b',
    Key: 'k',
    UploadId: 'u',
    MultipartUpload,
  });
  assert.deepEqual(JSON.parse(completed.ETag ?? ''), MultipartUpload);
  const notServed = await refusal(client.getBucketAcl({ Bucket: 'b' }));
  assert.equal(notServed.message, 'Penstock does not serve s3:GetBucketAcl.');
});

test('restXml: a bucket may be in the host name', async () => {
  const resolve = (host: string, how: object, done: () => void) =>
    lookup(host.endsWith('.localhost') ? '127.0.0.1' : host, how, done);
  const requestHandler = { httpAgent: new Agent({ lookup: resolve as never }) };
  const endpoint = `http://localhost:${server.port}`;
  const client = new s3Sdk.S3({ ...options, endpoint, requestHandler });
  await client.putObject({ Bucket: 'my.bucket', Key: 'a/b', Body: 'x' });
  const { input, endpoint: reachedBy } = door.calls.at(-1) ?? assert.fail();
  assert.deepEqual([input.Bucket, input.Key], ['my.bucket', 'a/b']);
  assert.equal(reachedBy, endpoint);
  assert.equal((await client.listObjectsV2({ Bucket: 'bucket' })).Name, 'bucket');
  assert.equal((await client.listBuckets({})).Buckets?.length, 1);
});

test('restXml of others than S3: documents both ways, and errors as the query protocol has them', async () => {
  const client = new dns.Route53(options);
  const listed = await client.listHostedZonesByName({ DNSName: 'a b', MaxItems: 7 });
  assert.deepEqual(JSON.parse(listed.HostedZones?.[0]?.Name ?? ''), { DNSName: 'a b', MaxItems: 7 });
  assert.deepEqual([listed.IsTruncated, listed.MaxItems], [false, 7]);
  const created = await client.createHostedZone({ Name: 'a&b', CallerReference: '1' });
  assert.equal(created.Location, '/x/a&b');
  assert.equal(created.$metadata.requestId?.length, 36);
  const missing = await refusal(client.getHostedZone({ Id: 'Z1' }));
  assert.ok(missing instanceof dns.NoSuchHostedZone);
  assert.equal(missing.$metadata.httpStatusCode, 404);
  const long = await refusal(client.getHostedZone({ Id: 'Z'.repeat(33) }));
  assert.ok(long instanceof dns.InvalidInput);
  assert.match(long.message, /length less than or equal to 32$/);
  const number = await refusal(client.listHostedZonesByName({ MaxItems: 'many' as never }));
  assert.ok(number instanceof dns.InvalidInput);
  assert.equal((await refusal(client.getCheckerIpRanges({}))).name, 'UnsupportedOperation');
});
