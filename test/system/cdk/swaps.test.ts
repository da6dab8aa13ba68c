import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { ECR } from '@aws-sdk/client-ecr';
import { ECS } from '@aws-sdk/client-ecs';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SFN } from '@aws-sdk/client-sfn';
import { SQS } from '@aws-sdk/client-sqs';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { until } from '../../../examples/storefront/deliver/waiting.ts';
import { builderTool } from '../../../packages/runtime/src/dataplane/builder/tool.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { Cdk } from './cdk.ts';

const app = fileURLToPath(new URL('apps/swaps.ts', import.meta.url));

let penstock: PenstockProcess;
let place: Place;
let cdk: Cdk;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  cdk = new Cdk(place);
  cdk.synthesize(app);
  await cdk.must(['bootstrap', 'aws://000000000000/us-east-1']);
});
after(async () => {
  cdk.remove();
  await penstock.stop();
});

/** `cdk deploy` of a version; images are built by the `docker` that Penstock gives to builds. */
function deploy(version: string, ...words: string[]): Promise<string> {
  const tool = builderTool({ folder: path.join(cdk.folder, 'tool'), path: '' });
  const environment = { ...tool.env, PATH: [tool.folder, process.env['PATH']].join(path.delimiter) };
  const application = ['--app', path.join(cdk.folder, version)];
  return cdk.must(['deploy', '--require-approval', 'never', ...application, ...words], { environment });
}

async function told(): Promise<object> {
  const { Payload } = await new Lambda(place).invoke({ FunctionName: 'swapped', Qualifier: 'live' });
  return JSON.parse(Buffer.from(Payload!).toString());
}

test('what the CLI can change by itself it changes without CloudFormation', async () => {
  await deploy('one');
  assert.deepEqual(await told(), { code: 'one', environment: 'one' });
  const cloudformation = new CloudFormation(place);
  const { Stacks } = await cloudformation.describeStacks({ StackName: 'Swaps' });
  const Bucket = Stacks![0]!.Outputs!.find(({ OutputKey }) => OutputKey === 'BucketName')!.OutputValue!;

  const text = await deploy('two', '--hotswap');
  assert.match(text, /AWS::ECS::Service 'swapped' hotswapped!/);
  assert.deepEqual(await told(), { code: 'two', environment: 'two' });
  const { Body } = await new S3(place).getObject({ Bucket, Key: 'version.txt' });
  assert.equal(await Body!.transformToString(), 'two');
  const { projects } = await new CodeBuild(place).batchGetProjects({ names: ['swapped'] });
  const { environment, source } = projects![0]!;
  assert.deepEqual(environment!.environmentVariables, [{ name: 'VERSION', value: 'two', type: 'PLAINTEXT' }]);
  assert.match(source!.buildspec!, /test \$VERSION = two/);
  const { services } = await new ECS(place).describeServices({ cluster: 'swapped', services: ['swapped'] });
  assert.match(services![0]!.taskDefinition!, /:2$/);
  // A service is steady as soon as its tasks run; what they say comes to the log afterwards.
  const said = await until('two tasks to have said something', 60_000, async () => {
    const { events } = await new CloudWatchLogs(place).filterLogEvents({ logGroupName: 'swapped' });
    return events!.length > 1 ? events! : undefined;
  });
  assert.deepEqual(
    said.map(({ message }) => message),
    ['version one', 'version two'],
  );

  await controlled();

  const { Stacks: after } = await cloudformation.describeStacks({ StackName: 'Swaps' });
  assert.equal(after![0]!.LastUpdatedTime?.getTime(), Stacks![0]!.LastUpdatedTime?.getTime());
});

/** What was changed by the Cloud Control API is so, and is all else that it was. */
async function controlled(): Promise<void> {
  const QueueUrl = (await new SQS(place).getQueueUrl({ QueueName: 'swapped' })).QueueUrl!;
  const { Attributes } = await new SQS(place).getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
  assert.equal(Attributes!['VisibilityTimeout'], '60');
  assert.equal((await new SQS(place).listQueueTags({ QueueUrl })).Tags!['version'], 'two');
  const { MetricAlarms } = await new CloudWatch(place).describeAlarms({ AlarmNames: ['swapped'] });
  const [{ Threshold, Dimensions, EvaluationPeriods } = {}] = MetricAlarms!;
  assert.deepEqual([Threshold, Dimensions![0]!.Value, EvaluationPeriods], [20, 'swapped', 1]);
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:swapped';
  const { definition } = await new SFN(place).describeStateMachine({ stateMachineArn });
  assert.match(definition!, /"Result":"two"/);
  const rule = await new EventBridge(place).describeRule({ Name: 'swapped' });
  assert.equal(rule.ScheduleExpression, 'rate(2 hours)');
  const { Targets } = await new EventBridge(place).listTargetsByRule({ Rule: 'swapped' });
  assert.match(Targets![0]!.Arn!, /:swapped$/);
}

test('the next deployment, as the CLI asks for it, takes what was swapped for what the stack has', async () => {
  await deploy('two', '--revert-drift');
  assert.deepEqual(await told(), { code: 'two', environment: 'two' });
  const text = await cdk.must(['drift', '--app', path.join(cdk.folder, 'two')]);
  assert.match(text, /Number of resources with drift: 0/);
  await cdk.must(['destroy', '--force', '--app', path.join(cdk.folder, 'two')]);
});

/** `cdk gc`; the words say what it does with what no stack names. */
const collect = (...words: string[]): Promise<string> =>
  cdk.must([
    'gc',
    'aws://000000000000/us-east-1',
    '--unstable=gc',
    '--created-buffer-days=0',
    '--confirm=false',
    ...words,
  ]);

test('assets that no stack names any more are marked, and then collected', async () => {
  const Bucket = 'cdk-hnb659fds-assets-000000000000-us-east-1';
  const repositoryName = 'cdk-hnb659fds-container-assets-000000000000-us-east-1';
  const [s3, ecr] = [new S3(place), new ECR(place)];

  await collect('--action=tag', '--rollback-buffer-days=1');
  const { Contents = [] } = await s3.listObjectsV2({ Bucket });
  assert.ok(Contents.length > 4);
  for (const { Key } of Contents) {
    const { TagSet } = await s3.getObjectTagging({ Bucket, Key: Key! });
    assert.deepEqual(
      TagSet!.map((tag) => tag.Key),
      ['aws-cdk:isolated'],
    );
  }
  const { imageDetails } = await ecr.describeImages({ repositoryName });
  assert.deepEqual(
    imageDetails!.map(({ imageTags }) => imageTags!.filter((tag) => /isolated/.test(tag)).length),
    [1],
  );

  await collect('--action=full', '--rollback-buffer-days=0');
  assert.equal((await s3.listObjectsV2({ Bucket })).KeyCount, 0);
  assert.deepEqual((await ecr.describeImages({ repositoryName })).imageDetails, []);
});
