import { never } from '../../../base/never.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { InstanceRan } from '../../../base/effects/instance.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import {
  commandFlowKind,
  countsOf,
  newInvocation,
  shareOf,
  type CommandFact,
  type CommandState,
  type FoundNode,
  type Invocation,
} from './command-state.ts';
import { happenings, notices } from './command-telling.ts';
import {
  cancel,
  goOn,
  keepOn,
  notRun,
  over,
  ran,
  reach,
  reached,
  type InvocationStep,
} from './invocation.ts';

interface Step {
  readonly state: CommandState;
  readonly effects?: Readonly<Record<string, Effect>> | undefined;
  readonly cancels?: readonly string[] | undefined;
}

/** A command, from when it is sent until it is over on all of its nodes. */
export const commandFlow: Flow<CommandState, CommandFact> = {
  kind: commandFlowKind,
  decide: (before, fact, now) => settled(before, advance(decide(before, fact, now)), now),
};

function decide(before: CommandState, fact: CommandFact | EngineFact, now: number): Step {
  switch (fact.type) {
    case 'Started':
      return before.isResolved ? { state: before } : { state: before, effects: { find: find(before) } };
    case 'CancelAsked':
      return cancelled(before, fact.instanceIds, now);
    case 'WakeTime':
      return late(before, now);
    case 'EffectSucceeded':
      return succeeded(without(before, fact.effect), fact.effect, fact.output, now);
    case 'EffectFailed':
      return failed(without(before, fact.effect), fact.effect, fact.reason, now);
    case 'FlowEnded':
      return { state: before };
    default:
      return never(fact);
  }
}

const find = ({ account, region, targets }: CommandState): Effect => ({
  type: 'aws.call',
  service: 'ssm',
  operation: 'FindNodes',
  input: { targets },
  as: servicePrincipal('ssm'),
  scope: { account, region },
});

const without = (state: CommandState, effect: string): CommandState => ({
  ...state,
  underWay: state.underWay.filter((name) => name !== effect),
});

const split = (effect: string): readonly [verb: string, instanceId: string] => {
  const [verb = '', instanceId = ''] = effect.split(' ');
  return [verb, instanceId];
};

function succeeded(state: CommandState, effect: string, output: any, now: number): Step {
  const [verb, instanceId] = split(effect);
  switch (verb) {
    case 'find': {
      const invocations = (output.nodes as readonly FoundNode[]).map(newInvocation);
      return { state: { ...state, isResolved: true, invocations } };
    }
    case 'reach': {
      const node = output.Reservations[0].Instances[0];
      if (node.State.Name === 'terminated') return failed(state, effect, 'it is gone', now);
      return ofNode(state, instanceId, (each) => reached(state, each, node, now));
    }
    case 'profile': {
      const role = output.InstanceProfile.Roles[0]?.Arn;
      return ofNode(state, instanceId, (each) => goOn(state, { ...each, role }, now));
    }
    case 'run':
      return ofNode(state, instanceId, (each) => ran(state, each, output as InstanceRan, now));
    case 'keep':
      return ofNode(state, instanceId, (each) => keepOn(state, each, now));
    default: // `interrupt`, `notify`
      return { state };
  }
}

function failed(state: CommandState, effect: string, reason: string, now: number): Step {
  const [verb, instanceId] = split(effect);
  switch (verb) {
    case 'reach':
      return ofNode(state, instanceId, (each) => over(each, 'Failed', 'Undeliverable'));
    case 'profile':
      return ofNode(state, instanceId, (each) => goOn(state, each, now));
    case 'run':
      return ofNode(state, instanceId, (each) => notRun(state, each, reason, now));
    // AWS: what cannot be written does not fail what was done.
    case 'keep':
      return ofNode(state, instanceId, (each) => keepOn(state, each, now));
    default:
      return { state };
  }
}

function ofNode(
  state: CommandState,
  instanceId: string,
  move: (invocation: Invocation) => InvocationStep,
): Step {
  const before = state.invocations.find((each) => each.instanceId === instanceId);
  if (!before || before.phase === 'over') return { state };
  return taken(state, move(before));
}

const taken = (state: CommandState, { invocation, effects, cancels }: InvocationStep): Step => ({
  state: {
    ...state,
    underWay: state.underWay.filter((name) => !cancels?.includes(name)),
    invocations: state.invocations.map((each) =>
      each.instanceId === invocation.instanceId ? invocation : each,
    ),
  },
  effects,
  cancels,
});

