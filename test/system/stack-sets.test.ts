import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { IAM } from '@aws-sdk/client-iam';
import { SQS } from '@aws-sdk/client-sqs';
import type { Place } from '../../examples/storefront/deliver/clients.ts';
import { until } from '../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { openAwsCli } from './drivers/aws-cli.ts';
import type { Driver } from './drivers/driver.ts';

const minute = 60_000;
const [home, first, second] = ['000000000000', '111111111111', '222222222222'];
const StackSetName = 'queues';
let penstock: PenstockProcess;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
});

after(async () => {
  await penstock?.stop();
});

/** The administrator of an account, in a region. */
const placeOf = (account: string, region = 'us-east-1'): Place => ({
  endpoint: penstock.endpoint,
  region,
  credentials: { accessKeyId: account, secretAccessKey: 'test' },
});

const trusting = (principal: object) => ({
  AssumeRolePolicyDocument: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  }),
});

async function letIn(account: string): Promise<void> {
  await new IAM(placeOf(account)).createRole({
    RoleName: 'AWSCloudFormationStackSetExecutionRole',
    ...trusting({ AWS: `arn:aws:iam::${home}:root` }),
  });
}

const templateOf = (name: string): string =>
  JSON.stringify({
    Parameters: { Delay: { Type: 'Number', Default: 0 } },
    Resources: {
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: name, DelaySeconds: { Ref: 'Delay' } },
      },
    },
  });

/** Asks for an operation on the set, and waits for its end; the AWS CLI has no waiter for it. */
async function operated(cli: Driver, operation: string, input: object) {
  const { OperationId } = await cli.call('cloudformation', operation, { StackSetName, ...input });
  const asked = { StackSetName, OperationId };
  const read = async () =>
    (await cli.call('cloudformation', 'DescribeStackSetOperation', asked))['StackSetOperation'];
  const ended = await until<{ readonly Status: string }>(`the end of ${operation}`, minute, async () => {
    const found = await read();
    return found.Status === 'RUNNING' ? undefined : found;
  });
  const { Summaries } = await cli.call('cloudformation', 'ListStackSetOperationResults', asked);
  const results = (
    Summaries as { Account: string; Region: string; Status: string; StatusReason?: string }[]
  ).map(({ Account, Region, Status, StatusReason = '' }) => [Account, Region, Status, StatusReason] as const);
  return { status: ended.Status, results };
}

test(
  'a stack set over two accounts and two regions, by the AWS CLI: within its tolerance, and beyond it',
  { timeout: 5 * minute },
  async () => {
    const cli = await openAwsCli(placeOf(home));
    await new IAM(placeOf(home)).createRole({
      RoleName: 'AWSCloudFormationStackSetAdministrationRole',
      ...trusting({ Service: 'cloudformation.amazonaws.com' }),
    });
    await letIn(first);
    await cli.call('cloudformation', 'CreateStackSet', { StackSetName, TemplateBody: templateOf('jobs') });
    const everywhere = { Accounts: [first, second], Regions: ['us-east-1', 'eu-west-1'] };

    const beyond = await operated(cli, 'CreateStackInstances', {
      ...everywhere,
      OperationPreferences: { MaxConcurrentCount: 1 },
    });
    assert.equal(beyond.status, 'FAILED');
    const outcome = beyond.results.map(([account, region, status]) => `${account} ${region} ${status}`);
    assert.deepEqual(outcome, [
      `${first} eu-west-1 CANCELLED`,
      `${first} us-east-1 SUCCEEDED`,
      `${second} eu-west-1 CANCELLED`,
      `${second} us-east-1 FAILED`,
    ]);
    assert.equal(
      beyond.results[3]![3],
      `Account ${second} should have 'AWSCloudFormationStackSetExecutionRole' role with trust relationship to ` +
        "Role 'AWSCloudFormationStackSetAdministrationRole'.",
    );

    const within = await operated(cli, 'CreateStackInstances', {
      ...everywhere,
      OperationPreferences: { FailureToleranceCount: 1, RegionConcurrencyType: 'PARALLEL' },
    });
    assert.equal(within.status, 'SUCCEEDED');
    assert.equal(within.results.filter(([, , status]) => status === 'FAILED').length, 2);

    await letIn(second);
    const updated = await operated(cli, 'UpdateStackSet', {
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: 'Delay', ParameterValue: '7' }],
    });
    assert.equal(updated.status, 'SUCCEEDED');
    const abroad = new SQS(placeOf(second, 'eu-west-1'));
    const { QueueUrl } = await abroad.getQueueUrl({ QueueName: 'jobs' });
    const { Attributes } = await abroad.getQueueAttributes({ QueueUrl, AttributeNames: ['DelaySeconds'] });
    assert.equal(Attributes!['DelaySeconds'], '7');
    const { Summaries } = await cli.call('cloudformation', 'ListStackInstances', { StackSetName });
    assert.deepEqual([...new Set(Summaries.map(({ Status }: any) => Status))], ['CURRENT']);

    await assert.rejects(cli.call('cloudformation', 'DeleteStackSet', { StackSetName }), /StackSetNotEmpty/);
    const deleted = await operated(cli, 'DeleteStackInstances', { ...everywhere, RetainStacks: false });
    assert.equal(deleted.status, 'SUCCEEDED');
    await cli.call('cloudformation', 'DeleteStackSet', { StackSetName });
    await assert.rejects(abroad.getQueueUrl({ QueueName: 'jobs' }), { name: 'QueueDoesNotExist' });
  },
);
