import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { alreadyMember, instanceInState, notMember, sizesUnfit } from '../errors.ts';
import type { Activity, GroupFact, Member } from '../flow/group-state.ts';
import { activityAnswer } from '../group-answer.ts';
import { groupFlowId, groups, type AutoScalingGroup } from '../records.ts';
import { findGroup, stateOf } from './finding.ts';
import { membersIn } from './instances.ts';

type MoveAsked = Extract<GroupFact, { type: 'MoveAsked' }>;
type Move = Pick<MoveAsked['moves'][number], 'instanceId' | 'zone'>;

/** How a movement changes what a group is to have, and how it is told. AWS: its answers and notifications. */
interface Manner {
  readonly movement: MoveAsked['movement'];
  /** Of the desired capacity, for each instance. */
  readonly step: -1 | 0 | 1;
  readonly description: string;
  readonly status: Activity['status'];
  cause(instanceId: string): string;
  capacity(from: number, to: number): string;
}

/** Moves instances at once. What is wanted of the group changes in the same transaction. */
function move(call: Call, name: string, moves: readonly Move[], manner: Manner): Activity[] {
  const at = new Date(call.now).toISOString().slice(0, 19);
  const group = findGroup(call, name);
  const { desiredCapacity } = group;
  const activities = moves.map(({ instanceId }, index): Activity => {
    const from = desiredCapacity + manner.step * index;
    const change = manner.step === 0 ? '.' : manner.capacity(from, from + manner.step);
    return {
      id: call.ids.uuid(),
      cause: `At ${at}Z ${manner.cause(instanceId)}${change}`,
      description: `${manner.description}: ${instanceId}`,
      startTime: call.now,
      status: manner.status,
    };
  });
  const desired = desiredCapacity + manner.step * moves.length;
  groups.put(call.tx, call, name, { ...group, desiredCapacity: desired, changedBy: undefined });
  const fact: MoveAsked = {
    type: 'MoveAsked',
    movement: manner.movement,
    moves: moves.map((each, index) => ({ ...each, activity: activities[index]! })),
  };
  call.flows.tell(groupFlowId(call, name), fact);
  return activities;
}

/** Refuses to make a group larger or smaller than it may be. */
function assertSizes(group: AutoScalingGroup, change: number, purpose: string): void {
  const desired = group.desiredCapacity + change;
  if (desired > group.maxSize || desired < group.minSize) sizesUnfit(group, purpose, Math.abs(change));
}

/** Members of a group, in one of the states that they may be moved from. */
function membersOf(call: Call, group: AutoScalingGroup, ids: readonly string[], from: string[]): Member[] {
  const members = stateOf(call, group)?.members ?? [];
  const found = ids.map((id) => members.find((each) => each.instanceId === id) ?? notMember(id, group.name));
  for (const { instanceId, state } of found)
    if (!from.includes(state)) instanceInState(instanceId, state, from);
  return found;
}

const shrinking = (from: number, to: number): string => `, shrinking the capacity from ${from} to ${to}.`;
const increasing = (from: number, to: number): string => `, increasing the capacity from ${from} to ${to}.`;

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AttachInstances.html */
export const attachInstances: Handler<Given<sdk.AttachInstancesCommandInput>, object> = (
  { AutoScalingGroupName, InstanceIds = [] },
  call,
) => {
  const group = findGroup(call, AutoScalingGroupName);
  assertSizes(group, InstanceIds.length, 'attach');
  const known = membersIn(call).find(([, { instanceId }]) => InstanceIds.includes(instanceId));
  if (known) alreadyMember(known[1].instanceId, known[0].name);
  move(call, group.name, runningAmong(call, group, InstanceIds), {
    movement: 'attach',
    step: 1,
    description: 'Attaching an existing EC2 instance',
    status: 'InProgress',
    cause: () => 'an instance was added in response to user request',
    capacity: (_, to) => `. Keeping the capacity at the new ${to}.`,
  });
  return {};
};

