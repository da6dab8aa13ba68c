import type { TestStateInput } from '@aws-sdk/client-sfn';
import type { Given } from '../../base/given.ts';
import { validation } from './errors.ts';
import type { Thread } from './flow/execution-state.ts';
import { failState } from './flow/failing.ts';
import { leave } from './flow/going.ts';
import { numberIn } from './flow/querying.ts';
import type { Run } from './flow/run.ts';
import { effective, goOn } from './flow/states.ts';
import type { State } from './language/definition.ts';
import { isObject, parsedJson, StateError, type Json } from './language/json.ts';

/** What a state is said to come to. */
export type Mock = { readonly retries: number; readonly failedItems: number } & (
  { readonly result: Json } | { readonly failure: StateError }
);

/** AWS: as seen in the wild: the words of what a mock may not be. */
export function mockIn({ mock, stateConfiguration }: Given<TestStateInput>, state: State): Mock | undefined {
  if (!mock) return undefined;
  const { result: text, errorOutput } = mock;
  if (['Pass', 'Fail', 'Succeed', 'Wait', 'Choice'].includes(state.Type))
    validation(`State type '${state.Type}' is not supported when a mock is specified`);
  if (text !== undefined && errorOutput)
    validation('A test mock should have only one of the following fields: [result, errorOutput].');
  const retries = stateConfiguration?.retrierRetryCount ?? 0;
  const failedItems = stateConfiguration?.mapIterationFailureCount ?? 0;
  if (errorOutput) {
    const { error = '', cause = '' } = errorOutput;
    return { retries, failedItems, failure: new StateError(error, cause) };
  }
  const { value: result } = parsedJson(text ?? 'null') ?? validation('Mocked result must be valid JSON');
  checkResult(result, state);
  return { retries, failedItems, result };
}

function checkResult(result: Json, { Type, ResultWriter, Branches }: State): void {
  if (Type === 'Map' && ResultWriter && !isObject(result)) validation('Mocked result must be a JSON object.');
  if ((Type === 'Parallel' || (Type === 'Map' && !ResultWriter)) && !Array.isArray(result))
    validation('Mocked result must be an array.');
  if (Type === 'Parallel' && (result as readonly Json[]).length !== Branches!.length)
    validation('Mocked result must contain the same number of items as number of Parallel branches.');
}

/** A state has come to what it is said to. */
export function mocked(run: Run, before: Thread, state: State, mock: Mock): void {
  const retries = (state.Retry ?? []).map(() => mock.retries);
  const thread = run.keep({ ...before, retries, entered: run.eventCount });
  run.ready.length = 0;
  try {
    if (state.Type !== 'Map') effective(run, thread, state, '');
    const failure = failureOf(run, thread, state, mock);
    if (failure) failState(run, thread, failure);
    else leave(run, thread, (mock as { readonly result: Json }).result);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    failState(run, thread, error);
  }
  goOn(run);
}

/** AWS: as seen in the wild: only of a state that has a Retry or a Catch. */
function failureOf(run: Run, thread: Thread, state: State, mock: Mock): StateError | undefined {
  if ('failure' in mock) return mock.failure;
  if (state.Type !== 'Map' || !(state.Catch ?? state.Retry) || mock.failedItems === 0) return undefined;
  const tolerated = numberIn(run, thread, state, 'ToleratedFailureCount') ?? 0;
  return mock.failedItems > tolerated
    ? new StateError(
        'States.ExceedToleratedFailureThreshold',
        'The specified tolerated failure threshold was exceeded',
      )
    : undefined;
}
