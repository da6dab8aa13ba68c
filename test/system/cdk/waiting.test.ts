import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { SFN, type DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { until } from '../../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { Cdk } from './cdk.ts';

const account = '123456789012';
const region = 'us-east-1';
const credentials = { accessKeyId: account, secretAccessKey: 'test' };
const app = fileURLToPath(new URL('apps/waiting.ts', import.meta.url));

let penstock: PenstockProcess;
let cdk: Cdk;
let cloudformation: CloudFormation;
let sfn: SFN;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const { endpoint } = penstock;
  cdk = new Cdk({ endpoint, region, credentials });
  cloudformation = new CloudFormation({ endpoint, region, credentials });
  // Else TestState is asked at a host whose name begins with `sync-`.
  sfn = new SFN({ endpoint, region, credentials, disableHostPrefix: true });
  cdk.synthesize(app);
  await cdk.must(['bootstrap', `aws://${account}/${region}`]);
});
after(async () => {
  cdk.remove();
  await penstock.stop();
});

const deploy = (version: string, ...words: string[]): Promise<string> =>
  cdk.must(['deploy', '--require-approval', 'never', '--app', path.join(cdk.folder, version), ...words]);

async function output(name: string): Promise<string> {
  const { Stacks } = await cloudformation.describeStacks({ StackName: 'Waiting' });
  return Stacks![0]!.Outputs!.find(({ OutputKey }) => OutputKey === name)!.OutputValue!;
}

async function ran(name: string): Promise<DescribeExecutionOutput> {
  const { executionArn } = await sfn.startExecution({ stateMachineArn: await output(name) });
  return until('the execution to end', 60_000, async () => {
    const execution = await sfn.describeExecution({ executionArn });
    return execution.status === 'RUNNING' ? undefined : execution;
  });
}

const saidBy = async (name: string): Promise<any> => JSON.parse((await ran(name)).output ?? 'null');

test('a custom resource is waited for by CDK’s state machine; another one is changed', async () => {
  await deploy('first');
  assert.equal(await output('Said'), 'done');
  const { stateMachines = [] } = await sfn.listStateMachines({});
  const waiter = stateMachines.find(({ name }) => /waiter/i.test(name!));
  const { executions } = await sfn.listExecutions({ stateMachineArn: waiter!.stateMachineArn! });
  assert.deepEqual(
    executions!.map(({ status }) => status),
    ['SUCCEEDED'],
  );
  const { events } = await sfn.getExecutionHistory({ executionArn: executions![0]!.executionArn! });
  // It was asked more than once.
  assert(events!.some(({ type }) => type === 'LambdaFunctionFailed'));
  assert.deepEqual(await saidBy('MachineArn'), { version: 'first' });

  await deploy('second');
  assert.deepEqual(await saidBy('MachineArn'), { version: 'second' });
});

test('CDK’s distributed map goes through the rows of an object, and exports what comes of them', async () => {
  const s3 = new S3({ endpoint: penstock.endpoint, region, credentials, forcePathStyle: true });
  const Bucket = await output('Bucket');
  const readJson = async (Key: string) => {
    const { Body } = await s3.getObject({ Bucket, Key });
    return JSON.parse(await Body!.transformToString());
  };
  const missing = await ran('RowerArn');
  assert.equal(missing.error, 'States.ItemReaderFailed');

  await s3.putObject({ Bucket, Key: 'rows.csv', Body: 'name,size\ntea,1\n"milk, fresh",2\ncake,3\n' });
  const { executionArn, output: text } = await ran('RowerArn');
  const { MapRunArn: mapRunArn, ResultWriterDetails: written } = JSON.parse(text!);
  const { mapRuns } = await sfn.listMapRuns({ executionArn: executionArn! });
  assert.deepEqual(
    mapRuns!.map((run) => run.mapRunArn),
    [mapRunArn],
  );
  const { itemCounts, executionCounts, status } = await sfn.describeMapRun({ mapRunArn });
  assert.deepEqual([status, itemCounts!.succeeded, executionCounts!.succeeded], ['SUCCEEDED', 3, 2]);
  const { executions } = await sfn.listExecutions({ mapRunArn });
  assert.deepEqual(executions!.map(({ itemCount }) => itemCount).sort(), [1, 2]);
  const { ResultFiles } = await readJson(written.Key);
  const results = await readJson(ResultFiles.SUCCEEDED[0].Key);
  assert.deepEqual(
    results.flatMap(({ Output }: { Output: string }) => JSON.parse(Output).Items),
    ['tea', 'milk, fresh', 'cake'].map((name) => ({ name, version: 'second' })),
  );
});

test('a state is tested by itself', async () => {
  const definition = JSON.stringify({
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
    Parameters: { Bucket: await output('Bucket'), 'Key.$': '$.key' },
    ResultSelector: { 'text.$': '$.Body' },
    Catch: [{ ErrorEquals: ['S3.NoSuchKeyException'], Next: 'Mend' }],
    Next: 'Go',
  });
  const roleArn = `arn:aws:iam::${account}:role/${await roleName()}`;
  const tested = (key: string) => sfn.testState({ definition, roleArn, input: JSON.stringify({ key }) });
  const found = await tested('rows.csv');
  assert.deepEqual([found.status, found.nextState], ['SUCCEEDED', 'Go']);
  assert.match(JSON.parse(found.output!).text, /^name,size/);
  const lost = await tested('none');
  assert.deepEqual(
    [lost.status, lost.nextState, lost.error],
    ['CAUGHT_ERROR', 'Mend', 'S3.NoSuchKeyException'],
  );
});

async function roleName(): Promise<string> {
  const { roleArn } = await sfn.describeStateMachine({ stateMachineArn: await output('RowerArn') });
  return roleArn!.split('/').at(-1)!;
}
