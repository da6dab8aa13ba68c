import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gates } from './approval-gates.ts';

/** The decision table of the example: what is pushed when, and what becomes of it. */
const rows: readonly {
  readonly change: string;
  readonly at: string;
  readonly message: string;
  readonly flags?: Readonly<Record<string, string>>;
  readonly becomes: 'released' | 'waits for the morning' | 'waits for approval';
}[] = [
  { change: 'a minor change at night', at: 'Thu 03:00', message: '#safe', becomes: 'waits for the morning' },
  {
    change: 'a security patch at night',
    at: 'Thu 04:00',
    message: '#security',
    becomes: 'waits for the morning',
  },
  { change: 'a minor change', at: 'Thu 10:00', message: 'Nicer button #safe', becomes: 'released' },
  {
    change: 'a change of the schema',
    at: 'Thu 10:01',
    message: 'A column #schema',
    becomes: 'waits for approval',
  },
  {
    change: 'a schema called safe',
    at: 'Thu 10:02',
    message: '#safe #schema',
    becomes: 'waits for approval',
  },
  {
    change: 'a security patch',
    at: 'Thu 10:03',
    message: 'CVE-2026-1 #security',
    becomes: 'waits for approval',
  },
  {
    change: 'a flag nobody knows',
    at: 'Thu 10:04',
    message: '#flag:checkout',
    becomes: 'waits for approval',
  },
  {
    change: 'a feature flag that is off in QA',
    at: 'Thu 10:05',
    message: 'Switch it on #flag:checkout',
    flags: { '/flags/qa/checkout': 'off' },
    becomes: 'waits for approval',
  },
  {
    change: 'a feature flag that is on in QA',
    at: 'Thu 10:06',
    message: 'Switch it on #flag:checkout',
    flags: { '/flags/qa/checkout': 'on' },
    becomes: 'released',
  },
  {
    change: 'a major release',
    at: 'Thu 10:07',
    message: 'Release v2.0.0 #safe',
    becomes: 'waits for approval',
  },
  { change: 'any release v2.x', at: 'Thu 10:08', message: 'Release v2.x', becomes: 'waits for approval' },
  { change: 'a patch release', at: 'Thu 10:09', message: 'Release v2.1.3 #safe', becomes: 'released' },
  {
    change: 'a change without a label',
    at: 'Thu 10:10',
    message: 'Something',
    becomes: 'waits for approval',
  },
  { change: 'a minor change at the last minute', at: 'Thu 17:59', message: '#safe', becomes: 'released' },
  {
    change: 'a minor change after hours',
    at: 'Thu 18:00',
    message: '#safe',
    becomes: 'waits for the morning',
  },
];

const stages = {
  released: {
    Judge: 'Succeeded',
    Approve: 'Skipped',
    Deploy: 'InProgress',
    'Deploy.onSuccess': 'InProgress',
  },
  'waits for the morning': { Judge: 'InProgress', 'Judge.onSuccess': 'InProgress', Approve: undefined },
  'waits for approval': { Judge: 'Succeeded', Approve: 'InProgress', Deploy: undefined },
};

async function holds(gates: Gates, wanted: object): Promise<void> {
  const statuses = await gates.statuses();
  const seen = Object.fromEntries(Object.keys(wanted).map((name) => [name, statuses[name]]));
  assert.deepEqual(seen, wanted);
}

test('the decision table, row by row', async (t) => {
  const gates = await new Gates().open();
  for (const { change, at, message, flags = {}, becomes } of rows)
    await t.test(`${change} ${becomes === 'released' ? 'is released' : becomes}`, async () => {
      for (const [Name, Value] of Object.entries(flags))
        await gates.call('ssm PutParameter', { Name, Value, Type: 'String', Overwrite: true });
      await gates.until(at);
      await gates.push(message);
      await holds(gates, stages[becomes]);
      await gates.stop();
    });
});

test('what waits on a Friday evening is released on Monday at nine', async () => {
  const gates = await new Gates().open();
  await gates.until('Fri 18:30');
  await gates.push('#safe');
  await gates.until('Mon 08:59');
  await holds(gates, stages['waits for the morning']);
  await gates.until('Mon 09:01');
  await holds(gates, stages.released);
  await gates.until('Mon 09:15');
  await holds(gates, { Deploy: 'Succeeded' });
});

