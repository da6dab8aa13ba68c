import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { Cdk } from './cdk.ts';

const account = '123456789012';
const region = 'us-east-1';
const credentials = { accessKeyId: account, secretAccessKey: 'test' };
const app = fileURLToPath(new URL('apps/life.ts', import.meta.url));

let penstock: PenstockProcess;
let cdk: Cdk;
let clients: { cloudformation: CloudFormation; s3: S3; sns: SNS };

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const { endpoint } = penstock;
  cdk = new Cdk({ endpoint, region, credentials });
  const options = { endpoint, region, credentials, forcePathStyle: true };
  clients = { cloudformation: new CloudFormation(options), s3: new S3(options), sns: new SNS(options) };
  cdk.synthesize(app);
  await cdk.must(['bootstrap', `aws://${account}/${region}`]);
});
after(async () => {
  cdk.remove();
  await penstock.stop();
});

/** The words that name a version of the app. */
const version = (name: string): string[] => ['--app', path.join(cdk.folder, name)];

const deploy = (name: string, ...words: string[]): Promise<string> =>
  cdk.must(['deploy', '--require-approval', 'never', ...version(name), ...words]);

const life = async () => (await clients.cloudformation.describeStacks({ StackName: 'Life' })).Stacks![0]!;

const output = async (name: string): Promise<string | undefined> =>
  (await life()).Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;

test('an app is deployed, its custom resource by CDK’s provider framework; again, nothing changes', async () => {
  await deploy('first');
  assert.equal((await life()).StackStatus, 'CREATE_COMPLETE');
  assert.equal(await output('Said'), 'hello from Create');
  assert.match(await deploy('first'), /no changes/);
});

test('what a change would do is told, and prepared, and done', async () => {
  assert.match(await cdk.must(['diff', ...version('second')]), /good morning/);
  await deploy('second', '--method=prepare-change-set', '--change-set-name', 'looked-at');
  const { Status, Changes = [] } = await clients.cloudformation.describeChangeSet({
    StackName: 'Life',
    ChangeSetName: 'looked-at',
  });
  assert.equal(Status, 'CREATE_COMPLETE');
  assert.deepEqual(
    Changes.map(({ ResourceChange: change }) => [change!.ResourceType, change!.Replacement]).sort(),
    [
      ['AWS::SNS::Topic', 'False'],
      ['Custom::Greeter', 'False'],
    ],
  );
  await deploy('second', '--method=direct');
  assert.equal(await output('Said'), 'good morning from Update');
});

test('a change that cannot be made is rolled back; left as it is, it is rolled back when asked', async () => {
  const failed = await cdk.run(['deploy', '--require-approval', 'never', ...version('broken')]);
  assert.notEqual(failed.code, 0);
  assert.match(failed.text, /Can only include alphanumeric characters, hyphens, or underscores/);
  assert.equal((await life()).StackStatus, 'UPDATE_ROLLBACK_COMPLETE');
  assert.equal(await output('Said'), 'good morning from Update');
  const diagnosed = await cdk.run(['diagnose', '--unstable=diagnose', ...version('second')]);
  assert.match(diagnosed.text, /Life\/Broken .*AWS::SQS::Queue.*\s+.*Can only include alphanumeric/);
  const left = await cdk.run([
    'deploy',
    '--require-approval',
    'never',
    '--no-rollback',
    ...version('broken'),
  ]);
  assert.notEqual(left.code, 0);
  assert.equal((await life()).StackStatus, 'UPDATE_FAILED');
  await cdk.must(['rollback', ...version('second')]);
  assert.equal((await life()).StackStatus, 'UPDATE_ROLLBACK_COMPLETE');
});

test('what somebody changed by hand is seen, and brought back', async () => {
  const { StackResources = [] } = await clients.cloudformation.describeStackResources({ StackName: 'Life' });
  const topic = StackResources.find(({ ResourceType }) => ResourceType === 'AWS::SNS::Topic')!;
  const TopicArn = topic.PhysicalResourceId!;
  assert.match(await cdk.must(['drift', ...version('second')]), /No drift detected|0 resource/i);
  await clients.sns.setTopicAttributes({
    TopicArn,
    AttributeName: 'DisplayName',
    AttributeValue: 'by hand',
  });
  assert.match(await cdk.must(['drift', ...version('second')]), /by hand/);
  await deploy('second', '--revert-drift');
  const { Attributes } = await clients.sns.getTopicAttributes({ TopicArn });
  assert.equal(Attributes!['DisplayName'], 'good morning');
});

test('an app is destroyed, with the objects in its bucket', async () => {
  const Bucket = (await output('BucketName'))!;
  await clients.s3.putObject({ Bucket, Key: 'left', Body: 'behind' });
  await cdk.must(['destroy', '--force', ...version('second')]);
  await assert.rejects(life(), /does not exist/);
  await assert.rejects(clients.s3.headBucket({ Bucket }), { name: 'NotFound' });
});
