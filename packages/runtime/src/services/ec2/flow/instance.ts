import { arnOf } from '../../../base/arn.ts';
import type { AwsEvent } from '../../../base/event.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { measuring, metered, type Meter } from './metering.ts';

export type InstanceStateName =
  'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

/** What becomes of an instance. What it is, its record says. */
export interface InstanceState extends Scope {
  readonly instanceId: string;
  readonly endpoint: string;
  readonly address: string;
  readonly userData?: string | undefined;
  readonly name: InstanceStateName;
  /** Which of its starts it is at. */
  readonly boot: number;
  readonly launchTime: number;
  /** It starts again when it has stopped. */
  readonly again?: boolean | undefined;
  /** AWS: StateTransitionReason and StateReason. */
  readonly reason?: string | undefined;
  readonly reasonCode?: string | undefined;
  readonly terminatedAt?: number | undefined;
  /** When it is started again, having ended by itself. */
  readonly restartAt?: number | undefined;
  /** What CloudWatch has its metrics by, and what was measured last. */
  readonly meter?: Meter | undefined;
}

export type InstanceFact =
  | { readonly type: 'StartAsked' | 'StopAsked' | 'RebootAsked' | 'TerminateAsked' }
  | { readonly type: 'UserDataGiven'; readonly userData: string };

export const instanceFlowKind = 'ec2.instance';

/** A server, from its first start to its end. */
export const instanceFlow: Flow<InstanceState, InstanceFact> = {
  kind: instanceFlowKind,
  decide(before, fact, now) {
    const decision = measuring(before, fact, now) ?? decide(before, fact, now);
    const state = metered(decision.state, now);
    const wakeAt = state.name === 'running' ? earliest(state.restartAt, state.meter?.dueAt) : undefined;
    return { ...decision, state, wakeAt, events: happenings(before, state, fact.type === 'Started') };
  },
};

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const first = Math.min(...times.map((time) => time ?? Infinity));
  return first === Infinity ? undefined : first;
}

/** How long one that has ended by itself waits before it is started again: it may do so at once. */
const againAfterMs = 1000;

function decide(
  before: InstanceState,
  fact: InstanceFact | EngineFact,
  now: number,
): Decision<InstanceState> {
  switch (fact.type) {
    case 'Started':
      return start(before);
    case 'WakeTime':
      return before.name === 'running' && before.restartAt !== undefined
        ? start({ ...before, restartAt: undefined, boot: before.boot + 1 })
        : { state: before };
    case 'StartAsked':
      if (before.name !== 'stopped') return { state: before };
      return start({
        ...before,
        name: 'pending',
        boot: before.boot + 1,
        launchTime: now,
        reason: undefined,
        reasonCode: undefined,
      });
    case 'StopAsked':
      return stop(before, 'stopping', now);
    case 'RebootAsked':
      return before.name === 'running' ? stop({ ...before, again: true }, 'running', now) : { state: before };
    case 'TerminateAsked':
      return stop(before, 'shutting-down', now);
    case 'UserDataGiven':
      return { state: { ...before, userData: fact.userData } };
    case 'EffectSucceeded':
      return succeeded(before, fact.effect, now);
    case 'EffectFailed':
      return failed(before, fact.effect, now, fact.reason);
    case 'FlowEnded':
      return { state: before };
    default:
      return never(fact);
  }
}

function start(state: InstanceState): Decision<InstanceState> {
  const { instanceId, boot, account, region, endpoint, address, userData } = state;
  const effect: Effect = {
    type: 'instance.start',
    instance: instanceId,
    boot,
    account,
    region,
    endpoint,
    address,
    ...(userData !== undefined && { userData }),
  };
  return { state, effects: { start: effect } };
}

const isOver = (name: InstanceStateName): boolean => name === 'shutting-down' || name === 'terminated';

function stop(before: InstanceState, name: InstanceStateName, now: number): Decision<InstanceState> {
  if (isOver(before.name) || (name === 'stopping' && ['stopping', 'stopped'].includes(before.name)))
    return { state: before };
  const remove = name === 'shutting-down';
  const { instanceId: instance, boot } = before;
  return {
    state: { ...before, name, ...(name !== 'running' && asked(now)) },
    effects: { stop: { type: 'instance.stop', instance, boot, remove } },
    cancels: ['start', 'watch'],
  };
}

/** AWS: as DescribeInstances tells it: "User initiated (2024-01-01 00:00:00 GMT)". */
const asked = (now: number) => ({
  reason: `User initiated (${new Date(now).toISOString().slice(0, 19).replace('T', ' ')} GMT)`,
  reasonCode: 'Client.UserInitiatedShutdown',
});

function succeeded(before: InstanceState, effect: string, now: number): Decision<InstanceState> {
  if (effect === 'start') {
    const state: InstanceState = { ...before, name: 'running' };
    const { instanceId: instance, boot } = state;
    return { state, effects: { watch: { type: 'instance.watch', instance, boot } } };
  }
  // It has ended by itself: a machine's agent is started again.
  if (effect === 'watch') return { state: { ...before, restartAt: now + againAfterMs } };
  if (before.name === 'shutting-down')
    return { state: { ...before, name: 'terminated', terminatedAt: now }, ended: true };
  if (before.again) return start({ ...before, again: undefined, boot: before.boot + 1 });
  return { state: { ...before, name: 'stopped' } };
}

function failed(before: InstanceState, effect: string, now: number, reason: string): Decision<InstanceState> {
  // It went with what supervised it.
  if (effect === 'watch') return start({ ...before, boot: before.boot + 1 });
  if (effect === 'stop') return succeeded(before, effect, now);
  return {
    state: {
      ...before,
      name: 'terminated',
      terminatedAt: now,
      reason,
      reasonCode: 'Server.InternalError',
    },
    ended: true,
  };
}

/** AWS: EC2 user guide, "Amazon EC2 instance state change events". */
function happenings(before: InstanceState, after: InstanceState, isFirst: boolean): AwsEvent[] {
  if (before.name === after.name && !isFirst) return [];
  const { account, region, instanceId, name } = after;
  const scope = { account, region };
  return [
    {
      ...scope,
      source: 'aws.ec2',
      detailType: 'EC2 Instance State-change Notification',
      resources: [arnOf('ec2', scope, `instance/${instanceId}`)],
      detail: { 'instance-id': instanceId, state: name },
    },
  ];
}
