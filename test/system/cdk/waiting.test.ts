import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { SFN } from '@aws-sdk/client-sfn';
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
  sfn = new SFN({ endpoint, region, credentials });
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

async function saidByMachine(): Promise<unknown> {
  const { executionArn } = await sfn.startExecution({ stateMachineArn: await output('MachineArn') });
  for (let attempt = 0; attempt < 50; attempt++) {
    const { status, output: said } = await sfn.describeExecution({ executionArn });
    if (status !== 'RUNNING') return JSON.parse(said ?? 'null');
    await pause(100);
  }
  throw new Error('the execution is not over');
}

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
  assert.deepEqual(await saidByMachine(), { version: 'first' });

  await deploy('second');
  assert.deepEqual(await saidByMachine(), { version: 'second' });
});
