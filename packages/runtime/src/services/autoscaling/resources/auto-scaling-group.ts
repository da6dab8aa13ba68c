import {
  call,
  made,
  nameFor,
  ResourceFailure,
  wait,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Wanted,
  type Work,
  isTold,
  listed,
} from '../../../dispatch/resource.ts';
import { AwsError } from '../../../base/aws-error.ts';
import { settingNames } from '../records.ts';
import { tell, told } from './group-telling.ts';
import { rolled, type Instance, type Rolling } from './rolling-update.ts';

/** AWS: unverified: how long CloudFormation waits for a group. */
const timeoutMs = 60 * 60 * 1000;

interface Group extends Properties {
  readonly AutoScalingGroupARN: string;
  readonly MinSize: number;
  readonly MaxSize: number;
  readonly DesiredCapacity: number;
  readonly Instances: readonly Instance[];
  readonly TargetGroupARNs: readonly string[];
  readonly LoadBalancerNames: readonly string[];
  readonly Tags: readonly GroupTag[];
}
interface GroupTag {
  readonly Key: string;
  readonly Value: string;
  readonly PropagateAtLaunch: boolean;
}

// AWS: CloudFormation template reference, AWS::AutoScaling::AutoScalingGroup.
export const autoScalingGroup: ResourceType = {
  typeName: 'AWS::AutoScaling::AutoScalingGroup',
  *create(wanted) {
    const name: string = wanted.properties['AutoScalingGroupName'] ?? nameFor(wanted);
    yield* createGroup(wanted, name);
    return yield* madeOf(name);
  },
  *update(wanted, had) {
    const { AutoScalingReplacingUpdate, AutoScalingRollingUpdate } = wanted.updatePolicy ?? {};
    const isLaunchChanged = launchKeys.some((key) => !same(wanted.properties[key], had.properties[key]));
    const isNew = String(AutoScalingReplacingUpdate?.WillReplace) === 'true';
    if (isNew && (isLaunchChanged || placeChanged(wanted, had))) {
      const name = nameFor(wanted);
      yield* createGroup(wanted, name);
      return yield* madeOf(name);
    }
    yield* change(wanted, had);
    if (AutoScalingRollingUpdate)
      yield* rolled(wanted, had.physicalId, {
        policy: AutoScalingRollingUpdate as Rolling,
        isObsolete:
          placeChanged(wanted, had) || mixChanged(wanted, had) ? () => true : launchedOtherwise(wanted),
      });
    return yield* madeOf(had.physicalId);
  },
  *delete({ physicalId: AutoScalingGroupName }) {
    // AWS: unverified that a stack insists, so that a group fails to go that any deletion protection holds.
    if (yield* described(AutoScalingGroupName))
      yield* call('autoscaling', 'DeleteAutoScalingGroup', { AutoScalingGroupName, ForceDelete: true });
    const Filters = [
      { Name: 'tag:aws:autoscaling:groupName', Values: [AutoScalingGroupName] },
      { Name: 'instance-state-name', Values: ['pending', 'running', 'shutting-down', 'stopping', 'stopped'] },
    ];
    const until = 'length(Reservations) == `0`';
    yield* wait('ec2', 'DescribeInstances', { Filters }, { until, timeoutMs });
  },
  list: listed('autoscaling', 'DescribeAutoScalingGroups', {
    items: 'AutoScalingGroups',
    token: 'NextToken',
    identifier: ({ AutoScalingGroupName }) => AutoScalingGroupName,
  }),
  *adopt({ physicalId }) {
    return yield* madeOf(physicalId);
  },
  *read(had: Had) {
    const group = yield* described(had.physicalId);
    return group && { ...readOf(group, had), ...(yield* told(group, had.properties)) };
  },
};

const launchKeys = ['LaunchConfigurationName', 'LaunchTemplate', 'MixedInstancesPolicy'] as const;

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** AWS: user guide, "UpdatePolicy attribute": also a change of subnets has a group, or its instances, replaced. */
const placeChanged = (wanted: Wanted, had: Had): boolean =>
  !same(wanted.properties['VPCZoneIdentifier'], had.properties['VPCZoneIdentifier']);

const mixChanged = (wanted: Wanted, had: Had): boolean =>
  !same(wanted.properties['MixedInstancesPolicy'], had.properties['MixedInstancesPolicy']);

/** AWS: a rolling update is also for "instances that don't match the current" launch configuration or template. */
const launchedOtherwise =
  ({ properties }: Wanted) =>
  ({ LaunchConfigurationName, LaunchTemplate: is }: Instance): boolean => {
    const { LaunchTemplate, MixedInstancesPolicy } = properties;
    const wanted = LaunchTemplate ?? MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
    if (!wanted) return LaunchConfigurationName !== properties['LaunchConfigurationName'];
    return !is || (/^\d+$/.test(wanted.Version) && is.Version !== wanted.Version);
  };

