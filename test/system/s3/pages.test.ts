import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { S3 } from '@aws-sdk/client-s3';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';

const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
const region = 'us-east-1';
let penstock: PenstockProcess;
let s3: S3;
before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  s3 = new S3({ endpoint: penstock.endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
});
after(() => penstock.stop());

test('a browser is told which pages a bucket lets in, beforehand and with each answer', async () => {
  const Bucket = 'pages';
  await s3.createBucket({ Bucket });
  await s3.putObject({ Bucket, Key: 'a', Body: 'hello' });
  const origin = 'https://app.example.com';
  const ask = (headers: Record<string, string>) =>
    fetch(`${penstock.endpoint}/${Bucket}/a`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PUT', ...headers },
    });
  assert.match(await (await ask({})).text(), /CORS is not enabled for this bucket/);
  await s3.putBucketCors({
    Bucket,
    CORSConfiguration: {
      CORSRules: [
        {
          AllowedOrigins: ['https://*.example.com'],
          AllowedMethods: ['GET', 'PUT'],
          AllowedHeaders: ['x-amz-*', 'content-type'],
          ExposeHeaders: ['ETag'],
          MaxAgeSeconds: 60,
        },
      ],
    },
  });
  const allowed = await ask({ 'access-control-request-headers': 'content-type, x-amz-acl' });
  assert.equal(allowed.status, 200);
  const header = (name: string) => allowed.headers.get(`access-control-${name}`);
  assert.deepEqual(
    ['allow-origin', 'allow-methods', 'allow-headers', 'max-age', 'allow-credentials'].map(header),
    [origin, 'GET, PUT', 'content-type, x-amz-acl', '60', 'true'],
  );
  const refused = await Promise.all([
    ask({ origin: 'https://example.org' }),
    ask({ 'access-control-request-method': 'DELETE' }),
    ask({ 'access-control-request-headers': 'authorization' }),
  ]);
  assert.deepEqual(
    refused.map(({ status }) => status),
    [403, 403, 403],
  );
  // Also an answer that says no is for the page to read.
  const answer = await fetch(`${penstock.endpoint}/${Bucket}/a`, { headers: { origin } });
  assert.equal(answer.status, 403);
  assert.equal(answer.headers.get('access-control-allow-origin'), origin);
  assert.equal(answer.headers.get('access-control-expose-headers'), 'ETag');
});

test('strangers read what a bucket has opened to the public, and nothing else', async () => {
  const Bucket = 'opened';
  await s3.createBucket({ Bucket });
  await s3.putObject({ Bucket, Key: 'a', Body: 'hello' });
  const read = async () => {
    const answer = await fetch(`${penstock.endpoint}/${Bucket}/a`);
    return [answer.status, answer.status === 200 ? await answer.text() : ''];
  };
  assert.deepEqual(await read(), [403, '']);
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
    },
  });
  await assert.rejects(s3.putBucketPolicy({ Bucket, Policy }), { name: 'AccessDenied' });
  await s3.deletePublicAccessBlock({ Bucket });
  await s3.putBucketPolicy({ Bucket, Policy });
  assert.deepEqual(await read(), [200, 'hello']);
  assert.equal((await fetch(`${penstock.endpoint}/${Bucket}`)).status, 403);
  assert.equal((await fetch(`${penstock.endpoint}/${Bucket}/a`, { method: 'DELETE' })).status, 403);
  // The policy stays; what it opens is closed again.
  await s3.putPublicAccessBlock({
    Bucket,
    PublicAccessBlockConfiguration: { RestrictPublicBuckets: true },
  });
  assert.deepEqual(await read(), [403, '']);
});

test('a form uploads what its policy allows', async () => {
  const Bucket = 'forms';
  await s3.createBucket({ Bucket });
  const answers = [
    await post(Bucket, { key: 'in/${filename}', success_action_status: '201' }),
    await post(Bucket, { key: 'out/${filename}', success_action_status: '201' }),
    await post(Bucket, { key: 'in/more', success_action_status: '201', 'x-amz-meta-extra': 'unasked' }),
    await post(Bucket, { key: 'in/long', success_action_status: '201' }, 'x'.repeat(2000)),
  ];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [201, 403, 403, 400],
  );
  assert.match(await answers[0]!.text(), /<Key>in\/page\.txt<\/Key>/);
  assert.match(await answers[1]!.text(), /Policy Condition failed: .*starts-with.*key.*in\//);
  const { Body, ContentType } = await s3.getObject({ Bucket, Key: 'in/page.txt' });
  assert.deepEqual([ContentType, await Body!.transformToString()], ['text/plain', 'from a page']);
});

/** Posts a form as a browser does, with the policy that its owner signed. */
async function post(bucket: string, own: Record<string, string>, content = 'from a page'): Promise<Response> {
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const credential = `${credentials.accessKeyId}/${day}/${region}/s3/aws4_request`;
  const signed = {
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': credential,
    'x-amz-date': time,
  };
  const conditions = [
    { bucket },
    ['starts-with', '$key', 'in/'],
    ['starts-with', '$content-type', 'text/'],
    { success_action_status: '201' },
    ['content-length-range', 1, 1000],
    ...Object.entries(signed).map(([name, value]) => ({ [name]: value })),
  ];
  const expiration = new Date(Date.now() + 60_000).toISOString();
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>(
    (outer, part) => createHmac('sha256', outer).update(part).digest(),
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  );
  const signature = createHmac('sha256', key).update(policy).digest('hex');
  const form = new FormData();
  const fields = { ...own, ...signed, policy, 'x-amz-signature': signature, 'content-type': 'text/plain' };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([content]), 'page.txt');
  return fetch(`${penstock.endpoint}/${bucket}`, { method: 'POST', body: form });
}
