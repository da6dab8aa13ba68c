import { instantOf } from '../../../base/instant.ts';
import { holds } from '../language/choice.ts';
import { isDistributed, itemMachine, type State } from '../language/definition.ts';
import { StateError, type Json } from '../language/json.ts';
import { typedIn } from '../language/jsonata.ts';
import { evaluated, filled } from '../language/templates.ts';
import { rootThread, stateOf, withOutput, type Inside, type Thread } from './execution-state.ts';
import { beginMapRun } from './distributing.ts';
import { failExecution, failState, failThread } from './failing.ts';
import { entryAt } from './former-shapes.ts';
import { assignedBy, chosen, exit, leave, leaveBy, letThrough, outputOf } from './going.ts';
import { aroundOf, itemsGiven, selected, selectorOf } from './items.ts';
import { argued, isJsonata, knownTo, numberIn, numberOf } from './querying.ts';
import { scopeOf, type Run } from './run.ts';
import { beginTask } from './tasks.ts';

/** AWS: quotas, "Maximum execution history size: 25,000 events". */
const eventsMax = 25_000;

/** Takes threads as far as they go. */
export function goOn(run: Run): void {
  for (let next = run.ready.shift(); next && !run.isOver; next = run.ready.shift()) {
    const thread = 'thread' in next ? run.thread(next.thread) : undefined;
    if (run.eventCount >= eventsMax)
      failExecution(
        run,
        'States.Runtime',
        'The execution reached the maximum number of history events (25000).',
      );
    else if ('child' in next) childEnded(run, next.child, next.output);
    else if (thread) enter(run, thread);
  }
}

function enter(run: Run, thread: Thread): void {
  const { Type } = stateOf(run.execution, thread);
  const entered = { ...thread, enteredAt: run.now, retries: [] };
  const details = {
    name: thread.state,
    input: JSON.stringify(thread.input),
    inputDetails: { truncated: false },
  };
  const logged = run.log(entered, `${Type}StateEntered`, { stateEnteredEventDetails: details });
  perform(run, run.keep({ ...logged, entered: logged.previous }));
}

/** Does what a state is there for, once more where it is tried again. */
export function perform(run: Run, thread: Thread): void {
  const state = stateOf(run.execution, thread);
  try {
    performed(run, run.keep({ ...thread, blocked: undefined }), state);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    failState(run, run.thread(thread.id)!, error);
  }
}

function performed(run: Run, thread: Thread, state: State): void {
  switch (state.Type) {
    case 'Pass':
      return isJsonata(state)
        ? letThrough(run, thread)
        : leave(run, thread, state.Result ?? effective(run, thread, state));
    case 'Succeed':
      return letThrough(run, thread);
    case 'Fail':
      return failThread(run, thread, failureOf(run, thread, state));
    case 'Choice':
      return choose(run, thread, state);
    case 'Wait':
      return void run.keep({
        ...thread,
        blocked: { on: 'time', at: waitUntil(run, thread, state), goingTo: 'exit' },
      });
    case 'Task':
      return beginTask(run, thread, state, (token) => effective(run, thread, state, token));
    case 'Parallel':
      return fork(run, thread, state);
    case 'Map':
      return isDistributed(state) ? beginMapRun(run, thread, state) : beginItems(run, thread, state);
  }
}

/** What a state works with: the part it takes, or what its Parameters make of that. */
export function effective(run: Run, thread: Thread, state: State, token?: string): Json {
  if (isJsonata(state)) return argued(run, thread, state, token);
  const input = chosen(run, thread, state);
  return state.Parameters === undefined
    ? input
    : filled(state.Parameters, scopeOf(run, thread, input, token));
}

function failureOf(run: Run, thread: Thread, state: State): StateError {
  const { Error, ErrorPath, Cause, CausePath } = state;
  if (isJsonata(state)) {
    const known = knownTo(run, thread);
    const text = (field: string, value = '') => typedIn('string', value, field, known);
    return new StateError(text('Error', Error), text('Cause', Cause));
  }
  const scope = scopeOf(run, thread, thread.input);
  const text = (value: string | undefined, path: string | undefined) =>
    path === undefined ? (value ?? '') : String(evaluated(path, scope));
  return new StateError(text(Error, ErrorPath), text(Cause, CausePath));
}

function choose(run: Run, thread: Thread, state: State): void {
  if (isJsonata(state)) return chooseByCondition(run, thread, state);
  const input = chosen(run, thread, state);
  const scope = scopeOf(run, thread, input);
  const rule = state.Choices!.find((each) => holds(each, scope));
  const Next = rule?.Next ?? state.Default;
  if (Next === undefined) throw noChoice(thread);
  const { assigned, thread: after } = assignedBy(run, thread, (rule ?? state).Assign, input);
  exit(run, after, { output: outputOf(run, thread, state, input), assigned, Next });
}

// AWS: as seen in the wild.
const noChoice = ({ state }: Thread): StateError =>
  new StateError(
    'States.NoChoiceMatched',
    `An error occurred while executing the state '${state}': no choice matched and there is no Default`,
  );

/** A choice leaves by its own Output and Assign, the default by the state's. */
function chooseByCondition(run: Run, thread: Thread, state: State): void {
  const known = knownTo(run, thread);
  const rule = state.Choices!.find(({ Condition }, index) =>
    typedIn('boolean', Condition!, `Choices[${index}]/Condition`, known),
  );
  if (rule) return leaveBy(run, thread, rule, {});
  if (state.Default === undefined) throw noChoice(thread);
  leaveBy(run, thread, { ...state, Next: state.Default }, {});
}

