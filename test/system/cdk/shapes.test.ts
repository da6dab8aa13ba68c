import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SFN } from '@aws-sdk/client-sfn';
import { SNS, type Topic } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { SSM } from '@aws-sdk/client-ssm';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { Cdk } from './cdk.ts';

const app = fileURLToPath(new URL('apps/shapes.ts', import.meta.url));

let penstock: PenstockProcess;
let place: Place & { readonly forcePathStyle: true };
let cdk: Cdk;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials, forcePathStyle: true };
  cdk = new Cdk(place);
  cdk.synthesize(app);
  await cdk.must(['bootstrap', 'aws://000000000000/us-east-1']);
});
after(async () => {
  cdk.remove();
  await penstock.stop();
});

/** The words that name all stacks of a version of the app. */
const version = (name: string): string[] => ['--app', path.join(cdk.folder, name), 'Beta/*'];

const deploying = (name: string): string[] => ['deploy', '--require-approval', 'never', ...version(name)];

async function outputs(): Promise<Record<string, string>> {
  const { Stacks } = await new CloudFormation(place).describeStacks({ StackName: 'Beta-Service' });
  return Object.fromEntries((Stacks![0]!.Outputs ?? []).map((each) => [each.OutputKey!, each.OutputValue!]));
}

/** What the app does and shows, seen from outside. */
async function seen(): Promise<object> {
  const { FunctionName, MachineArn, BucketName, NestedQueueUrl } = await outputs();
  const invoked = await new Lambda(place).invoke({
    FunctionName,
    Qualifier: 'live',
    Payload: '{"name":"you"}',
  });
  const ran = await finished(MachineArn!);
  const config = await new S3(place).getObject({ Bucket: BucketName, Key: 'config.json' });
  const { Parameters } = await new SSM(place).getParametersByPath({ Path: '/beta' });
  const { Attributes } = await new SQS(place).getQueueAttributes({
    QueueUrl: NestedQueueUrl,
    AttributeNames: ['VisibilityTimeout'],
  });
  const { Topics } = await new SNS(place).listTopics({});
  return {
    function: JSON.parse(Buffer.from(invoked.Payload!).toString()).said,
    machine: JSON.parse(ran).said,
    site: JSON.parse(await config.Body!.transformToString()).word,
    parameters: Object.fromEntries(Parameters!.map(({ Name, Value }) => [Name, Value!.split('|').at(-1)])),
    nested: Attributes!['VisibilityTimeout'],
    included: Topics!.filter(({ TopicArn }) => TopicArn!.endsWith('-included')).map(nameOf),
  };
}

const nameOf = ({ TopicArn }: Topic): string => TopicArn!.split(':').at(-1)!;

async function finished(stateMachineArn: string): Promise<string> {
  const sfn = new SFN(place);
  const { executionArn } = await sfn.startExecution({ stateMachineArn });
  for (;;) {
    const { status, output, cause } = await sfn.describeExecution({ executionArn });
    if (status === 'SUCCEEDED') return output!;
    assert.equal(status, 'RUNNING', cause);
  }
}

const said = (word: string): object => ({
  function: `${word} you`,
  machine: `${word} machine`,
  site: word,
  parameters: { '/beta/label': word, '/beta/put': word, '/beta/where': word },
  nested: String(word.length),
  included: [`${word}-included`],
});

test('an app of many shapes is deployed, and does what it says; again, nothing changes', async () => {
  await cdk.must(deploying('first'));
  assert.deepEqual(await seen(), said('hello'));
  assert.equal((await cdk.must(deploying('first'))).match(/\(no changes\)/g)?.length, 2);
});

test('it is changed, and shows no drift: not in what other resources attach to it either', async () => {
  await cdk.must(deploying('second'));
  assert.deepEqual(await seen(), said('goodbye'));
  assert.match(await cdk.must(['drift', ...version('second')]), /resources with drift: 0/);
});

test('a change that cannot be made leaves all of it as it was', async () => {
  const { code, text } = await cdk.run(deploying('broken'));
  assert.notEqual(code, 0);
  assert.match(text, /Can only include alphanumeric characters, hyphens, or underscores/);
  assert.deepEqual(await seen(), said('goodbye'));
  assert.match(await cdk.must(['drift', ...version('second')]), /resources with drift: 0/);
});

test('all of it is destroyed', async () => {
  await cdk.must(['destroy', '--force', ...version('second')]);
  const cloudformation = new CloudFormation(place);
  const { StackSummaries } = await cloudformation.listStacks({});
  const left = StackSummaries!.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
  assert.deepEqual(
    left.map(({ StackName }) => StackName),
    ['CDKToolkit'],
  );
  const { Parameters } = await new SSM(place).getParametersByPath({ Path: '/beta' });
  assert.deepEqual(Parameters, []);
});
