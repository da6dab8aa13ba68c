import { call, type Properties, type Work } from '../../../dispatch/resource.ts';

/** Who is told of a group's instances, and what of the group CloudWatch is. */

interface Notification {
  readonly TopicARN: string | readonly string[];
  readonly NotificationTypes?: readonly string[];
}

interface Metrics {
  readonly Granularity: string;
  readonly Metrics?: readonly string[];
}

/** AWS: the older form, `NotificationConfiguration`, says one; without types it is all but tests. */
const everyType = ['LAUNCH', 'LAUNCH_ERROR', 'TERMINATE', 'TERMINATE_ERROR'].map(
  (verb) => `autoscaling:EC2_INSTANCE_${verb}`,
);

function topicsIn(properties: Properties): ReadonlyMap<string, readonly string[]> {
  const { NotificationConfigurations = [], NotificationConfiguration } = properties;
  const all = [
    ...NotificationConfigurations,
    ...(NotificationConfiguration ? [NotificationConfiguration] : []),
  ];
  return new Map(
    (all as readonly Notification[]).flatMap(({ TopicARN, NotificationTypes = everyType }) =>
      [TopicARN].flat().map((arn): [string, readonly string[]] => [arn, NotificationTypes]),
    ),
  );
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Asks for what is wanted now and was not before, and takes back what is wanted no more. */
export function* tell(AutoScalingGroupName: string, wanted: Properties, before: Properties): Work<void> {
  const [topics, former] = [topicsIn(wanted), topicsIn(before)];
  for (const TopicARN of former.keys())
    if (!topics.has(TopicARN))
      yield* call('autoscaling', 'DeleteNotificationConfiguration', { AutoScalingGroupName, TopicARN });
  for (const [TopicARN, NotificationTypes] of topics)
    if (!same(former.get(TopicARN), NotificationTypes))
      yield* call('autoscaling', 'PutNotificationConfiguration', {
        AutoScalingGroupName,
        TopicARN,
        NotificationTypes,
      });
  yield* measure(AutoScalingGroupName, wanted['MetricsCollection'], before['MetricsCollection']);
}

function* measure(
  AutoScalingGroupName: string,
  wanted: readonly Metrics[] = [],
  before: readonly Metrics[] = [],
): Work<void> {
  if (same(wanted, before)) return;
  if (before.length > 0) yield* call('autoscaling', 'DisableMetricsCollection', { AutoScalingGroupName });
  for (const each of wanted)
    yield* call('autoscaling', 'EnableMetricsCollection', { AutoScalingGroupName, ...each });
}

interface Told {
  readonly TopicARN: string;
  readonly NotificationType: string;
}

/** What there is of it, in the form in which a template says it. */
export function* told(group: Properties, properties: Properties): Work<Properties> {
  const names = { AutoScalingGroupNames: [group['AutoScalingGroupName']] };
  const { NotificationConfigurations } = yield* call<{ NotificationConfigurations: readonly Told[] }>(
    'autoscaling',
    'DescribeNotificationConfigurations',
    names,
  );
  const byTopic = Map.groupBy(NotificationConfigurations, ({ TopicARN }) => TopicARN);
  const said = (properties['NotificationConfigurations'] ?? []) as readonly Notification[];
  const lists = [...byTopic].map(([arn, each]) => {
    const own = said.find(({ TopicARN }) => [TopicARN].flat().includes(arn));
    const types = each.map(({ NotificationType }) => NotificationType);
    return {
      TopicARN: Array.isArray(own?.TopicARN) ? own.TopicARN : arn,
      ...((!own || own.NotificationTypes) && { NotificationTypes: types }),
    };
  });
  const { EnabledMetrics: metrics } = group as {
    readonly EnabledMetrics: readonly { readonly Metric: string }[];
  };
  const Metrics = metrics.map(({ Metric }) => Metric);
  return {
    ...(lists.length > 0 && { NotificationConfigurations: lists }),
    ...(Metrics.length > 0 && { MetricsCollection: collected(properties['MetricsCollection'], Metrics) }),
  };
}

/** Metrics that are collected, in as many entries as a template has them in; one of all metrics names none. */
function collected(
  [first, ...others]: readonly Metrics[] = [],
  metrics: readonly string[],
): readonly Metrics[] {
  const Granularity = '1Minute';
  if (first && !first.Metrics) return [{ Granularity }];
  const named = others.map(({ Metrics = [] }) => Metrics.filter((each) => metrics.includes(each)));
  const rest = metrics.filter((each) => !named.flat().includes(each));
  return [rest, ...named].map((each) => ({ Granularity, Metrics: each }));
}
