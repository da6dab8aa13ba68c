import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import {
  CloudFormation,
  waitUntilStackUpdateComplete,
  waitUntilStackRollbackComplete,
} from '@aws-sdk/client-cloudformation';
import { SQS } from '@aws-sdk/client-sqs';
import type { Place } from '../../examples/storefront/deliver/clients.ts';
import { until } from '../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { awsProgram } from './drivers/aws-cli.ts';
import { environment } from './drivers/driver.ts';

const execute = promisify(execFile);
const minute = 60_000;
const folder = mkdtempSync(path.join(tmpdir(), 'penstock-stacks-'));
let port: number;
let penstock: PenstockProcess;

const place = (): Place => ({
  endpoint: penstock.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: '000000000000', secretAccessKey: 'test' },
});

async function start(): Promise<void> {
  penstock = await startPenstock(
    ['--data', path.join(folder, 'house'), '--port', String(port), '--quiet'],
    () => undefined,
  );
}

before(async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  await new Promise((resolve) => server.close(resolve));
  await start();
});

after(async () => {
  await penstock?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What the AWS CLI prints. */
async function aws(...words: readonly string[]): Promise<string> {
  const env = environment(place());
  return (await execute(await awsProgram(), [...words, '--output', 'json'], { env })).stdout;
}

const told = async (...words: readonly string[]): Promise<Record<string, any>> =>
  JSON.parse(await aws(...words)) as Record<string, any>;

test('the AWS CLI makes, changes, lists and deletes a resource by Cloud Control', async () => {
  const named = ['--type-name', 'AWS::SQS::Queue', '--identifier'];
  const made = await told(
    ...['cloudcontrol', 'create-resource', '--type-name', 'AWS::SQS::Queue'],
    ...['--desired-state', JSON.stringify({ QueueName: 'jobs', DelaySeconds: 1 })],
  );
  const { RequestToken } = made['ProgressEvent'];
  await aws('cloudcontrol', 'wait', 'resource-request-success', '--request-token', RequestToken);
  const listed = await told('cloudcontrol', 'list-resources', '--type-name', 'AWS::SQS::Queue');
  const [{ Identifier }] = listed['ResourceDescriptions'];
  const patch = JSON.stringify([{ op: 'replace', path: '/DelaySeconds', value: 5 }]);
  await aws('cloudcontrol', 'update-resource', ...named, Identifier, '--patch-document', patch);
  const sqs = new SQS(place());
  await until('the change', minute, async () => {
    const { Attributes } = await sqs.getQueueAttributes({
      QueueUrl: Identifier,
      AttributeNames: ['DelaySeconds'],
    });
    return Attributes!['DelaySeconds'] === '5' ? true : undefined;
  });
  const read = await told('cloudcontrol', 'get-resource', ...named, Identifier);
  assert.equal(JSON.parse(read['ResourceDescription'].Properties).DelaySeconds, 5);
  await aws('cloudcontrol', 'delete-resource', ...named, Identifier);
  await until('the end', minute, async () =>
    ((await sqs.listQueues({})).QueueUrls ?? []).length === 0 ? true : undefined,
  );
});

const macro = `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }]
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: |
          exports.handler = async ({ requestId, fragment, params }) => {
            fragment.Properties.QueueName = params.Name + '-' + fragment.Properties.QueueName;
            return { requestId, status: 'success', fragment };
          };
  Macro: { Type: AWS::CloudFormation::Macro, Properties: { Name: Prefixed, FunctionName: !GetAtt Function.Arn } }
`;

const inner = `
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: { QueueName: inner }
    Fn::Transform: { Name: Prefixed, Parameters: { Name: shop } }
`;

const outer = `
Resources:
  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner.yaml } }
`;

test('the AWS CLI packages and deploys a stack in a stack whose template a macro writes, and sees into it before', async () => {
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const deploy = ['cloudformation', 'deploy', '--template-file'];
  await aws(
    ...deploy,
    file('macro.yaml', macro),
    '--stack-name',
    'macro',
    '--capabilities',
    'CAPABILITY_IAM',
  );
  file('inner.yaml', inner);
  await aws('s3', 'mb', 's3://packages');
  const packaged = path.join(folder, 'packaged.yaml');
  await aws(
    ...['cloudformation', 'package', '--s3-bucket', 'packages'],
    ...['--template-file', file('outer.yaml', outer), '--output-template-file', packaged],
  );
  const capabilities = ['--capabilities', 'CAPABILITY_AUTO_EXPAND'];
  const asked = await told(
    ...['cloudformation', 'create-change-set', '--stack-name', 'outer', '--change-set-name', 'first'],
    ...['--change-set-type', 'CREATE', '--include-nested-stacks', ...capabilities],
    ...['--template-body', `file://${packaged}`],
  );
  const cloudformation = new CloudFormation(place());
  const root = await cloudformation.describeChangeSet({ ChangeSetName: asked['Id'] });
  const nested = await cloudformation.describeChangeSet({
    ChangeSetName: root.Changes![0]!.ResourceChange!.ChangeSetId,
    IncludePropertyValues: true,
  });
  assert.equal(nested.RootChangeSetId, asked['Id']);
  const [{ ResourceChange: change } = {}] = nested.Changes!;
  assert.deepEqual([change!.Action, change!.LogicalResourceId], ['Add', 'Queue']);
  assert.deepEqual(JSON.parse(change!.AfterContext!).Properties, { QueueName: 'shop-inner' });
  await cloudformation.executeChangeSet({ ChangeSetName: asked['Id'] });
  await aws('cloudformation', 'wait', 'stack-create-complete', '--stack-name', 'outer');
  const { QueueUrls } = await new SQS(place()).listQueues({});
  assert.deepEqual(
    QueueUrls!.map((url) => url.split('/').at(-1)),
    ['shop-inner'],
  );
});

const standing = (delay: number, waits: boolean): string => `
Resources:
  Handle: { Type: AWS::CloudFormation::WaitConditionHandle }
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref 'AWS::StackName', DelaySeconds: ${delay} } }
${
  waits
    ? `
  Condition:
    Type: AWS::CloudFormation::WaitCondition
    DependsOn: Queue
    Properties: { Handle: !Ref Handle, Timeout: 300 }
  After: { Type: AWS::SQS::Queue, DependsOn: Condition, Properties: { QueueName: !Sub '\${AWS::StackName}-after' } }
`
    : ''
}
Outputs: { Handle: { Value: !Ref Handle } }
`;

test('stacks that are changed when the control plane is killed become what they were to be, or what they were', async () => {
  const names = ['forth', 'back'];
  const before = new CloudFormation(place());
  for (const StackName of names) {
    await before.createStack({ StackName, TemplateBody: standing(1, false) });
    await until(`${StackName} to be there`, minute, async () => {
      const { Stacks } = await before.describeStacks({ StackName });
      return Stacks![0]!.StackStatus === 'CREATE_COMPLETE' ? true : undefined;
    });
    await before.updateStack({ StackName, TemplateBody: standing(7, true) });
    await until(`${StackName} to wait`, minute, async () => {
      const { StackResources } = await before.describeStackResources({ StackName });
      const waiting = StackResources!.find(({ LogicalResourceId }) => LogicalResourceId === 'Condition');
      return waiting?.ResourceStatus === 'CREATE_IN_PROGRESS' ? true : undefined;
    });
  }
  penstock.process.kill('SIGKILL');
  await penstock.ended;
  await start();

  const cloudformation = new CloudFormation(place());
  for (const [StackName, Status] of [
    ['forth', 'SUCCESS'],
    ['back', 'FAILURE'],
  ] as const) {
    const { Stacks } = await cloudformation.describeStacks({ StackName });
    assert.equal(Stacks![0]!.StackStatus, 'UPDATE_IN_PROGRESS');
    const handle = Stacks![0]!.Outputs!.find(({ OutputKey }) => OutputKey === 'Handle')!.OutputValue!;
    const body = JSON.stringify({ Status, Reason: 'told', UniqueId: 'one', Data: '' });
    assert.equal((await fetch(handle, { method: 'PUT', body })).status, 200);
  }
  const waiter = { client: cloudformation, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
  await waitUntilStackUpdateComplete(waiter, { StackName: 'forth' });
  await waitUntilStackRollbackComplete(waiter, { StackName: 'back' });
  const sqs = new SQS(place());
  const { QueueUrls } = await sqs.listQueues({});
  assert.deepEqual(QueueUrls!.map((url) => url.split('/').at(-1)).toSorted(), [
    'back',
    'forth',
    'forth-after',
    'shop-inner',
  ]);
  for (const [name, delay] of [
    ['forth', '7'],
    ['back', '1'],
  ] as const) {
    const QueueUrl = QueueUrls!.find((url) => url.endsWith(`/${name}`))!;
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['DelaySeconds'] });
    assert.equal(Attributes!['DelaySeconds'], delay);
  }
});