test('in an emergency somebody overrides the business hours', async () => {
  const gates = await new Gates().open();
  await gates.until('Thu 03:00');
  await gates.push('#safe');
  const { latestExecution } = await gates.stage('Judge');
  await gates.call('codepipeline OverrideStageCondition', {
    pipelineName: 'gates',
    stageName: 'Judge',
    pipelineExecutionId: latestExecution.pipelineExecutionId,
    conditionType: 'ON_SUCCESS',
  });
  await gates.until('Thu 03:01');
  await holds(gates, { 'Judge.onSuccess': 'Overridden', Approve: 'Skipped', Deploy: 'InProgress' });
});

test('an approval lets it go on, with the reason in front of the release manager', async () => {
  const gates = await new Gates().open();
  await gates.until('Thu 10:00');
  await gates.push('Add a column #schema');
  const { actionStates } = await gates.stage('Approve');
  const { actionExecutionDetails } = await gates.call('codepipeline ListActionExecutions', {
    pipelineName: 'gates',
  });
  const { CustomData } = actionExecutionDetails[0].input.resolvedConfiguration;
  assert.equal(CustomData, `database schema change: Add a column #schema (${'1'.padStart(40, '0')})`);
  await gates.call('codepipeline PutApprovalResult', {
    pipelineName: 'gates',
    stageName: 'Approve',
    actionName: 'ReleaseManager',
    token: actionStates[0].latestExecution.token,
    result: { status: 'Approved', summary: 'Looks good' },
  });
  await gates.until('Thu 10:01');
  await holds(gates, { Approve: 'Succeeded', Deploy: 'InProgress', 'Deploy.beforeEntry': 'Succeeded' });
});

test('an approval that nobody gives fails the release after two hours', async () => {
  const gates = await new Gates().open();
  await gates.until('Thu 10:00');
  await gates.push('Add a column #schema');
  await gates.until('Thu 11:59');
  await holds(gates, stages['waits for approval']);
  await gates.until('Thu 12:01');
  await holds(gates, { Approve: 'Failed', Deploy: undefined });
});

test('a branch that is not released gets no further than its source', async () => {
  const gates = await new Gates('feature/door').open();
  await gates.until('Thu 10:00');
  await gates.push('#safe');
  await holds(gates, { Source: 'Failed', 'Source.onSuccess': 'Failed', Judge: undefined });
});

test('a release branch is released', async () => {
  const gates = await new Gates('release/2026-01').open();
  await gates.until('Thu 10:00');
  await gates.push('#safe');
  await holds(gates, stages.released);
});

const alarm = (StateValue: string) => ({ AlarmName: 'gates-errors', StateValue, StateReason: 'drill' });

test('an alarm delays a release for half an hour, and then aborts it', async () => {
  const gates = await new Gates().open();
  await gates.until('Thu 10:00');
  await gates.call('cloudwatch SetAlarmState', alarm('ALARM'));
  await gates.push('#safe');
  await gates.until('Thu 10:29');
  await holds(gates, { Deploy: 'InProgress', 'Deploy.beforeEntry': 'InProgress' });
  await gates.until('Thu 10:31');
  await holds(gates, { Deploy: 'Failed', 'Deploy.beforeEntry': 'Failed' });
});

test('an alarm after a release takes it back', async () => {
  const gates = await new Gates().open();
  await gates.until('Thu 10:00');
  await gates.push('#safe');
  await gates.until('Thu 10:15');
  await gates.push('Worse #safe');
  await gates.until('Thu 10:20');
  await gates.call('cloudwatch SetAlarmState', alarm('ALARM'));
  await gates.until('Thu 10:21');
  const { latestExecution } = await gates.stage('Deploy');
  assert.deepEqual([latestExecution.type, latestExecution.status], ['ROLLBACK', 'Succeeded']);
});

test('a dependency that is not healthy delays a release until it is, and aborts it when it stays so', async () => {
  const gates = await new Gates().open();
  const payments = (Value: string) =>
    gates.call('ssm PutParameter', { Name: '/health/payments', Value, Type: 'String', Overwrite: true });
  await gates.until('Thu 10:00');
  await payments('down');
  gates.whileWaiting = async (nth) => (nth === 5 ? payments('healthy') : undefined);
  await gates.push('#safe');
  await holds(gates, stages.released);
  await gates.until('Thu 10:20');
  await payments('down');
  gates.whileWaiting = async () => undefined;
  await gates.push('#safe');
  await holds(gates, { Deploy: 'Failed', 'Deploy.beforeEntry': 'Failed' });
});
