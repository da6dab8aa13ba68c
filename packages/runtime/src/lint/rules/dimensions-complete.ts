import { listed } from '../declared.ts';
import type { MetricUse } from '../alarm.ts';
import type { Rule } from '../rule.ts';
import { vendedMetric } from '../vended/index.ts';

export const dimensionsComplete: Rule = {
  id: 'dimensions-complete',
  sentence: 'An alarm names exactly the dimensions that its metric is published with.',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Dimension',
  *check({ alarms }) {
    for (const { metrics, about } of alarms)
      for (const metric of metrics) {
        const wrong = mistakeOf(metric);
        if (wrong) yield { level: 'error', place: metric.place('Dimensions'), about, ...wrong };
      }
  },
};

/** CloudWatch does not add up over dimensions: a metric with others is another metric. */
function mistakeOf(metric: MetricUse): { message: string; fix: string } | undefined {
  const vended = vendedMetric(metric.namespace, metric.name);
  if (!vended || !metric.dimensions) return undefined;
  const given = metric.dimensions.map(({ name }) => name).toSorted();
  const sets = vended.dimensionSets;
  if (!sets && given.length > 0) return undefined;
  if (sets?.some((set) => set.toSorted().join() === given.join())) return undefined;
  const said = given.length === 0 ? 'without dimensions' : `with the dimensions ${listed(given)} alone`;
  const published = (sets ?? []).filter((set) => set.length > 0).map((set) => set.join(' + '));
  return {
    message:
      `${metric.name} is not published ${said}; CloudWatch does not add up over dimensions, so the alarm has no ` +
      'data and stays in INSUFFICIENT_DATA.',
    fix:
      published.length > 0
        ? `Give the dimensions ${listed(published, 'or')}${exampleOf(
            metric,
            sets!.find((set) => set.length > 0)!,
          )}.`
        : 'Give the dimensions that CloudWatch lists for the metric (aws cloudwatch list-metrics).',
  };
}

const examples: Readonly<Record<string, string>> = {
  LoadBalancer: 'app/my-alb/50dc6c495c0c9188',
  TargetGroup: 'targetgroup/my-targets/73e2d6bc24d8a067',
  ClusterName: 'my-cluster',
  ServiceName: 'my-service',
  FunctionName: 'my-function',
};

function exampleOf({ namespace }: MetricUse, set: readonly string[]): string {
  const names = namespace === 'AWS/ECS' ? ['ClusterName', 'ServiceName'] : set;
  const parts = names.filter((name) => examples[name]).map((name) => `Name=${name},Value=${examples[name]}`);
  return parts.length === 0 ? '' : `: --dimensions ${parts.join(' ')}`;
}
