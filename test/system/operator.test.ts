import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';

const quiet = () => undefined;
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const folder = mkdtempSync(path.join(tmpdir(), 'penstock-operator-'));
let penstock: PenstockProcess;

before(async () => {
  const flags = [
    '--port',
    '0',
    '--data',
    folder,
    '--account',
    '111122223333',
    '--clock',
    'virtual',
    '--quiet',
  ];
  penstock = await startPenstock(flags, quiet);
});
after(async () => {
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async (method: string, where: string, body?: object) => {
  const response = await fetch(`${penstock.endpoint}${where}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, any> };
};

const place = () => ({ endpoint: penstock.endpoint, region: 'us-east-1', credentials });

test('health names the services, and tools that ask where others keep it find it', async () => {
  const { status, body } = await ask('GET', '/_penstock/health');
  assert.equal(status, 200);
  assert.equal(body['status'], 'running');
  assert.equal(body['services']['codepipeline'], 'running');
  assert.deepEqual((await ask('GET', '/_localstack/health')).body['services'], body['services']);
  assert.equal((await ask('GET', '/_penstock/ready')).status, 200);
});

test('a key that names no account is the administrator of --account', async () => {
  const identity = await new STS(place()).getCallerIdentity({});
  assert.equal(identity.Account, '111122223333');
  const other = new STS({
    ...place(),
    credentials: { accessKeyId: '444455556666', secretAccessKey: 'test' },
  });
  assert.equal((await other.getCallerIdentity({})).Account, '444455556666');
});

test('virtual time passes when it is told to', async () => {
  const before = Date.parse((await ask('GET', '/_penstock/clock')).body['now']);
  const { status, body } = await ask('POST', '/_penstock/clock', { advanceMs: 86_400_000 });
  assert.equal(status, 200);
  assert.equal(Date.parse(body['now']) - before, 86_400_000);
  assert.equal((await ask('POST', '/_penstock/clock', { speed: 60 })).status, 400);
  assert.equal((await ask('POST', '/_penstock/clock', { advanceMs: -1 })).status, 400);
});

test('a reset forgets everything, well within 100 ms', async () => {
  const s3 = new S3({ ...place(), forcePathStyle: true });
  const codecommit = new CodeCommit(place());
  const took: number[] = [];
  // The best of them: a machine that tests has other things to do.
  const isEnough = () => took.length >= 4 && (Math.min(...took) < 100 || took.length === 40);
  while (!isEnough()) {
    await codecommit.createRepository({ repositoryName: 'gone' });
    await s3.createBucket({ Bucket: 'gone' });
    const put = (_: unknown, i: number) =>
      s3.putObject({ Bucket: 'gone', Key: `${i}`, Body: 'x'.repeat(1000) });
    await Promise.all(Array.from({ length: 100 }, put));
    const started = performance.now();
    assert.equal((await ask('POST', '/_penstock/reset')).status, 200);
    took.push(performance.now() - started);
    assert.deepEqual((await codecommit.listRepositories({})).repositories, []);
    assert.deepEqual((await s3.listBuckets({})).Buckets ?? [], []);
  }
  assert.ok(Math.min(...took) < 100, `resets took ${took.map(Math.round).join(', ')} ms`);
});

test('a page of another origin changes nothing', async () => {
  const response = await fetch(`${penstock.endpoint}/_penstock/reset`, {
    method: 'POST',
    headers: { origin: 'http://elsewhere.example' },
  });
  assert.equal(response.status, 403);
});

test('a second process on the same folder is refused with the pid of the first', async () => {
  await assert.rejects(
    startPenstock(['--port', '0', '--data', folder, '--quiet'], quiet),
    new RegExp(`in use by process ${penstock.process.pid}`),
  );
});

test('a port that is taken is named, with what to do', async () => {
  const { port } = new URL(penstock.endpoint);
  await assert.rejects(
    startPenstock(['--port', port, '--quiet'], quiet),
    new RegExp(`Port ${port} is in use`),
  );
});

for (const [flags, words] of [
  [['--port', 'http'], /--port takes a number from 0 to 65535, not 'http'/],
  [['--account', '12'], /--account takes the twelve digits/],
  [['--clock', '-5'], /--clock takes a speed above 0/],
  [['--nonsense'], /unknown option '--nonsense'/],
] as const) {
  test(`${flags.join(' ')} is refused in a sentence`, async () => {
    await assert.rejects(startPenstock([...flags], quiet), words);
  });
}

test('a name that nobody has is no place to listen at', async () => {
  const flags = ['--port', '0', '--host', 'nowhere.invalid', '--quiet'];
  await assert.rejects(
    startPenstock(flags, quiet),
    /^Error: No address is known of nowhere\.invalid: [^\n]*--host\.$/,
  );
});

test('a file is not taken for a folder, nor what another program has written for a store', async () => {
  const file = path.join(folder, 'owner.json');
  await assert.rejects(
    startPenstock(['--port', '0', '--data', file, '--quiet'], quiet),
    /^Error: \S+ is not a folder: [^\n]*--data\.$/,
  );
  const foreign = mkdtempSync(path.join(tmpdir(), 'penstock-foreign-'));
  writeFileSync(path.join(foreign, 'store.sqlite'), 'a letter');
  await assert.rejects(
    startPenstock(['--port', '0', '--data', foreign, '--quiet'], quiet),
    /^Error: The store in \S+ is damaged, or not Penstock's: [^\n]*--data\.$/,
  );
  rmSync(path.join(foreign, 'store.sqlite'));
  const newer = new DatabaseSync(path.join(foreign, 'store.sqlite'));
  newer.exec('PRAGMA user_version = 1000');
  newer.close();
  await assert.rejects(
    startPenstock(['--port', '0', '--data', foreign, '--quiet'], quiet),
    /^Error: The data folder was written by a newer Penstock [^\n]*--data\.$/,
  );
  rmSync(foreign, { recursive: true });
});
