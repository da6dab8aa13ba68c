import { never } from '../../../base/never.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { deploymentFlowKind, instanceFlowKind } from '../records.ts';
import { flowId } from '../../../dispatch/service.ts';
import { beginEvent, endEvent, failEvent, trafficMoved, trafficRefused } from './instance-events.ts';
import { instanceHappenings } from './instance-events-told.ts';
import { finish, halt, haltedAs, noted, serviceCall } from './instance-endings.ts';
import type { InstanceFact, InstanceState, Step } from './instance-state.ts';
import { instanceTriggered } from './instance-triggers.ts';

/** AWS: an event that no agent has begun in five minutes has failed; and one that takes more than an hour. */
const minuteMs = 60_000;
export const acknowledgedWithinMs = 5 * minuteMs;
const completedWithinMs = 60 * minuteMs;

/** One server of one deployment: what its agent is asked to do, one lifecycle event after the other. */
export const instanceFlow: Flow<InstanceState, InstanceFact> = {
  kind: instanceFlowKind,
  decide(before, fact, now) {
    return settled(before, decide(before, fact, now), now);
  },
};

function decide(before: InstanceState, fact: InstanceFact | EngineFact, now: number): Step {
  switch (fact.type) {
    case 'Started': {
      const state: InstanceState = { ...before, updatedAt: now };
      return both({ state, effects: instanceTriggered(state, 'InstanceStart') }, goOn(state, now));
    }
    case 'LegAsked': {
      const state = { ...before, leg: fact.leg, isLast: fact.isLast, status: 'InProgress' as const };
      return goOn(state, now);
    }
    case 'CommandAcknowledged': {
      if (before.command?.id !== fact.commandId) return { state: before };
      const command = { ...before.command, acknowledged: true };
      return { state: { ...before, command, until: now + completedWithinMs } };
    }
    case 'CommandCompleted':
      return completed(before, fact, now);
    case 'Halted':
      return halt(before);
    case 'WakeTime':
      return woken(before, now);
    case 'EffectSucceeded':
      return outcome(withoutEffect(before, fact.effect), fact.effect, now);
    case 'EffectFailed':
      return refused(withoutEffect(before, fact.effect), fact, now);
    case 'FlowEnded':
      return { state: before };
    default:
      return never(fact);
  }
}

const both = (one: Step, other: Step): Step => ({
  state: other.state,
  effects: { ...one.effects, ...other.effects },
});

const withoutEffect = (state: InstanceState, effect: string): InstanceState => ({
  ...state,
  underWay: state.underWay.filter((name) => name !== effect),
});

/** The next event of the leg, or its end. */
function goOn(state: InstanceState, now: number): Step {
  if (state.halted) return finish(state, haltedAs(state));
  const next = state.leg.find((name) =>
    state.events.some((each) => each.name === name && isOpen(each.status)),
  );
  if (next !== undefined) return beginEvent(state, next, { now, acknowledgedWithinMs });
  return state.isLast ? finish(state, 'Succeeded') : ready(state);
}

const isOpen = (status: string): boolean => status === 'Pending';

/** AWS: a replacement server that waits for traffic is Ready. */
function ready(before: InstanceState): Step {
  const state: InstanceState = { ...before, status: 'Ready', leg: [] };
  return { state, effects: instanceTriggered(state, 'InstanceReady') };
}

function completed(
  before: InstanceState,
  { commandId, succeeded, diagnostics }: Extract<InstanceFact, { type: 'CommandCompleted' }>,
  now: number,
): Step {
  if (before.command?.id !== commandId) return { state: before };
  const { event } = before.command;
  const state = { ...before, command: undefined, until: undefined };
  if (!succeeded) return failed(state, event, diagnostics, now);
  return goOn(endEvent(state, event, diagnostics, now), now);
}

function failed(
  before: InstanceState,
  event: string,
  diagnostics: InstanceState['events'][number]['diagnostics'],
  now: number,
): Step {
  const { state, goesOn } = failEvent(before, event, diagnostics, now);
  return goesOn ? goOn(state, now) : finish(state, 'Failed');
}

/** AWS: what the console says where an agent does not answer; the other sentence is unverified. */
const notReceived =
  'CodeDeploy agent was not able to receive the lifecycle event. Check the CodeDeploy agent logs on your host and ' +
  'make sure the agent is running and can connect to the CodeDeploy server.';
const notEnded = 'The lifecycle event did not end within 3600 seconds.';

function woken(before: InstanceState, now: number): Step {
  const { command } = before;
  if (!command) return trafficRefused({ ...before, until: undefined }, now, trafficTimedOut, finish);
  const { id, event, acknowledged } = command;
  const diagnostics = {
    errorCode: acknowledged ? ('ScriptTimedOut' as const) : ('UnknownError' as const),
    scriptName: '',
    message: acknowledged ? notEnded : notReceived,
    logTail: '',
  };
  const step = failed({ ...before, command: undefined, until: undefined }, event, diagnostics, now);
  const drop = serviceCall(before, 'DropHostCommand', { instanceId: before.instanceId, commandId: id });
  return both({ state: before, effects: { [`drop ${event}`]: drop } }, step);
}

const trafficTimedOut = 'The instance did not become healthy, or did not drain, within an hour.';

function outcome(state: InstanceState, effect: string, now: number): Step {
  const [verb] = effect.split(' ');
  switch (verb) {
    case 'move':
    case 'await': {
      if (state.ending !== undefined) return { state };
      const moved = trafficMoved(state, effect, now);
      return moved.done ? goOn(moved.state, now) : { state: moved.state, effects: moved.effects };
    }
    case 'note':
      return noted(state);
    default: // `post`, `drop`, `trigger`
      return { state };
  }
}

function refused(
  state: InstanceState,
  { effect, reason }: { readonly effect: string; readonly reason: string },
  now: number,
): Step {
  const [verb] = effect.split(' ');
  if (verb === 'move' || verb === 'await') return trafficRefused(state, now, reason, finish);
  return verb === 'note' ? noted(state) : { state };
}

function settled(
  before: InstanceState,
  { state: after, effects = {} }: Step,
  now: number,
): Decision<InstanceState> {
  const underWay = [...new Set([...after.underWay, ...Object.keys(effects)])];
  const state = { ...after, underWay, updatedAt: after.status === before.status ? after.updatedAt : now };
  const isOver = state.status !== 'InProgress' && state.status !== 'Ready';
  return {
    state,
    effects,
    tells: told(before, state),
    events: instanceHappenings(before, state),
    wakeAt: state.until,
    ended: isOver && underWay.length === 0,
  };
}

/** The deployment hears that a leg has ended when that is written down. */
function told(before: InstanceState, state: InstanceState) {
  if (before.status === state.status || state.status === 'InProgress') return [];
  const { deploymentId, instanceId } = state;
  const status = state.status === 'Ready' ? ('Succeeded' as const) : state.status;
  const fact = { type: 'LegEnded', instanceId, status } as const;
  return [{ flow: flowId(deploymentFlowKind, state, deploymentId), fact }];
}
