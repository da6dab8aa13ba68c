import { derivedUuid } from '../../../base/ids.ts';
import {
  memberOf,
  serviceCall,
  serviceWait,
  withActivity,
  withMember,
  type Activity,
  type GroupState,
  type Known,
  type Step,
} from './group-state.ts';
import { isSuspended } from '../processes.ts';
import { launchNow } from './refresh-state.ts';
import type { Launch } from '../records.ts';
import { launchCause } from './causes.ts';
import { graceOf, watch } from './health.ts';
import { waitForHook } from './hooks.ts';
import { rest } from './resting.ts';

/** A launch is known by its number, and by the launch configuration that it follows, if it does. */
const launchName = (number: number, configuration: string | undefined): string =>
  configuration === undefined ? `launch ${number}` : `launch ${number} ${configuration}`;

/** Asks for one more instance. */
export function launch(before: GroupState, known: Known, now: number): Step {
  const { state, effects, effect } = asked(before, known, { cause: launchCause(known, now), now });
  return { state: { ...state, launching: [...state.launching, effect] }, effects };
}

/** A launch, by its number, for the group or for its pool. */
export function asked(
  before: GroupState,
  known: Known,
  { cause, now }: { readonly cause: string; readonly now: number },
): Step & { readonly effect: string } {
  const number = before.launches + 1;
  const effect = launchName(number, launchNow(before, known.group!).LaunchConfigurationName);
  const id = derivedUuid('activity', before.account, before.region, before.name, number);
  const activity: Activity = {
    id,
    cause,
    description: 'Launching a new EC2 instance',
    startTime: now,
    status: 'InProgress',
  };
  const state = withActivity({ ...before, launches: number }, activity);
  return {
    state,
    effect,
    effects: { [effect]: serviceCall(before, 'ec2', 'RunInstances', requestOf(before, known, number)) },
  };
}

function requestOf(state: GroupState, { group, configuration }: Known, number: number): object {
  const { subnets, zones, tags, settings } = group!;
  const what = launchNow(state, group!);
  const SubnetId = subnets[(number - 1) % Math.max(1, subnets.length)];
  const AvailabilityZone = zones[(number - 1) % Math.max(1, zones.length)];
  const Tags = [
    ...tags.filter(({ PropagateAtLaunch }) => PropagateAtLaunch).map(({ Key, Value }) => ({ Key, Value })),
    { Key: 'aws:autoscaling:groupName', Value: state.name },
  ];
  return {
    MinCount: 1,
    MaxCount: 1,
    ClientToken: derivedUuid('launch', state.account, state.region, group!.arn, number),
    TagSpecifications: [{ ResourceType: 'instance', Tags }],
    ...(SubnetId !== undefined && { SubnetId }),
    ...placementOf(SubnetId === undefined ? AvailabilityZone : undefined, settings?.PlacementGroup),
    ...templateIn(what),
    ...(what.LaunchConfigurationName !== undefined &&
      configuration && {
        ImageId: configuration.imageId,
        InstanceType: configuration.instanceType,
        // AWS: detailed monitoring is on unless a launch configuration turns it off.
        Monitoring: { Enabled: configuration.kept?.InstanceMonitoring?.Enabled ?? true },
        ...(configuration.userData !== undefined && { UserData: configuration.userData }),
        ...(configuration.keyName !== undefined && { KeyName: configuration.keyName }),
        ...(configuration.securityGroups.length > 0 && { SecurityGroupIds: configuration.securityGroups }),
      }),
  };
}

function placementOf(AvailabilityZone: string | undefined, GroupName: string | undefined): object {
  const Placement = {
    ...(AvailabilityZone !== undefined && { AvailabilityZone }),
    ...(GroupName !== undefined && { GroupName }),
  };
  return Object.keys(Placement).length > 0 ? { Placement } : {};
}

/** AWS: of a mixed instances policy, instances are On-Demand here and of the first type that it names. */
function templateIn({ launchTemplate, mixedInstancesPolicy }: Launch): object {
  const { LaunchTemplateSpecification, Overrides = [] } = mixedInstancesPolicy?.LaunchTemplate ?? {};
  const named = launchTemplate ?? LaunchTemplateSpecification;
  if (!named) return {};
  const { LaunchTemplateId, Version } = named;
  const LaunchTemplate = { LaunchTemplateId, ...(Version !== undefined && { Version }) };
  const type = Overrides.find(({ InstanceType }) => InstanceType !== undefined)?.InstanceType;
  return { LaunchTemplate, ...(type !== undefined && { InstanceType: type }) };
}

