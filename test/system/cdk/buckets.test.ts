import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { until } from '../../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { Cdk } from './cdk.ts';

let penstock: PenstockProcess;
let place: Place;
let cdk: Cdk;
before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  cdk = new Cdk(place);
});
after(async () => {
  await penstock.stop();
  cdk.remove();
});

test('a bucket of CDK is encrypted, tells a function and a queue, and is emptied when its stack goes', async () => {
  await cdk.must(['bootstrap', 'aws://000000000000/us-east-1']);
  await cdk.must(['deploy', '--require-approval', 'never'], { app: 'buckets' });
  const s3 = new S3({ ...place, forcePathStyle: true });
  const Bucket = 'cdk-uploads';
  const { ServerSideEncryption } = await s3.putObject({ Bucket, Key: 'in/a', Body: 'hello' });
  assert.equal(ServerSideEncryption, 'aws:kms');
  const logs = new CloudWatchLogs(place);
  const logGroupName = '/aws/lambda/cdk-worker';
  await until('the function to be told', 60_000, async () => {
    const { events = [] } = await logs.filterLogEvents({ logGroupName }).catch(() => ({ events: [] }));
    return events.find(({ message }) => message?.includes('seen in/a'));
  });
  await s3.deleteObject({ Bucket, Key: 'in/a' });
  const sqs = new SQS(place);
  const { QueueUrl } = await sqs.getQueueUrl({ QueueName: 'cdk-told' });
  await until('the queue to be told', 60_000, async () => {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 5 });
    return Messages.find(({ Body }) => Body?.includes('ObjectRemoved:DeleteMarkerCreated'));
  });
  await cdk.must(['destroy', '--force'], { app: 'buckets' });
  await assert.rejects(s3.headBucket({ Bucket }), { name: 'NotFound' });
});
