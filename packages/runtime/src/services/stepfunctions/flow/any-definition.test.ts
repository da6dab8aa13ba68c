import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EngineFact } from '../../../engine/flow.ts';
import { checked } from '../language/check.ts';
import type { Json } from '../language/json.ts';
import type { Execution } from './execution-state.ts';
import { executionFlow } from './execution.ts';

/** One state of each kind, in both languages. */
const whole: Json = {
  Comment: 'All of it',
  StartAt: 'Pass',
  TimeoutSeconds: 300,
  States: {
    Pass: {
      Type: 'Pass',
      Parameters: { 'a.$': '$.n' },
      ResultPath: '$.p',
      Assign: { 'v.$': '$.a' },
      Next: 'Task',
    },
    Task: {
      Type: 'Task',
      Resource: 'arn:aws:states:::ecs:runTask.sync',
      Parameters: { Cluster: 'c', 'Count.$': 'States.MathAdd($.n, 1)' },
      ResultSelector: { 'id.$': '$.TaskArn' },
      Credentials: { 'RoleArn.$': '$.role' },
      TimeoutSeconds: 60,
      HeartbeatSecondsPath: '$.n',
      Retry: [
        {
          ErrorEquals: ['Some'],
          IntervalSeconds: 1,
          BackoffRate: 2,
          MaxDelaySeconds: 9,
          JitterStrategy: 'FULL',
        },
      ],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Choice' }],
      Next: 'Choice',
    },
    Choice: {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.n', NumericGreaterThanPath: '$.m' },
            { Not: { Variable: '$.x', IsPresent: true } },
          ],
          Next: 'Wait',
        },
        { Variable: '$.t', TimestampLessThan: '2026-01-01T00:00:00Z', Assign: { w: 1 }, Next: 'Wait' },
      ],
      Default: 'Wait',
    },
    Wait: { Type: 'Wait', SecondsPath: '$.n', Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'In', States: { In: { Type: 'Succeed', InputPath: null } } },
        { StartAt: 'No', States: { No: { Type: 'Fail', ErrorPath: '$.e', Cause: 'c' } } },
      ],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Each' }],
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      ItemsPath: '$.l',
      ItemSelector: { 'i.$': '$$.Map.Item.Index' },
      MaxConcurrency: 1,
      ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', Result: 1, End: true } } },
      Next: 'Run',
    },
    Run: {
      Type: 'Map',
      QueryLanguage: 'JSONata',
      Label: 'Run',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: {
          InputType: 'CSV',
          CSVHeaderLocation: 'GIVEN',
          CSVHeaders: ['a'],
          MaxItems: '{% 1 + 1 %}',
        },
        Arguments: { Bucket: 'b', Key: '{% $string($v) %}' },
      },
      ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { a: '{% $v %}' } },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'b' } },
      ToleratedFailureCount: 1,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'Two',
        States: {
          Two: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'Done' }] },
          Done: { Type: 'Succeed' },
        },
      },
      Output: '{% $states.input %}',
      End: true,
    },
  },
};

const odd: readonly Json[] = [
  null,
  -1,
  0.5,
  1e9,
  'x',
  '',
  {},
  [],
  [null],
  true,
  '$',
  '$.l[*]',
  '$$.Task',
  '{% $v %}',
];

/** The same with what is at some places taken away, or another value. */
function spoilt(value: Json, choose: () => number, depth = 0): Json {
  if (depth > 0 && choose() % 120 === 0) return odd[choose() % odd.length]!;
  if (Array.isArray(value)) return value.map((each: Json) => spoilt(each, choose, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(() => choose() % 160 !== 0);
  return Object.fromEntries(members.map(([name, each]) => [name, spoilt(each as Json, choose, depth + 1)]));
}

const answer = { tasks: [{ taskArn: 't', containers: [{ exitCode: 0 }] }], failures: [] };

/** Plays an execution until it ends, or as far as it comes in so many steps. */
function play(execution: Execution): void {
  let state = execution;
  let now = 0;
  const facts: EngineFact[] = [{ type: 'Started' }];
  for (let step = 0; step < 40; step++) {
    const fact = facts.shift() ?? { type: 'WakeTime' };
    const decision = executionFlow.decide(state, fact, now, undefined);
    state = decision.state;
    if (decision.ended) return;
    for (const effect of Object.keys(decision.effects ?? {}))
      facts.push({ type: 'EffectSucceeded', effect, output: answer });
    for (const { id, state: begun } of decision.starts ?? [])
      if (id.startsWith('states.map-run'))
        facts.push({ type: 'FlowEnded', flow: id, state: { ...begun, status: 'SUCCEEDED', output: [] } });
    assert(decision.wakeAt === undefined || Number.isFinite(decision.wakeAt), 'it wakes at some time');
    now = Math.max(now, decision.wakeAt ?? now);
  }
}

const executionOf = (definition: string): Execution | undefined => {
  const read = checked(definition);
  if ('mistakes' in read) return undefined;
  const scope = { account: '000000000000', region: 'us-east-1' };
  return {
    scope,
    arn: 'arn:aws:states:us-east-1:000000000000:execution:any:one',
    flow: 'states.execution|000000000000|us-east-1|any:one',
    name: 'one',
    machineName: 'any',
    machineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:any',
    type: 'STANDARD',
    roleArn: 'arn:aws:iam::000000000000:role/any',
    definition,
    machine: read.machine,
    input: { n: 1, m: 0, l: [1, 2], role: 'arn:aws:iam::000000000000:role/other', e: 'E', t: 'now' },
    startDate: 0,
    status: 'RUNNING',
    threads: {},
    history: [],
  };
};

test('a definition of every state is played', () => assert(executionOf(JSON.stringify(whole))));

test('for any definition: it is refused, or its executions go on and end without a bug', () => {
  let played = 0;
  fc.assert(
    fc.property(fc.infiniteStream(fc.noBias(fc.nat())), (numbers) => {
      const execution = executionOf(JSON.stringify(spoilt(whole, () => numbers.next().value!)));
      if (!execution) return;
      played++;
      play(execution);
    }),
    { numRuns: 1500 },
  );
  assert(played > 100, `only ${played} of them meant something`);
});