function* described(name: string): Work<Group | undefined> {
  const asked = { AutoScalingGroupNames: [name] };
  const { AutoScalingGroups } = yield* call<{ AutoScalingGroups: readonly Group[] }>(
    'autoscaling',
    'DescribeAutoScalingGroups',
    asked,
  );
  return AutoScalingGroups[0];
}

function* madeOf(name: string): Work<Made> {
  const { AutoScalingGroupARN } = (yield* described(name))!;
  return { physicalId: name, attributes: { AutoScalingGroupARN } };
}

const number = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));

/** What a group's request says as its template does, but for spelling. */
function asked({ properties }: Wanted): Properties {
  const { Cooldown, VPCZoneIdentifier, MinSize, MaxSize, DesiredCapacity, HealthCheckGracePeriod } =
    properties;
  const {
    AutoScalingGroupName: _,
    Tags: _tags,
    NotificationConfigurations: _n,
    NotificationConfiguration: _o,
    MetricsCollection: _m,
    ...rest
  } = properties;
  const given = {
    MinSize: number(MinSize),
    MaxSize: number(MaxSize),
    DesiredCapacity: number(DesiredCapacity),
    DefaultCooldown: number(Cooldown),
    HealthCheckGracePeriod: number(HealthCheckGracePeriod),
    DefaultInstanceWarmup: number(properties['DefaultInstanceWarmup']),
    MaxInstanceLifetime: number(properties['MaxInstanceLifetime']),
    VPCZoneIdentifier: (VPCZoneIdentifier as readonly string[] | undefined)?.join(','),
  };
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const { Cooldown: _c, ...others } = rest;
  return { ...others, ...said };
}

/** The group's own tags, and those of its stack, which propagate. AWS: unverified that these do. */
function tagsOf(wanted: Wanted): GroupTag[] {
  const own = ((wanted.properties['Tags'] ?? []) as Properties[]).map(
    ({ Key, Value, PropagateAtLaunch }) => ({
      Key: Key as string,
      Value: String(Value),
      PropagateAtLaunch: String(PropagateAtLaunch) === 'true',
    }),
  );
  const named = new Set(own.map(({ Key }) => Key));
  const others = wanted.stackTags.filter(({ Key }) => !named.has(Key));
  return [...own, ...others.map((tag) => ({ ...tag, PropagateAtLaunch: true }))];
}

function* createGroup(wanted: Wanted, AutoScalingGroupName: string): Work<void> {
  const input = { ...asked(wanted), AutoScalingGroupName, Tags: tagsOf(wanted) };
  yield* call('autoscaling', 'CreateAutoScalingGroup', input);
  yield* made(AutoScalingGroupName);
  yield* tell(AutoScalingGroupName, wanted.properties, {});
  if (!wanted.express) yield* stable(AutoScalingGroupName);
}

/** As many instances as are wanted have been launched; whether they are in service, hooks decide. */
function* stable(name: string): Work<void> {
  const until =
    "length(AutoScalingGroups[0].Instances[?LifecycleState!='Pending'] || `[]`) >= " +
    'AutoScalingGroups[0].DesiredCapacity';
  const named = { AutoScalingGroupNames: [name] };
  try {
    yield* wait('autoscaling', 'DescribeAutoScalingGroups', named, { until, timeoutMs });
  } catch (error) {
    if (!(error instanceof AwsError) || error.name !== 'NotStabilized') throw error;
    throw new ResourceFailure(yield* notStable(name), 'NotStabilized');
  }
}

/** In the words of CloudFormation's stack events. */
function* notStable(name: string): Work<string> {
  const { MinSize, MaxSize, Instances } = (yield* described(name))!;
  const { Activities } = yield* call('autoscaling', 'DescribeScalingActivities', {
    AutoScalingGroupName: name,
  });
  const failed = Activities.find(({ StatusCode }: Properties) => StatusCode === 'Failed');
  return (
    `Group did not stabilize. {current/minimum/maximum group size} = {${Instances.length}/${MinSize}/${MaxSize}}. ` +
    `Failed Scaling Activity: ${failed?.StatusMessage ?? ''}.`
  );
}

/** What is so where a template does not say it any more. */
const unsaid = {
  TerminationPolicies: ['Default'],
  NewInstancesProtectedFromScaleIn: false,
  DefaultInstanceWarmup: -1,
  MaxInstanceLifetime: 0,
  CapacityRebalance: false,
  DeletionProtection: 'none',
  InstanceMaintenancePolicy: { MinHealthyPercentage: -1, MaxHealthyPercentage: -1 },
};

