import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Answered, Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalid } from '../errors.ts';
import type { GroupState, Member } from '../flow/group-state.ts';
import { isRested, poolWanted } from '../flow/pool-state.ts';
import { metricsFlow, metricsFlowId } from '../metrics/flow.ts';
import { groups, type AutoScalingGroup } from '../records.ts';
import { findGroup, stateOf } from './finding.ts';

const counted =
  (isMeant: (member: Member) => boolean, launching = false) =>
  (_group: AutoScalingGroup, state: GroupState): number =>
    state.members.filter((member) => !member.isWarm && isMeant(member)).length +
    (launching ? state.launching.length : 0);

/** Of the warm pool. */
const pooled =
  (isMeant: (member: Member) => boolean, launching = false) =>
  (_group: AutoScalingGroup, { members, warming = [] }: GroupState): number =>
    members.filter((member) => member.isWarm && isMeant(member)).length + (launching ? warming.length : 0);

const isPending = ({ state }: Member): boolean => state.startsWith('Pending');
const isInService = ({ state }: Member): boolean => state === 'InService';
const isTerminating = ({ state }: Member): boolean => state.startsWith('Terminating');
const isAny = (): boolean => true;
const isStandby = ({ state }: Member): boolean => state === 'Standby';

// AWS: user guide, "Auto Scaling group metrics". An instance is one unit of capacity: nobody weighs them here.
const measures: Readonly<Record<string, (group: AutoScalingGroup, state: GroupState) => number>> = {
  GroupMinSize: ({ minSize }) => minSize,
  GroupMaxSize: ({ maxSize }) => maxSize,
  GroupDesiredCapacity: ({ desiredCapacity }) => desiredCapacity,
  GroupInServiceInstances: counted(isInService),
  GroupPendingInstances: counted(isPending, true),
  GroupStandbyInstances: counted(isStandby),
  GroupTerminatingInstances: counted(isTerminating),
  GroupTotalInstances: counted(isAny, true),
  GroupInServiceCapacity: counted(isInService),
  GroupPendingCapacity: counted(isPending, true),
  GroupStandbyCapacity: counted(isStandby),
  GroupTerminatingCapacity: counted(isTerminating),
  GroupTotalCapacity: counted(isAny, true),
  WarmPoolDesiredCapacity: (group) => poolWanted({ group }),
  WarmPoolWarmedCapacity: pooled(isRested),
  WarmPoolPendingCapacity: pooled(isPending, true),
  WarmPoolTerminatingCapacity: pooled(isTerminating),
  WarmPoolTotalCapacity: pooled(isAny, true),
  GroupAndWarmPoolDesiredCapacity: (group) => group.desiredCapacity + poolWanted({ group }),
  GroupAndWarmPoolTotalCapacity: (_group, { members, launching, warming = [] }) =>
    members.length + launching.length + warming.length,
};

const metricNames = Object.keys(measures);

// AWS: "The only valid value is 1Minute."
const granularity = '1Minute';

function namesIn(asked: readonly string[] | undefined): readonly string[] {
  const unknown = asked?.find((name) => !(name in measures));
  // AWS: unverified sentence.
  if (unknown !== undefined) invalid(`Invalid metric: ${unknown}`);
  return asked?.length ? asked : metricNames;
}

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_EnableMetricsCollection.html */
export const enableMetricsCollection: Handler<Given<sdk.EnableMetricsCollectionCommandInput>, object> = (
  input,
  call,
) => {
  const group = findGroup(call, input.AutoScalingGroupName);
  if (input.Granularity !== granularity) invalid(`Invalid granularity: ${input.Granularity}`);
  const { name, metrics: before = [] } = group;
  const metrics = [...new Set([...before, ...namesIn(input.Metrics)])];
  groups.put(call.tx, call, name, { ...group, metrics });
  if (before.length > 0) return {};
  const { account, region } = call;
  call.flows.start(metricsFlow.kind, metricsFlowId(call, name), { account, region, name });
  return {};
};

export const disableMetricsCollection: Handler<Given<sdk.DisableMetricsCollectionCommandInput>, object> = (
  input,
  call,
) => {
  const group = findGroup(call, input.AutoScalingGroupName);
  const gone = namesIn(input.Metrics);
  const { name, metrics: before = [] } = group;
  const metrics = before.filter((each) => !gone.includes(each));
  groups.put(call.tx, call, name, { ...group, metrics });
  if (metrics.length === 0 && before.length > 0) call.flows.remove(metricsFlowId(call, name));
  return {};
};

export const describeMetricCollectionTypes: Handler<
  object,
  Answered<sdk.DescribeMetricCollectionTypesCommandOutput>
> = () => ({
  Metrics: metricNames.map((Metric) => ({ Metric })),
  Granularities: [{ Granularity: granularity }],
});

/** The house's own, told by a group's flow of metrics: a minute is over. */
export const tellGroupMetrics: Handler<{ readonly name: string }, object> = ({ name }, call) => {
  const group = groups.get(call.tx, call, name);
  const state = group && stateOf(call, group);
  if (!group?.metrics?.length || !state) return {};
  const MetricData = group.metrics.map((MetricName) => ({
    MetricName,
    Dimensions: [{ Name: 'AutoScalingGroupName', Value: name }],
    Timestamp: new Date(call.now),
    Value: measures[MetricName]!(group, state),
  }));
  call.forward('cloudwatch', 'PutMetricData', { Namespace: 'AWS/AutoScaling', MetricData });
  return {};
};
