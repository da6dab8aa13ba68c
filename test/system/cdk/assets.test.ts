import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { Cdk } from './cdk.ts';

const minute = 60_000;
let penstock: PenstockProcess;
let place: Place;
let cdk: Cdk;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  cdk = new Cdk(place);
  await cdk.must(['bootstrap', 'aws://000000000000/us-east-1']);
});

after(async () => {
  cdk?.remove();
  await penstock?.stop();
});

async function outputs(): Promise<Record<string, string>> {
  const { Stacks } = await new CloudFormation(place).describeStacks({ StackName: 'Assets' });
  return Object.fromEntries((Stacks![0]!.Outputs ?? []).map((each) => [each.OutputKey, each.OutputValue!]));
}

async function version(FunctionName: string): Promise<string> {
  const { Payload } = await new Lambda(place).invoke({ FunctionName });
  return JSON.parse(Buffer.from(Payload!).toString()).version;
}

test(
  'an app with files, and with the custom resources that CDK brings along, is deployed as it is',
  { timeout: 3 * minute },
  async () => {
    await cdk.must(['deploy', '--require-approval', 'never'], { app: 'assets' });
    const { FunctionName, BucketName, QueueUrl, Account, Said } = await outputs();
    assert.equal(await version(FunctionName!), '1');
    assert.deepEqual([Account, Said], ['000000000000', 'Create hello']);

    const s3 = new S3(place);
    const { Contents } = await s3.listObjectsV2({ Bucket: BucketName! });
    assert.deepEqual(Contents?.map(({ Key }) => Key).sort(), ['index.html', 'version.txt']);
    const page = await s3.getObject({ Bucket: BucketName!, Key: 'index.html' });
    assert.match(await page.Body!.transformToString(), /Hello/);

    await s3.putObject({ Bucket: BucketName!, Key: 'order.json', Body: '{}' });
    const keys = await received(QueueUrl!, 'order.json');
    assert.ok(keys.includes('order.json'), `${keys}`);
  },
);

/** The keys that the queue has been told of, until it is told of this one. */
async function received(QueueUrl: string, wanted: string): Promise<string[]> {
  const keys: string[] = [];
  const sqs = new SQS(place);
  for (let asked = 0; asked < 10 && !keys.includes(wanted); asked++) {
    const { Messages = [] } = await sqs.receiveMessage({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 2,
    });
    const records = Messages.flatMap(({ Body }) => JSON.parse(Body!).Records ?? []);
    keys.push(...records.map((record) => record.s3.object.key));
  }
  return keys;
}

test('a function is swapped without its stack', { timeout: 3 * minute }, async () => {
  const { FunctionName } = await outputs();
  const text = await cdk.must(['deploy', '--hotswap', '--context', 'version=2'], { app: 'assets' });
  assert.match(text, /hotswapped/);
  assert.equal(await version(FunctionName!), '2');
});

test('what the stack has not been told of is drift', { timeout: 3 * minute }, async () => {
  const drifted = await cdk.run(['drift', '--fail'], { again: true });
  assert.notEqual(drifted.code, 0, drifted.text);
  assert.match(drifted.text, /VERSION/);
});

test('all of it is destroyed, the bucket with what is in it', { timeout: 3 * minute }, async () => {
  const { BucketName } = await outputs();
  await cdk.must(['destroy', '--force'], { again: true });
  await assert.rejects(new S3(place).headBucket({ Bucket: BucketName! }), { name: 'NotFound' });
});
