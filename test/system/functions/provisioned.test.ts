import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { until } from '../../../examples/storefront/deliver/waiting.ts';
import { zipped } from '../../../packages/runtime/src/dataplane/functions/functions.contract.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';

let penstock: PenstockProcess;
let place: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};
let lambda: Lambda;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  lambda = new Lambda(place);
});
after(() => penstock.stop());

/** How many of two callers at once had to wait for a process to begin. */
async function begun(FunctionName: string, Qualifier: string): Promise<number> {
  const call = () => lambda.invoke({ FunctionName, Qualifier, LogType: 'Tail' });
  const said = await Promise.all([call(), call()]);
  const logs = said.map(({ LogResult }) => Buffer.from(LogResult!, 'base64').toString());
  return logs.filter((log) => log.includes('Init Duration')).length;
}

test('who calls what is provisioned waits for nothing to begin; a version after it, neither', async () => {
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const { Role } = await new IAM(place).createRole({ RoleName: 'worker', AssumeRolePolicyDocument });
  const code = (n: number) =>
    buffer(
      zipped({ 'index.mjs': `export const handler = () => new Promise((r) => setTimeout(r, 200, ${n}));` }),
    );
  const FunctionName = 'worker';
  await lambda.createFunction({
    FunctionName,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: Role!.Arn!,
    Code: { ZipFile: await code(1) },
    Publish: true,
  });
  await lambda.createAlias({ FunctionName, Name: 'live', FunctionVersion: '1' });
  assert.equal(await begun(FunctionName, '1'), 2);
  await lambda.putProvisionedConcurrencyConfig({
    FunctionName,
    Qualifier: 'live',
    ProvisionedConcurrentExecutions: 2,
  });
  const ready = () =>
    until('two processes', 30_000, async () => {
      const { Status } = await lambda.getProvisionedConcurrencyConfig({ FunctionName, Qualifier: 'live' });
      return Status === 'READY' ? true : undefined;
    });
  await ready();
  assert.equal(await begun(FunctionName, 'live'), 0);

  await lambda.updateFunctionCode({ FunctionName, ZipFile: await code(2), Publish: true });
  await lambda.updateAlias({ FunctionName, Name: 'live', FunctionVersion: '2' });
  await ready();
  assert.equal(await begun(FunctionName, 'live'), 0);
});

test('a stack whose function cannot begin is rolled back', async () => {
  const template = {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
            ],
          },
        },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { ZipFile: 'throw new Error("it does not begin");' },
        },
      },
      Version: {
        Type: 'AWS::Lambda::Version',
        Properties: {
          FunctionName: { Ref: 'Function' },
          ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 },
        },
      },
    },
  };
  const cloudformation = new CloudFormation(place);
  const StackName = 'broken';
  await cloudformation.createStack({
    StackName,
    TemplateBody: JSON.stringify(template),
    Capabilities: ['CAPABILITY_IAM'],
  });
  await until('the end', 30_000, async () => {
    const { Stacks } = await cloudformation.describeStacks({ StackName });
    return Stacks![0]!.StackStatus === 'ROLLBACK_COMPLETE' ? true : undefined;
  });
  const { StackEvents } = await cloudformation.describeStackEvents({ StackName });
  const failed = StackEvents!.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
  assert.equal(failed?.LogicalResourceId, 'Version');
  assert.match(failed!.ResourceStatusReason!, /FUNCTION_ERROR_INIT_FAILURE/);
});