function* change(wanted: Wanted, had: Had): Work<void> {
  const AutoScalingGroupName = had.physicalId;
  const {
    LifecycleHookSpecificationList: _,
    TargetGroupARNs,
    TrafficSources,
    LoadBalancerNames,
    ...input
  } = asked(wanted);
  yield* call('autoscaling', 'UpdateAutoScalingGroup', { ...unsaid, ...input, AutoScalingGroupName });
  const is = (yield* described(AutoScalingGroupName))!;
  const sources = (TrafficSources ?? []) as readonly Properties[];
  const targets = [
    ...((TargetGroupARNs ?? []) as readonly string[]),
    ...sources.map(({ Identifier }) => Identifier as string),
  ];
  yield* attached(AutoScalingGroupName, groupsAttached, [is.TargetGroupARNs, targets]);
  yield* attached(AutoScalingGroupName, classicAttached, [is.LoadBalancerNames, LoadBalancerNames]);
  yield* tell(AutoScalingGroupName, wanted.properties, had.properties);
  const tags = tagsOf(wanted);
  const ResourceId = AutoScalingGroupName;
  const place = { ResourceId, ResourceType: 'auto-scaling-group' };
  const gone = is.Tags.filter(({ Key }) => !tags.some((tag) => tag.Key === Key));
  if (gone.length > 0)
    yield* call('autoscaling', 'DeleteTags', { Tags: gone.map(({ Key }) => ({ Key, ...place })) });
  if (tags.length > 0)
    yield* call('autoscaling', 'CreateOrUpdateTags', { Tags: tags.map((tag) => ({ ...tag, ...place })) });
  yield* stable(AutoScalingGroupName);
}

const groupsAttached = ['LoadBalancerTargetGroups', 'TargetGroupARNs'] as const;
const classicAttached = ['LoadBalancers', 'LoadBalancerNames'] as const;

/** What a group is attached to comes to be what is wanted: new ones first. */
function* attached(
  AutoScalingGroupName: string,
  [noun, member]: typeof groupsAttached | typeof classicAttached,
  [is, wanted = []]: readonly [readonly string[], readonly string[] | undefined],
): Work<void> {
  const added = wanted.filter((each) => !is.includes(each));
  if (added.length > 0)
    yield* call('autoscaling', `Attach${noun}`, { AutoScalingGroupName, [member]: added });
  const left = is.filter((each) => !wanted.includes(each));
  if (left.length > 0) yield* call('autoscaling', `Detach${noun}`, { AutoScalingGroupName, [member]: left });
}

function readOf(group: Group, had: Had): Properties {
  const { properties } = had;
  const { LaunchTemplate, MixedInstancesPolicy, VPCZoneIdentifier, DefaultCooldown, Tags } = group;
  const is: Properties = {
    AutoScalingGroupName: group['AutoScalingGroupName'],
    LaunchConfigurationName: group['LaunchConfigurationName'],
    LaunchTemplate: LaunchTemplate && templateAs(LaunchTemplate, properties['LaunchTemplate']),
    MixedInstancesPolicy:
      MixedInstancesPolicy && (properties['MixedInstancesPolicy'] ?? MixedInstancesPolicy),
    MinSize: String(group.MinSize),
    MaxSize: String(group.MaxSize),
    DesiredCapacity: String(group.DesiredCapacity),
    Cooldown: String(DefaultCooldown),
    HealthCheckType: group['HealthCheckType'],
    HealthCheckGracePeriod: group['HealthCheckGracePeriod'],
    ...targetsOf(group, properties),
    ...Object.fromEntries(settingNames.map((setting) => [setting, group[setting]])),
    ...(group.LoadBalancerNames.length > 0 && { LoadBalancerNames: group.LoadBalancerNames }),
    AvailabilityZones: group['AvailabilityZones'],
    ...(isTold(had, 'TerminationPolicies') && { TerminationPolicies: group['TerminationPolicies'] }),
    NewInstancesProtectedFromScaleIn: group['NewInstancesProtectedFromScaleIn'],
    DefaultInstanceWarmup: group['DefaultInstanceWarmup'],
    MaxInstanceLifetime: group['MaxInstanceLifetime'],
    CapacityRebalance: group['CapacityRebalance'],
    VPCZoneIdentifier: VPCZoneIdentifier ? VPCZoneIdentifier.split(',') : undefined,
    ...(isTold(had, 'Tags') && {
      Tags: Tags.map(({ Key, Value, PropagateAtLaunch }) => ({ Key, Value, PropagateAtLaunch })),
    }),
  };
  return Object.fromEntries(Object.entries(is).filter(([, value]) => value !== undefined));
}

/** By that of both ways to name them by which the stack knows each. */
function targetsOf({ TargetGroupARNs }: Group, { TrafficSources = [] }: Properties): Properties {
  const sources = (TrafficSources as Properties[]).filter(({ Identifier }) =>
    TargetGroupARNs.includes(Identifier as string),
  );
  const isSource = (arn: string) => sources.some(({ Identifier }) => Identifier === arn);
  return {
    TargetGroupARNs: TargetGroupARNs.filter((arn) => !isSource(arn)),
    ...(sources.length > 0 && { TrafficSources: sources }),
  };
}

/** By that of its names by which the stack knows it. */
function templateAs(is: Properties, known: Properties | undefined): Properties {
  const { LaunchTemplateId, LaunchTemplateName, Version } = is;
  const named = known?.['LaunchTemplateName'] === undefined ? { LaunchTemplateId } : { LaunchTemplateName };
  return { ...named, ...(Version !== undefined && { Version }) };
}