interface Described {
  readonly Reservations: readonly {
    readonly Instances: readonly {
      readonly InstanceId: string;
      readonly State: { readonly Name: string };
      readonly Placement: { readonly AvailabilityZone: string };
    }[];
  }[];
}

/** AWS: instances that run, in a zone of the group's. */
function runningAmong(call: Call, { zones }: AutoScalingGroup, InstanceIds: readonly string[]): Move[] {
  const { Reservations } = call.forward<Described>('ec2', 'DescribeInstances', { InstanceIds });
  return Reservations.flatMap(({ Instances }) => Instances).map(({ InstanceId, State, Placement }) => {
    if (State.Name !== 'running') instanceInState(InstanceId, State.Name, ['running']);
    const zone = Placement.AvailabilityZone;
    if (!zones.includes(zone)) instanceInState(InstanceId, zone, zones);
    return { instanceId: InstanceId, zone };
  });
}

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DetachInstances.html */
export const detachInstances: Handler<
  Given<sdk.DetachInstancesCommandInput>,
  Answered<sdk.DetachInstancesCommandOutput>
> = ({ AutoScalingGroupName, InstanceIds = [], ShouldDecrementDesiredCapacity }, call) => {
  const group = findGroup(call, AutoScalingGroupName);
  const members = membersOf(call, group, InstanceIds, ['InService', 'Standby']);
  // Who is on standby does not count already.
  const serving = members.filter(({ state }) => state === 'InService');
  const resting = members.filter(({ state }) => state === 'Standby');
  const step = ShouldDecrementDesiredCapacity ? -1 : 0;
  assertSizes(group, step * serving.length, 'detach');
  const manner = {
    movement: 'detach' as const,
    description: 'Detaching EC2 instance',
    status: 'InProgress' as const,
    cause: (id: string) => `instance ${id} was detached in response to a user request`,
    capacity: shrinking,
  };
  const activities = [
    ...move(call, group.name, serving, { ...manner, step }),
    ...move(call, group.name, resting, { ...manner, step: 0 }),
  ];
  return { Activities: activities.map((each) => activityAnswer(group, each)) };
};

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_EnterStandby.html */
export const enterStandby: Handler<
  Given<sdk.EnterStandbyCommandInput>,
  Answered<sdk.EnterStandbyCommandOutput>
> = ({ AutoScalingGroupName, InstanceIds = [], ShouldDecrementDesiredCapacity }, call) => {
  const group = findGroup(call, AutoScalingGroupName);
  const members = membersOf(call, group, InstanceIds, ['InService']);
  const step = ShouldDecrementDesiredCapacity ? -1 : 0;
  assertSizes(group, step * members.length, 'place into standby');
  const manner: Manner = {
    movement: 'pause',
    step,
    description: 'Moving EC2 instance to Standby',
    status: 'InProgress',
    cause: (id) => `instance ${id} was moved to standby in response to a user request`,
    capacity: shrinking,
  };
  return { Activities: move(call, group.name, members, manner).map((each) => activityAnswer(group, each)) };
};

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_ExitStandby.html */
export const exitStandby: Handler<
  Given<sdk.ExitStandbyCommandInput>,
  Answered<sdk.ExitStandbyCommandOutput>
> = ({ AutoScalingGroupName, InstanceIds = [] }, call) => {
  const group = findGroup(call, AutoScalingGroupName);
  const members = membersOf(call, group, InstanceIds, ['Standby']);
  assertSizes(group, members.length, 'move out of standby');
  const manner: Manner = {
    movement: 'resume',
    step: 1,
    description: 'Moving EC2 instance out of Standby',
    status: 'PreInService',
    cause: (id) => `instance ${id} was moved out of standby in response to a user request`,
    capacity: increasing,
  };
  return { Activities: move(call, group.name, members, manner).map((each) => activityAnswer(group, each)) };
};
