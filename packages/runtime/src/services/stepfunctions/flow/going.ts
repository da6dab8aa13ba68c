import type { Leaving, State } from '../language/definition.ts';
import { isObject, StateError, type Json, type JsonObject } from '../language/json.ts';
import { requiredAt, withValueAt } from '../language/paths.ts';
import { filled } from '../language/templates.ts';
import { stateOf, type Thread } from './execution-state.ts';
import { assignedTo, isJsonata, left, type Told } from './querying.ts';
import { scopeOf, type Run } from './run.ts';

/** AWS: quotas, "Maximum input or output size: 256 KiB". */
const bytesMax = 262_144;

/** The part of its input that a state takes. */
export const chosen = (run: Run, thread: Thread, { InputPath }: State): Json =>
  InputPath === null ? {} : requiredAt(InputPath ?? '$', scopeOf(run, thread, thread.input));

export const outputOf = (run: Run, thread: Thread, { OutputPath }: State, output: Json): Json =>
  OutputPath === null ? {} : requiredAt(OutputPath ?? '$', scopeOf(run, thread, output));

export const exited = (thread: Thread, output: Json, assigned: JsonObject = {}) => ({
  stateExitedEventDetails: {
    name: thread.state,
    output: JSON.stringify(output),
    outputDetails: { truncated: false },
    ...(Object.keys(assigned).length > 0 && {
      // AWS: API reference, StateExitedEventDetails: a map of texts of JSON.
      assignedVariables: Object.fromEntries(
        Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]),
      ),
      assignedVariablesDetails: { truncated: false },
    }),
  },
});

/** A state has a result: what it makes of it is the next state's input. */
export function leave(run: Run, thread: Thread, result: Json): void {
  const state = stateOf(run.execution, thread);
  if (isJsonata(state)) return leaveBy(run, thread, state, { result });
  const { ResultSelector, ResultPath } = state;
  const scope = scopeOf(run, thread, result);
  const selected = ResultSelector === undefined ? result : filled(ResultSelector, scope);
  leaveWith(run, thread, { state, whole: resultPut(thread.input, ResultPath, selected), about: result });
}

export const resultPut = (input: Json, path: string | null | undefined, result: Json): Json =>
  path === null ? input : path === undefined ? result : withValueAt(path, input, result);

/** A state that only lets its input through. */
export function letThrough(run: Run, thread: Thread): void {
  const state = stateOf(run.execution, thread);
  if (isJsonata(state)) return leaveBy(run, thread, state, {});
  const whole = chosen(run, thread, state);
  leaveWith(run, thread, { state, whole, about: whole });
}

interface Left {
  readonly state: State;
  /** Of which the OutputPath takes a part. */
  readonly whole: Json;
  /** What `$` is for what is assigned. */
  readonly about: Json;
}

function leaveWith(run: Run, thread: Thread, { state, whole, about }: Left): void {
  const output = outputOf(run, thread, state, whole);
  const { assigned, thread: after } = assignedBy(run, thread, state.Assign, about);
  exit(run, after, { output, assigned, Next: state.Next });
}

/** Variables of a state whose language is JSONPath. AWS: `$` is the result, where there is one. */
export function assignedBy(
  run: Run,
  thread: Thread,
  Assign: Json | undefined,
  about: Json,
): { readonly thread: Thread; readonly assigned: JsonObject } {
  const assigned = Assign === undefined ? {} : filled(Assign, scopeOf(run, thread, about));
  return isObject(assigned) ? assignedTo(thread, assigned) : { thread, assigned: {} };
}

/** Leaves a state whose language is JSONata, by what it says, or what the choice or catcher does that it goes by. */
export function leaveBy(
  run: Run,
  thread: Thread,
  leaving: Leaving & { readonly Next?: string },
  told: Told,
): void {
  const { Next } = leaving;
  const { output, assigned, thread: after } = left(run, thread, leaving, told);
  exit(run, after, { output, assigned, Next });
}

/** Its Output is the next state's input, or the end. */
export function exit(run: Run, thread: Thread, { output, assigned, Next }: Going): void {
  if (Buffer.byteLength(JSON.stringify(output)) > bytesMax)
    throw new StateError(
      'States.DataLimitExceeded',
      `The state/task '${thread.state}' returned a result with a size exceeding the maximum number of bytes ` +
        'service limit.',
    );
  const { Type } = stateOf(run.execution, thread);
  const details = exited(thread, output, assigned);
  go(run, run.log(thread, `${Type}StateExited`, details), { output, Next });
}

interface Going {
  readonly output: Json;
  readonly assigned?: JsonObject;
  readonly Next?: string | undefined;
}

/** To the next state, or to the end. */
function go(run: Run, thread: Thread, { output, Next }: Going): void {
  if (Next !== undefined) {
    run.keep({ ...thread, state: Next, input: output, blocked: undefined, entered: undefined });
    run.ready.push({ thread: thread.id });
    return;
  }
  if (thread.parent) {
    run.drop([thread.id]);
    run.ready.push({ child: thread, output });
    return;
  }
  run.event('ExecutionSucceeded', thread.previous, {
    executionSucceededEventDetails: { output: JSON.stringify(output), outputDetails: { truncated: false } },
  });
  run.execution = { ...run.execution, status: 'SUCCEEDED', output, stopDate: run.now, threads: {} };
}
