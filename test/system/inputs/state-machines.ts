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
}
