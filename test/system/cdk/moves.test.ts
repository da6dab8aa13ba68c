import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import { SQS } from '@aws-sdk/client-sqs';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { Cdk } from './cdk.ts';

const account = '123456789012';
const region = 'us-east-1';
const credentials = { accessKeyId: account, secretAccessKey: 'test' };
const app = fileURLToPath(new URL('apps/moves.ts', import.meta.url));

let penstock: PenstockProcess;
let cdk: Cdk;
let cloudformation: CloudFormation;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const { endpoint } = penstock;
  cdk = new Cdk({ endpoint, region, credentials });
  cloudformation = new CloudFormation({ endpoint, region, credentials });
  cdk.synthesize(app);
  await cdk.must(['bootstrap', `aws://${account}/${region}`]);
});
after(async () => {
  cdk.remove();
  await penstock.stop();
});

const version = (name: string): string[] => ['--app', path.join(cdk.folder, name)];

const deploy = (name: string, ...words: string[]): Promise<string> =>
  cdk.must(['deploy', '--all', '--require-approval', 'never', ...version(name), ...words]);

/** Ids of a stack's resources, without what the CLI adds for itself. */
async function resourcesOf(StackName: string): Promise<string[]> {
  const { StackResourceSummaries = [] } = await cloudformation.listStackResources({ StackName });
  return StackResourceSummaries.filter((each) => each.ResourceType !== 'AWS::CDK::Metadata')
    .map((each) => `${each.LogicalResourceId!.replace(/[0-9A-F]{8}$/, '')} ${each.PhysicalResourceId}`)
    .sort();
}

test('cdk refactor renames a resource and moves another to the other stack, and touches neither', async () => {
  await deploy('before');
  const sqs = new SQS({ endpoint: penstock.endpoint, region, credentials });
  const { QueueUrl } = await sqs.getQueueUrl({ QueueName: 'jobs' });
  await sqs.sendMessage({ QueueUrl, MessageBody: 'kept' });
  const text = await cdk.must(['refactor', '--unstable=refactor', '--force', ...version('after')]);
  assert.match(text, /AWS::SNS::Topic.*Front\.News\w+.*Front\.Announcements/);
  assert.match(text, /Stack refactor complete/);
  assert.deepEqual(await resourcesOf('Front'), ['Announcements arn:aws:sns:us-east-1:123456789012:news']);
  assert.deepEqual(await resourcesOf('Back'), [
    'Alerts arn:aws:sns:us-east-1:123456789012:alerts',
    `Work ${QueueUrl}`,
  ]);
  const { Messages } = await sqs.receiveMessage({ QueueUrl });
  assert.deepEqual(
    Messages?.map(({ Body }) => Body),
    ['kept'],
  );
  assert.match(await deploy('after'), /no changes/);
});

test('cdk import takes what was made elsewhere into a stack', async () => {
  const logs = new CloudWatchLogs({ endpoint: penstock.endpoint, region, credentials });
  await logs.createLogGroup({ logGroupName: '/made/elsewhere' });
  const mapping = path.join(cdk.folder, 'mapping.json');
  writeFileSync(mapping, JSON.stringify({ Elsewhere: { LogGroupName: '/made/elsewhere' } }));
  await cdk.must(['import', 'Front', '--resource-mapping', mapping, ...version('imported')]);
  const { Stacks } = await cloudformation.describeStacks({ StackName: 'Front' });
  assert.equal(Stacks![0]!.StackStatus, 'IMPORT_COMPLETE');
  assert.ok((await resourcesOf('Front')).includes('Elsewhere /made/elsewhere'));
  assert.match(await deploy('imported'), /no changes/);
});

test('cdk deploy --import-existing-resources takes what has the name already', async () => {
  const iam = new IAM({ endpoint: penstock.endpoint, region, credentials });
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    ],
  });
  const { Role } = await iam.createRole({ RoleName: 'made-elsewhere', AssumeRolePolicyDocument });
  const validated = await cdk.run(['validate', '--unstable=validate', ...version('existing')]);
  assert.match(
    validated.text,
    /Resource of type 'AWS::IAM::Role' with identifier 'made-elsewhere' already exists/,
  );
  await deploy('existing', '--import-existing-resources');
  assert.ok((await resourcesOf('Back')).includes('Role made-elsewhere'));
  assert.equal((await iam.getRole({ RoleName: 'made-elsewhere' })).Role!.RoleId, Role!.RoleId);
});

test('cdk orphan lets go of a resource, and what is destroyed then leaves it where it is', async () => {
  await cdk.must(['orphan', '--unstable=orphan', '--yes', 'Back/Work', ...version('existing')]);
  assert.deepEqual(await resourcesOf('Back'), [
    'Alerts arn:aws:sns:us-east-1:123456789012:alerts',
    'Role made-elsewhere',
  ]);
  await cdk.must(['destroy', '--all', '--force', ...version('existing')]);
  const iam = new IAM({ endpoint: penstock.endpoint, region, credentials });
  assert.ok((await iam.getRole({ RoleName: 'made-elsewhere' })).Role);
  const sqs = new SQS({ endpoint: penstock.endpoint, region, credentials });
  assert.match((await sqs.getQueueUrl({ QueueName: 'jobs' })).QueueUrl!, /jobs$/);
});
