import { derivedUuid } from '../../../base/ids.ts';
import { never } from '../../../base/never.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { findTarget, policiesOf } from '../records.ts';
import { looked, type Verdict } from './judging.ts';
import { describeService, describeAlarms, fulfilment, setDesiredCount } from './resource.ts';
import {
  withActivity,
  type Activity,
  type Change,
  type Known,
  type Reason,
  type TargetFact,
  type TargetState,
} from './target-state.ts';

type TargetDecision = Decision<TargetState>;

/**
 * A scalable target: asked whether its capacity is right it looks, and changes it. One question at a time: alarms ask
 * again every minute.
 */
export const targetFlow: Flow<TargetState, TargetFact, Known> = {
  kind: 'application-autoscaling.target',
  prefetch: (tx, state) => ({
    target: findTarget(tx, state, state.key),
    policies: policiesOf(tx, state, state.key),
  }),
  decide(state, fact, now, known) {
    if (!known.target) return { state, ended: true, forgotten: true };
    return next(decide(state, fact, now, known));
  },
};

function decide(
  state: TargetState,
  fact: TargetFact | EngineFact,
  now: number,
  known: Known,
): TargetDecision {
  switch (fact.type) {
    case 'Started':
    case 'FlowEnded':
      return { state };
    case 'CapacityQuestioned':
      return { state: { ...state, next: urgent(state.next, fact.reason) } };
    case 'ActionTriggered':
      return { state: { ...bound(state, fact, now), next: { kind: 'bounds' } } };
    case 'WakeTime':
      return { state: settled(state, 'Unfulfilled', now), cancels: ['fulfil'] };
    case 'EffectSucceeded':
      return succeeded(state, fact, now, known);
    case 'EffectFailed':
      return failed(state, fact.effect, `${fact.code}: ${fact.reason}`, now);
    default:
      return never(fact);
  }
}

/** Bounds are looked at in any case; of alarms the first, as the others ask again. */
const urgent = (waiting: Reason | undefined, reason: Reason): Reason =>
  waiting && (waiting.kind === 'bounds' || reason.kind === 'alarm') ? waiting : reason;

/** Looks into what is to be looked into, when nothing else is. */
function next(decision: TargetDecision): TargetDecision {
  const { state } = decision;
  if (!state.next || state.looking || decision.effects?.['scale']) return waiting(decision);
  const { next: reason, ...rest } = state;
  const effects = { ...decision.effects, look: describeService(state) };
  return waiting({ ...decision, state: { ...rest, looking: { reason: reason! } }, effects });
}

/** AWS: unverified how long a change is waited for. */
const fulfilledMs = 3_600_000;

function waiting(decision: TargetDecision): TargetDecision {
  const { changing, activities } = decision.state;
  const started = activities.find(({ id }) => id === changing?.activity)?.startTime;
  return { ...decision, ...(started !== undefined && { wakeAt: started + fulfilledMs }) };
}

function succeeded(
  state: TargetState,
  { effect, output }: { readonly effect: string; readonly output: any },
  now: number,
  known: Known,
): TargetDecision {
  switch (effect) {
    case 'look':
    case 'peers':
      return judged(state, looked(state, known, { effect, output, now }), now);
    case 'scale':
      return { state: progressing(state), effects: { fulfil: fulfilment(state) } };
    default: // `fulfil`
      return { state: settled(state, 'Successful', now) };
  }
}

function failed(state: TargetState, effect: string, why: string, now: number): TargetDecision {
  if (effect === 'scale' || effect === 'fulfil') return { state: settled(state, 'Failed', now, why) };
  const { looking: _, ...rest } = state;
  return { state: rest };
}

