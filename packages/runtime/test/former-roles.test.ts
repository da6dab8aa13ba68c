import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleKey, targets, type Target } from '../src/services/events/records.ts';
import { scheduleKey, schedules } from '../src/services/scheduler/records.ts';
import { World } from './world.ts';

// Earlier versions took rules and schedules with a role of another account, by which they told its targets.

const scope = { account: '000000000000', region: 'us-east-1' };
const queueArn = (account: string, name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`;
const roleArn = (account: string) => `arn:aws:iam::${account}:role/teller`;
const theirs = '111111111111';

/** Two accounts with a queue each, and a role that lets both services in and may do everything. */
async function accounts(): Promise<World> {
  const world = new World();
  for (const account of [scope.account, theirs])
    for (const command of [
      `sqs CreateQueue QueueName=told --account=${account}`,
      `iam CreateRole RoleName=teller --account=${account}\n  AssumeRolePolicyDocument: '${trust}'`,
      `iam PutRolePolicy RoleName=teller PolicyName=all --account=${account}\n  PolicyDocument: '${all}'`,
    ])
      await world.run(command);
  return world;
}

const statement = (more: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', ...more } });
const trust = statement({
  Principal: { Service: ['events.amazonaws.com', 'scheduler.amazonaws.com'] },
  Action: 'sts:AssumeRole',
});
const all = statement({ Action: '*', Resource: '*' });

const messagesIn = async (world: World, account: string): Promise<string> =>
  world.run(
    `sqs ReceiveMessage QueueUrl=http://127.0.0.1:4566/${account}/told --account=${account}\n  MessageAttributeNames: [All]`,
  );

test('a rule tells nobody by a role of another account: the event goes to its dead-letter queue', async () => {
  const world = await accounts();
  await world.run(`events PutRule Name=shop\n  EventPattern: '{"source":["shop"]}'`);
  await world.ask('sqs', 'SetQueueAttributes', {
    QueueUrl: `http://127.0.0.1:4566/${scope.account}/told`,
    Attributes: {
      Policy: statement({ Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }),
    },
  });
  const target: Target = {
    Id: 'one',
    Arn: queueArn(theirs, 'told'),
    RoleArn: roleArn(theirs),
    DeadLetterConfig: { Arn: queueArn(scope.account, 'told') },
  };
  world.look((tx) => targets.put(tx, scope, `${ruleKey('default', 'shop')}|one`, target));
  await world.run(`events PutEvents\n  Entries: [{ Source: shop, DetailType: sold, Detail: '{}' }]`);
  assert.doesNotMatch(await messagesIn(world, theirs), /MessageId/);
  const buried = await messagesIn(world, scope.account);
  assert.match(buried, /ERROR_CODE: \{ DataType: String, StringValue: AccessDeniedException \}/);
  assert.match(buried, /Cross-account pass role is not allowed/);
});

test('a schedule tells nobody by a role of another account, and is counted as dropped', async () => {
  const world = await accounts();
  await world.ask('scheduler', 'CreateSchedule', {
    Name: 'often',
    ScheduleExpression: 'rate(5 minutes)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    StartDate: new Date('2026-01-01T00:05:00Z'),
    Target: { Arn: queueArn(scope.account, 'told'), RoleArn: roleArn(scope.account) },
  });
  world.look((tx) => {
    const key = scheduleKey('default', 'often');
    const schedule = schedules.get(tx, scope, key)!;
    const target = { ...schedule.target, Arn: queueArn(theirs, 'told'), RoleArn: roleArn(theirs) };
    schedules.put(tx, scope, key, { ...schedule, target });
  });
  await world.run('time +6m');
  for (const account of [scope.account, theirs])
    assert.doesNotMatch(await messagesIn(world, account), /MessageId/);
  const { Metrics } = await world.ask('cloudwatch', 'ListMetrics', { Namespace: 'AWS/Scheduler' });
  const names = new Set((Metrics as { readonly MetricName: string }[]).map(({ MetricName }) => MetricName));
  assert.deepEqual([...names].sort(), [
    'InvocationAttemptCount',
    'InvocationDroppedCount',
    'TargetErrorCount',
  ]);
});