/** One move after the other. */
function each(
  state: CommandState,
  invocations: readonly Invocation[],
  move: (state: CommandState, invocation: Invocation) => InvocationStep,
): Step {
  return invocations.reduce<Step>(
    (step, invocation) => joined(step, taken(step.state, move(step.state, invocation))),
    {
      state,
    },
  );
}

const joined = (one: Step, other: Step): Step => ({
  state: other.state,
  effects: { ...one.effects, ...other.effects },
  cancels: [...(one.cancels ?? []), ...(other.cancels ?? [])],
});

const isOpen = ({ phase }: Invocation): boolean => phase !== 'over';

function cancelled(before: CommandState, ids: readonly string[], now: number): Step {
  const isMeant = ({ instanceId }: Invocation) => ids.length === 0 || ids.includes(instanceId);
  // Nobody is asked any more who it is for.
  const state = ids.length === 0 ? { ...before, isResolved: true } : before;
  const wanted = state.invocations.filter((invocation) => isOpen(invocation) && isMeant(invocation));
  const step = each(state, wanted, (now_, invocation) => cancel(now_, invocation, now));
  return before.isResolved ? step : joined({ state, cancels: ['find'] }, step);
}

/** AWS: a node that has not begun in the delivery time-out does not. */
function late(before: CommandState, now: number): Step {
  if (now < before.deliverBy) return { state: before };
  const waiting = before.invocations.filter(({ phase }) => phase === 'waiting' || phase === 'reaching');
  return each(before, waiting, (_, invocation) => ({
    ...over(invocation, 'TimedOut', 'DeliveryTimedOut'),
    cancels: [`reach ${invocation.instanceId}`],
  }));
}

/** Sends to as many nodes as may be at it; to none any more after too many errors. */
function advance(step: Step): Step {
  const { state } = step;
  const { targets, errors } = countsOf(state);
  const waiting = state.invocations.filter(({ phase }) => phase === 'waiting');
  if (errors > shareOf(state.maxErrors, targets))
    return joined(
      step,
      each(state, waiting, (_, invocation) => over(invocation, 'Cancelled', 'Terminated')),
    );
  const atIt = state.invocations.filter((invocation) => isOpen(invocation)).length - waiting.length;
  const room = Math.max(1, shareOf(state.maxConcurrency, targets)) - atIt;
  return joined(step, each(state, waiting.slice(0, Math.max(0, room)), reach));
}

function settled(before: CommandState, step: Step, now: number): Decision<CommandState> {
  const after: CommandState = { ...step.state, ...outcomeOf(step.state) };
  const effects = { ...step.effects, ...notices(before, after, now) };
  const cancels = step.cancels ?? [];
  const underWay = [
    ...new Set([...after.underWay.filter((name) => !cancels.includes(name)), ...Object.keys(effects)]),
  ];
  const isOver = after.isResolved && !after.invocations.some(isOpen);
  const isWaiting = after.invocations.some(({ phase }) => phase === 'waiting' || phase === 'reaching');
  return {
    state: { ...after, underWay },
    effects,
    cancels,
    events: happenings(before, after),
    wakeAt: isWaiting && now < after.deliverBy ? after.deliverBy : undefined,
    ended: isOver && underWay.length === 0,
  };
}

/** AWS: user guide, "Understanding command statuses", of a command; which of several it is, is unverified. */
function outcomeOf(state: CommandState): Pick<CommandState, 'status' | 'details'> {
  const { invocations, isResolved } = state;
  if (!isResolved || invocations.every(({ phase }) => phase === 'waiting')) {
    if (isResolved && invocations.length === 0) return { status: 'Success', details: 'NoInstancesInTag' };
    return { status: 'Pending', details: 'Pending' };
  }
  if (invocations.some(isOpen)) return { status: 'InProgress', details: 'InProgress' };
  if (invocations.some(({ details }) => details === 'Cancelled'))
    return { status: 'Cancelled', details: 'Cancelled' };
  const { targets, errors, undelivered } = countsOf(state);
  if (errors > shareOf(state.maxErrors, targets)) {
    const isLate = invocations.every(({ status }) => status !== 'Failed');
    return isLate
      ? { status: 'TimedOut', details: 'ExecutionTimedOut' }
      : { status: 'Failed', details: 'Failed' };
  }
  if (undelivered === targets) return { status: 'TimedOut', details: 'DeliveryTimedOut' };
  return undelivered > 0
    ? { status: 'Failed', details: 'Incomplete' }
    : { status: 'Success', details: 'Success' };
}
