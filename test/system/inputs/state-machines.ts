import { role, tags, type Make } from './words.ts';

/** A state machine that decides something, and one of its executions. */
export async function layStateMachines(make: Make): Promise<void> {
  const definition = JSON.stringify({
    StartAt: 'Which',
    States: {
      Which: {
        Type: 'Choice',
        Choices: [{ Variable: '$.n', NumericGreaterThan: 0, Next: 'Wait' }],
        Default: 'Fail',
      },
      Wait: { Type: 'Wait', Seconds: 1, Next: 'Done' },
      Done: { Type: 'Pass', Result: { done: true }, ResultPath: '$.result', End: true },
      Fail: { Type: 'Fail', Error: 'Few', Cause: 'there are none' },
    },
  });
  await make('states', 'ValidateStateMachineDefinition', { definition });
  const machine = { name: 'ground', definition, roleArn: role, type: 'STANDARD', tags };
  const { stateMachineArn } = (await make('states', 'CreateStateMachine', machine)) ?? {};
  if (!stateMachineArn) return;
  const { executionArn } =
    (await make('states', 'StartExecution', { stateMachineArn, name: 'ground', input: '{"n":1}' })) ?? {};
  if (executionArn) await make('states', 'GetExecutionHistory', { executionArn, maxResults: 10 });
  await make('states', 'ListExecutions', { stateMachineArn, statusFilter: 'RUNNING', maxResults: 10 });
  await layVersions(make, stateMachineArn);
  await layExpressions(make);
  await layMapRun(make);
  await layTests(make);
  await make('states', 'CreateActivity', { name: 'ground', tags });
}

/** A version of it, and an alias that leads there. */
async function layVersions(make: Make, stateMachineArn: string): Promise<void> {
  const published = await make('states', 'PublishStateMachineVersion', {
    stateMachineArn,
    description: 'One',
  });
  const { stateMachineVersionArn } = published ?? {};
  if (!stateMachineVersionArn) return;
  await make('states', 'ListStateMachineVersions', { stateMachineArn, maxResults: 10 });
  const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
  const alias = { name: 'live', description: 'Live', routingConfiguration };
  const { stateMachineAliasArn } = (await make('states', 'CreateStateMachineAlias', alias)) ?? {};
  if (!stateMachineAliasArn) return;
  await make('states', 'UpdateStateMachineAlias', { stateMachineAliasArn, routingConfiguration });
  await make('states', 'StartExecution', { stateMachineArn: stateMachineAliasArn, input: '{"n":1}' });
}

/** A state machine of expressions, whose texts are then spoilt too. */
async function layExpressions(make: Make): Promise<void> {
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Sum',
    States: {
      Sum: {
        Type: 'Pass',
        Assign: { sum: '{% $sum($states.input.list) %}' },
        Output: '{% $now() %}',
        Next: 'Which',
      },
      Which: { Type: 'Choice', Choices: [{ Condition: '{% $sum > 1 %}', Next: 'Done' }], Default: 'Done' },
      Done: { Type: 'Succeed', Output: { of: '{% $match("ab", /a(b)/).groups %}' } },
    },
  });
  const machine = { name: 'expressions', definition, roleArn: role };
  const { stateMachineArn } = (await make('states', 'CreateStateMachine', machine)) ?? {};
  if (stateMachineArn) await make('states', 'StartExecution', { stateMachineArn, input: '{"list":[1,2]}' });
}

/** Items that are executions of their own, which wait: a map run under way. */
async function layMapRun(make: Make): Promise<void> {
  const definition = JSON.stringify({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        Label: 'Each',
        ItemsPath: '$.list',
        ItemSelector: { 'item.$': '$$.Map.Item.Value' },
        ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { of: 'list' } },
        ToleratedFailurePercentage: 10,
        MaxConcurrency: 2,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Wait',
          States: { Wait: { Type: 'Wait', Seconds: 60, End: true } },
        },
        End: true,
      },
    },
  });
  const { stateMachineArn } =
    (await make('states', 'CreateStateMachine', { name: 'distributed', definition, roleArn: role })) ?? {};
  if (!stateMachineArn) return;
  const started = await make('states', 'StartExecution', { stateMachineArn, input: '{"list":[1,2,3]}' });
  const { mapRuns } =
    (await make('states', 'ListMapRuns', { executionArn: started?.executionArn, maxResults: 10 })) ?? {};
  const mapRunArn = mapRuns?.[0]?.mapRunArn;
  if (mapRunArn === undefined) return;
  await make('states', 'DescribeMapRun', { mapRunArn });
  await make('states', 'UpdateMapRun', { mapRunArn, maxConcurrency: 1, toleratedFailureCount: 1 });
  await make('states', 'ListExecutions', { mapRunArn, statusFilter: 'RUNNING' });
}

/** States by themselves, with and without a mock. */
async function layTests(make: Make): Promise<void> {
  const pass = { Type: 'Pass', Parameters: { 'a.$': '$.b' }, ResultPath: '$.c', Next: 'Then' };
  const input = '{"b":1}';
  await make('states', 'TestState', { definition: JSON.stringify(pass), input, inspectionLevel: 'DEBUG' });
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:ssm:getParameter',
    Parameters: { Name: '/none' },
    Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }],
    End: true,
  };
  await make('states', 'TestState', {
    definition: JSON.stringify(task),
    input,
    variables: '{"v":1}',
    context: '{"Execution":{"Id":"x"}}',
    inspectionLevel: 'TRACE',
    mock: { errorOutput: { error: 'Broken', cause: 'It broke' } },
    stateConfiguration: { retrierRetryCount: 1 },
  });
}
