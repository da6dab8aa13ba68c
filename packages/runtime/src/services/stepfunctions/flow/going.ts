import type { State } from '../language/definition.ts';
import { StateError, type Json } from '../language/json.ts';
import { requiredAt, withValueAt } from '../language/paths.ts';
import { filled } from '../language/templates.ts';
import { stateOf, type Thread } from './execution-state.ts';
import { scopeOf, type Run } from './run.ts';

/** AWS: quotas, "Maximum input or output size: 256 KiB". */
const bytesMax = 262_144;

/** The part of its input that a state takes. */
export const chosen = (run: Run, thread: Thread, { InputPath }: State): Json =>
  InputPath === null
    ? {}
    : requiredAt(InputPath ?? '$', thread.input, scopeOf(run, thread, thread.input).context);

export const outputOf = (thread: Thread, { OutputPath }: State, output: Json): Json =>
  OutputPath === null ? {} : requiredAt(OutputPath ?? '$', output, thread.input);

export const exited = (thread: Thread, output: Json) => ({
  stateExitedEventDetails: {
    name: thread.state,
    output: JSON.stringify(output),
    outputDetails: { truncated: false },
  },
});

/** A state has a result: what it makes of it is the next state's input. */
export function leave(run: Run, thread: Thread, result: Json): void {
  const state = stateOf(run.execution, thread);
  const { ResultSelector, ResultPath } = state;
  const scope = scopeOf(run, thread, result);
  const selected = ResultSelector === undefined ? result : filled(ResultSelector, scope);
  leaveWith(run, thread, state, resultPut(thread.input, ResultPath, selected));
}

export const resultPut = (input: Json, path: string | null | undefined, result: Json): Json =>
  path === null ? input : path === undefined ? result : withValueAt(path, input, result);

export function leaveWith(run: Run, thread: Thread, state: State, whole: Json): void {
  const output = outputOf(thread, state, whole);
  if (Buffer.byteLength(JSON.stringify(output)) > bytesMax)
    throw new StateError(
      'States.DataLimitExceeded',
      `The state/task '${thread.state}' returned a result with a size exceeding the maximum number of bytes ` +
        'service limit.',
    );
  const { Next, End = false } = state;
  go(run, run.log(thread, `${state.Type}StateExited`, exited(thread, output)), { output, Next, End });
}

interface Going {
  readonly output: Json;
  readonly Next?: string | undefined;
  readonly End?: boolean;
}

/** To the next state, or to the end. */
export function go(run: Run, thread: Thread, { output, Next }: Going): void {
  if (Next !== undefined) {
    run.keep({ ...thread, state: Next, input: output, blocked: undefined });
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
