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