function judged(before: TargetState, verdict: Verdict, now: number): TargetDecision {
  if (verdict.ask === 'peers') {
    const looking = { ...before.looking!, current: verdict.current, deploying: verdict.deploying };
    return { state: { ...before, looking }, effects: { peers: describeAlarms(before, verdict.alarms) } };
  }
  const { looking: _, ...state } = before;
  if (verdict.ask === 'nothing')
    return { state: verdict.notScaled ? told(state, verdict.notScaled, now) : state };
  return changed(state, verdict, now);
}

const idOf = (state: TargetState): string =>
  derivedUuid(state.account, state.region, JSON.stringify(state.key), state.count);

function changed(
  before: TargetState,
  { change, cause, cooldowns }: Extract<Verdict, { ask: 'change' }>,
  now: number,
): TargetDecision {
  const state = settled(before, 'Overridden', now);
  const id = idOf(state);
  const activity: Activity = {
    id,
    description: `Setting desired count to ${change.to}.`,
    cause,
    startTime: now,
    status: 'Pending',
  };
  const changing: Change = { ...change, activity: id };
  const after = { ...state, ...cooldowns, count: state.count + 1, changing };
  return {
    state: withActivity(after, activity),
    effects: { scale: setDesiredCount(state, change.to) },
    cancels: ['fulfil'],
  };
}

// AWS: in the user guide's examples.
function bound(
  state: TargetState,
  { name, minCapacity, maxCapacity }: Extract<TargetFact, { type: 'ActionTriggered' }>,
  now: number,
): TargetState {
  const what = `min capacity to ${minCapacity} and max capacity to ${maxCapacity}`;
  const activity: Activity = {
    id: idOf(state),
    description: `Setting ${what}`,
    cause: `scheduled action name ${name} was triggered`,
    startTime: now,
    endTime: now,
    status: 'Successful',
    message: `Successfully set ${what}`,
  };
  return withActivity({ ...state, count: state.count + 1 }, activity);
}

/** What was not done is told of, too, if somebody asks for it. */
function told(
  state: TargetState,
  notScaled: Pick<Activity, 'cause' | 'notScaled'>,
  now: number,
): TargetState {
  const [last] = state.activities;
  const same =
    last?.notScaled && last.cause === notScaled.cause && last.notScaled.Code === notScaled.notScaled!.Code;
  if (same) return state;
  const activity: Activity = {
    ...notScaled,
    id: idOf(state),
    description: 'Attempting to scale due to alarm triggered',
    startTime: now,
    endTime: now,
    status: 'Failed',
    message: 'No scaling activity is initiated',
  };
  return withActivity({ ...state, count: state.count + 1 }, activity);
}

function progressing(state: TargetState): TargetState {
  return withStatus(state, {
    status: 'InProgress',
    message: `Successfully set desired count to ${state.changing!.to}. Waiting for change to be fulfilled by ecs.`,
  });
}

// AWS: API_ScalingActivity and the user guide's examples have these sentences; of those that fail, unverified.
function settled(
  state: TargetState,
  status: 'Successful' | 'Failed' | 'Overridden' | 'Unfulfilled',
  now: number,
  why?: string,
): TargetState {
  if (!state.changing) return state;
  const { changing, ...rest } = withStatus(state, {
    status,
    endTime: now,
    message: messageOf(state.changing.to, status, why),
  });
  void changing;
  return rest;
}

function messageOf(to: number, status: string, why: string | undefined): string {
  if (status === 'Failed') return `Failed to set desired count to ${to}. Reason: ${why}`;
  const set = `Successfully set desired count to ${to}.`;
  if (status === 'Successful') return `${set} Change successfully fulfilled by ecs.`;
  return status === 'Overridden'
    ? `${set} Change was overridden.`
    : `${set} Change was not fulfilled by ecs.`;
}

function withStatus(state: TargetState, change: Partial<Activity>): TargetState {
  const activity = state.activities.find(({ id }) => id === state.changing?.activity);
  if (!activity) return state;
  const activities = state.activities.map((each) => (each === activity ? { ...each, ...change } : each));
  return { ...state, activities };
}