/** What a Wait state says: seconds, or a time. */
function waitingOf(run: Run, thread: Thread, state: State): { seconds?: unknown; timestamp?: unknown } {
  const { Seconds, SecondsPath, Timestamp, TimestampPath } = state;
  if (isJsonata(state)) {
    if (Timestamp === undefined) return { seconds: numberOf(run, thread, 'Seconds', Seconds) };
    return { timestamp: typedIn('string', Timestamp, 'Timestamp', knownTo(run, thread)) };
  }
  const scope = scopeOf(run, thread, chosen(run, thread, state));
  return {
    seconds: SecondsPath === undefined ? Seconds : evaluated(SecondsPath, scope),
    timestamp: TimestampPath === undefined ? Timestamp : evaluated(TimestampPath, scope),
  };
}

function waitUntil(run: Run, thread: Thread, state: State): number {
  const { seconds, timestamp } = waitingOf(run, thread, state);
  const at = timestamp === undefined ? run.now + Number(seconds) * 1000 : instantOf(String(timestamp));
  if (Number.isNaN(at))
    throw new StateError(
      'States.Runtime',
      `The state '${thread.state}' cannot wait for ${JSON.stringify(seconds ?? timestamp)}`,
    );
  return at;
}

/** A Wait state's time has come. */
export function waited(run: Run, thread: Thread): void {
  const gone = run.keep({ ...thread, blocked: undefined });
  try {
    letThrough(run, gone);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    failState(run, gone, error);
  }
}

/** Begins a thread of its own for a branch or an item. */
function begin(
  run: Run,
  parent: Thread,
  index: number,
  inside: Inside,
  input: Json,
  item?: Thread['item'],
): Thread {
  const state = stateOf(run.execution, parent);
  const { StartAt } = inside.branch === undefined ? itemMachine(state) : state.Branches![inside.branch]!;
  const id = `${parent.id}.${parent.previous}-${index}`;
  run.ready.push({ thread: id });
  return run.keep({
    id,
    within: [...parent.within, inside],
    parent: { thread: parent.id, index },
    ...((item ?? parent.item) && { item: (item ?? parent.item)! }),
    ...(parent.variables && { variables: parent.variables }),
    state: StartAt,
    input,
    enteredAt: run.now,
    retries: [],
    tasks: 0,
    previous: parent.previous,
  });
}

function fork(run: Run, thread: Thread, state: State): void {
  const input = effective(run, thread, state);
  const count = state.Branches!.length;
  const started = run.log(thread, 'ParallelStateStarted');
  const parent = run.keep({ ...started, blocked: { on: 'children', outputs: {}, count, begun: count } });
  for (let branch = 0; branch < count; branch++)
    begin(run, parent, branch, { state: thread.state, branch }, input);
}

function beginItems(run: Run, thread: Thread, state: State): void {
  const found = itemsGiven(run, thread, state);
  const most = numberIn(run, thread, state, 'MaxConcurrency') ?? 0;
  const started = run.log(thread, 'MapStateStarted', {
    mapStateStartedEventDetails: { length: found.length },
  });
  const around = aroundOf(run, started, state);
  const items = found.map((each, index) => {
    const item = { ...each, index };
    return { input: selected(item, selectorOf(state), around), item };
  });
  const blocked = { on: 'children', outputs: {}, count: items.length, items, most, begun: 0 } as const;
  nextItems(run, run.keep({ ...started, blocked }));
}

/** As many items are under way as may be. */
function nextItems(run: Run, thread: Thread): void {
  const { blocked } = thread;
  if (blocked?.on !== 'children' || !blocked.items) return;
  const { items, outputs, count } = blocked;
  const { most = 0 } = blocked;
  const running = blocked.begun - Object.keys(outputs).length;
  const room = most === 0 ? count : most - running;
  const until = Math.min(count, blocked.begun + room);
  if (count === 0) return joined(run, thread, []);
  const parent = run.keep({ ...thread, blocked: { ...blocked, begun: until } });
  for (let index = blocked.begun; index < until; index++) {
    const previous = run.event('MapIterationStarted', parent.previous, {
      mapIterationStartedEventDetails: { name: thread.state, index },
    });
    const { input, item } = entryAt(items, index);
    const begun = begin(run, parent, index, { state: thread.state }, input, item);
    run.keep({ ...begun, previous });
  }
}

function childEnded(run: Run, child: Thread, output: Json): void {
  const told = withOutput(run.thread(child.parent!.thread), child, output);
  // Its parent may have failed meanwhile.
  if (!told) return;
  const after = run.keep(told.parent);
  const { items, outputs, count } = told.blocked;
  if (items)
    run.event('MapIterationSucceeded', child.previous, {
      mapIterationSucceededEventDetails: { name: after.state, index: child.parent!.index },
    });
  if (Object.keys(outputs).length < count) return nextItems(run, after);
  joined(
    run,
    after,
    Array.from({ length: count }, (_, at) => outputs[at]!),
  );
}

function joined(run: Run, thread: Thread, results: readonly Json[]): void {
  const { Type } = stateOf(run.execution, thread);
  const over = run.log({ ...thread, blocked: undefined }, `${Type}StateSucceeded`);
  try {
    leave(run, over, results);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    failState(run, over, error);
  }
}

/** The machine begins. */
export function begun(run: Run): void {
  const { input, roleArn, machine } = run.execution;
  run.event('ExecutionStarted', 0, {
    executionStartedEventDetails: {
      input: JSON.stringify(input),
      inputDetails: { truncated: false },
      roleArn,
    },
  });
  const thread = {
    id: rootThread,
    within: [],
    state: machine.StartAt,
    input,
    enteredAt: run.now,
    retries: [],
    tasks: 0,
    // AWS: as seen in the wild.
    previous: 0,
  };
  run.keep(thread);
  run.ready.push({ thread: thread.id });
}
