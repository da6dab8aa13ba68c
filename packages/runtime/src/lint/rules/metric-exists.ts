import { listed } from '../declared.ts';
import type { MetricUse } from '../alarm.ts';
import type { Rule } from '../rule.ts';
import { meantNamespace, similarNames, vendedNamespace } from '../vended/index.ts';

export const metricExists: Rule = {
  id: 'metric-exists',
  sentence: 'An alarm watches a metric that AWS publishes under that name.',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html',
  *check({ alarms }) {
    for (const { metrics, about } of alarms) {
      for (const metric of metrics) {
        const meant = meantNamespace(metric.namespace);
        const namespace = vendedNamespace(metric.namespace);
        if (meant)
          yield {
            level: 'error',
            place: metric.place('Namespace'),
            about,
            message: `No service publishes in ${metric.namespace}: the alarm never has data.`,
            fix: `Name the namespace ${meant}.`,
          };
        if (!namespace || namespace.metrics[metric.name]) continue;
        const similar = similarNames(namespace, metric.name);
        yield {
          level: 'error',
          place: metric.place('MetricName'),
          about,
          message:
            `${metric.namespace} has no metric ${metric.name}: the alarm stays in INSUFFICIENT_DATA, ` +
            'and nothing that waits for it is ever told.',
          fix: remedyOf(metric, similar),
        };
      }
    }
  },
};

function remedyOf({ name, namespace }: MetricUse, similar: readonly string[]): string {
  if (namespace === 'AWS/ApplicationELB' && /5xx/i.test(name))
    return (
      'A rate is a metric math alarm: 100*FILL(m5xx,0)/mreq, where m5xx is the Sum of ' +
      'HTTPCode_Target_5XX_Count and ' +
      'mreq the Sum of RequestCount, both with the dimension LoadBalancer (and TargetGroup).'
    );
  const own =
    'If an application publishes it, it does so in a namespace of its own, not one that begins with AWS/.';
  return similar.length > 0 ? `Did you mean ${listed(similar, 'or')}? ${own}` : own;
}
