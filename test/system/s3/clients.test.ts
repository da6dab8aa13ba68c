import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { environment } from '../drivers/driver.ts';

const run = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'penstock-s3-'));
let penstock: PenstockProcess;
let env: NodeJS.ProcessEnv;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  env = environment({ endpoint: penstock.endpoint, region: 'us-east-1', credentials });
});
after(async () => {
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program of a client, which says what it found as JSON. Undefined, and the test skipped, where it is not here. */
async function python(t: TestContext, program: string, ...words: readonly string[]): Promise<any> {
  const there = await run('python3', ['-c', 'import boto3']).then(
    () => true,
    () => false,
  );
  if (!there) return void t.skip('no python3 here has boto3 (Debian: python3-boto3)');
  const { stdout } = await run('python3', ['-c', program, ...words], { env, cwd: folder });
  return JSON.parse(stdout);
}

async function aws(...words: readonly string[]): Promise<string> {
  const { stdout } = await run('aws', words, { env, cwd: folder, maxBuffer: 1 << 26 });
  return stdout.trim();
}

const uploads = `
import boto3, hashlib, json, os, sys
from boto3.s3.transfer import TransferConfig
s3 = boto3.client('s3')
s3.create_bucket(Bucket='uploads')
s3.upload_file('big', 'uploads', 'big', Config=TransferConfig(multipart_threshold=8 << 20, multipart_chunksize=8 << 20))
s3.download_file('uploads', 'big', 'big.back')
same = open('big', 'rb').read() == open('big.back', 'rb').read()
s3.copy({'Bucket': 'uploads', 'Key': 'big'}, 'uploads', 'copy',
        Config=TransferConfig(multipart_threshold=8 << 20, multipart_chunksize=8 << 20))
head = s3.head_object(Bucket='uploads', Key='copy')
print(json.dumps({'same': same, 'etag': s3.head_object(Bucket='uploads', Key='big')['ETag'],
                  'copied': [head['ETag'], head['ContentLength']]}))
`;

test('boto3 uploads a file of 20 MB in parts, has it back, and copies it in parts', async (t) => {
  writeFileSync(path.join(folder, 'big'), randomBytes(20 << 20));
  const seen = await python(t, uploads);
  if (!seen) return;
  assert.equal(seen.same, true);
  assert.match(seen.etag, /-3"$/);
  assert.deepEqual([seen.copied[0], seen.copied[1]], [seen.etag, 20 << 20]);
});

const presigned = `
import boto3, json, urllib.request, urllib.error
s3 = boto3.client('s3')
s3.create_bucket(Bucket='presigned')
def ask(method, operation, body=None, headers={}, **members):
    url = s3.generate_presigned_url(operation, Params=dict(Bucket='presigned', **members), ExpiresIn=60)
    request = urllib.request.Request(url, data=body, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return [answer.status, answer.read().decode()]
    except urllib.error.HTTPError as error:
        return [error.code, error.read().decode()]
put = ask('PUT', 'put_object', b'hello', {'content-type': 'text/plain'}, Key='a b', ContentType='text/plain')
other = ask('PUT', 'put_object', b'hello', {'content-type': 'text/html'}, Key='a b', ContentType='text/plain')
get = ask('GET', 'get_object', Key='a b')
shown = ask('GET', 'get_object', Key='a b', ResponseContentType='text/html')
listed = ask('GET', 'list_objects_v2')
gone = ask('DELETE', 'delete_object', Key='a b')
post = s3.generate_presigned_post('presigned', 'form', ExpiresIn=60)
parts = [*post['fields'].items(), ('file', 'by form')]
body = ''.join('--edge\\r\\nContent-Disposition: form-data; name="%s"\\r\\n\\r\\n%s\\r\\n' % part for part in parts) + '--edge--'
form = urllib.request.Request(post['url'], data=body.encode(), method='POST',
                              headers={'content-type': 'multipart/form-data; boundary=edge'})
posted = urllib.request.urlopen(form).status
formed = s3.get_object(Bucket='presigned', Key='form')['Body'].read().decode()
missing = ask('GET', 'get_object', Key='a b')
print(json.dumps([put[0], other[0], get, shown[0], 'a%20b' in listed[1], gone[0], missing[0], posted, formed]))
`;

test('boto3 presigns URLs that need no credentials', async (t) => {
  const seen = await python(t, presigned);
  if (!seen) return;
  assert.deepEqual(seen, [200, 403, [200, 'hello'], 200, true, 204, 404, 204, 'by form']);
});

test('the AWS CLI copies, synchronises, presigns and removes', async (t) => {
  const there = await run('aws', ['--version']).then(
    () => true,
    () => false,
  );
  if (!there) return t.skip('the AWS CLI is not on this machine');
  const site = path.join(folder, 'site');
  mkdirSync(path.join(site, 'sub'), { recursive: true });
  writeFileSync(path.join(site, 'index.html'), '<h1>hello</h1>');
  writeFileSync(path.join(site, 'sub/big.bin'), randomBytes(9 << 20));
  await aws('s3', 'mb', 's3://site');
  await aws('s3', 'sync', 'site', 's3://site', '--delete');
  assert.equal(await aws('s3', 'sync', 'site', 's3://site', '--delete'), '', 'nothing is left to do');
  assert.match(await aws('s3', 'ls', 's3://site/', '--recursive'), /index\.html[\s\S]*sub\/big\.bin/);
  await aws('s3', 'cp', 's3://site/sub/big.bin', 's3://site/copy.bin');
  await aws('s3', 'cp', 's3://site/copy.bin', 'back.bin');
  assert.ok(readFileSync(path.join(folder, 'back.bin')).equals(readFileSync(path.join(site, 'sub/big.bin'))));
  const url = await aws('s3', 'presign', 's3://site/index.html');
  const answer = await fetch(url);
  assert.deepEqual(
    [answer.headers.get('content-type'), await answer.text()],
    ['text/html', '<h1>hello</h1>'],
  );
  await assert.rejects(aws('s3', 'rb', 's3://site'), /BucketNotEmpty/);
  await aws('s3', 'rb', 's3://site', '--force');
});