const activityOf = (state: GroupState, effect: string): Activity | undefined => {
  const number = Number(effect.split(' ')[1]);
  const id = derivedUuid('activity', state.account, state.region, state.name, number);
  return state.activities.find((each) => each.id === id);
};

/** An instance is there: it is waited for until it runs. */
export function launched(
  before: GroupState,
  effect: string,
  output: any,
  isProtected: boolean | undefined,
): Step {
  const [{ InstanceId: instanceId, Placement, Tags = [] }] = output.Instances;
  const tagged = (key: string) => Tags.find(({ Key }: any) => Key === `aws:ec2launchtemplate:${key}`)?.Value;
  const [templateId, templateVersion] = [tagged('id'), tagged('version')];
  const activity = activityOf(before, effect);
  const noted = activity
    ? withActivity(before, { ...activity, description: `Launching a new EC2 instance: ${instanceId}` })
    : before;
  const state: GroupState = {
    ...noted,
    launching: noted.launching.filter((name) => name !== effect),
    warming: noted.warming?.filter((name) => name !== effect),
    members: [
      ...noted.members,
      {
        instanceId,
        zone: Placement.AvailabilityZone,
        state: 'Pending',
        launchedBy: effect,
        hooksDone: [],
        ...(before.warming?.includes(effect) && { isWarm: true, arrivedBy: activity?.id }),
        ...(isProtected && { isProtected }),
        ...(templateVersion !== undefined && { templateId, templateVersion }),
      },
    ],
  };
  return { state, effects: runs(state, instanceId) };
}

/** Waits until it runs, or does not come to. */
export function runs(state: GroupState, instanceId: string): Step['effects'] {
  const until = "Reservations[].Instances[].State | [?Name!='pending']";
  const input = { InstanceIds: [instanceId] };
  return { [`run ${instanceId}`]: serviceWait(state, 'ec2', 'DescribeInstances', { input, until }) };
}

/** How long a launch that was refused is not tried again. AWS: unverified. */
const againAfterMs = 60_000;

export function notLaunched(before: GroupState, effect: string, reason: string, now: number): Step {
  const activity = activityOf(before, effect);
  const over = { endTime: now, status: 'Failed' as const, message: reason };
  const noted = activity ? withActivity(before, { ...activity, ...over }) : before;
  const launching = noted.launching.filter((name) => name !== effect);
  const warming = noted.warming?.filter((name) => name !== effect);
  return { state: { ...noted, launching, warming, notBefore: now + againAfterMs }, effects: {} };
}

/** It runs: hooks first, and then it is in service, or waits in the pool. */
export function admit(before: GroupState, known: Known, instanceId: string, now: number): Step {
  const waiting = waitForHook(
    before,
    known,
    { instanceId, transition: 'autoscaling:EC2_INSTANCE_LAUNCHING' },
    now,
  );
  if (waiting) return waiting;
  const isWarm = memberOf(before, instanceId)?.isWarm;
  return isWarm ? rest(before, known, instanceId, now) : serve(before, known, instanceId, now);
}

/** It is in service: it is registered, and watched. */
export function serve(before: GroupState, known: Known, instanceId: string, now: number): Step {
  const { launchedBy, arrivedBy } = memberOf(before, instanceId)!;
  const activity =
    arrivedBy === undefined
      ? activityOf(before, launchedBy)
      : before.activities.find(({ id }) => id === arrivedBy);
  const served = withMember(before, instanceId, {
    state: 'InService',
    hook: undefined,
    hooksDone: [],
    endedBy: undefined,
    isMissed: undefined,
    ...graceOf(known, now),
  });
  const state = activity ? withActivity(served, { ...activity, endTime: now, status: 'Successful' }) : served;
  const Targets = [{ Id: instanceId }];
  const groups = isSuspended(known.group, 'AddToLoadBalancer') ? [] : (known.group?.targetGroups ?? []);
  const registrations = groups.map((TargetGroupArn, index) => [
    `register ${instanceId} ${index}`,
    serviceCall(state, 'elasticloadbalancing', 'RegisterTargets', { TargetGroupArn, Targets }),
  ]);
  return { state, effects: { ...Object.fromEntries(registrations), ...watch(state, instanceId) } };
}
