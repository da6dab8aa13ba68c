import type { Rule } from '../rule.ts';
import { vendedMetric } from '../vended/index.ts';
import { unitOf } from '../vended/vended.ts';

export const unitPublished: Rule = {
  id: 'unit-published',
  sentence: 'An alarm that names a unit names the one that the metric is published in.',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html',
  *check({ alarms }) {
    for (const { metrics, about } of alarms)
      for (const metric of metrics) {
        const vended = vendedMetric(metric.namespace, metric.name);
        const published = vended && unitOf[vended.measure];
        if (!published || metric.unit === undefined || metric.unit === published) continue;
        // SQS publishes counts and ages in units of its own; ECS and Lambda have metrics without one.
        if (vended.measure === 'level' || vended.measure === 'ratio') continue;
        yield {
          level: 'error',
          place: metric.place('Unit'),
          about,
          message:
            `${metric.name} is published in ${published}. A unit does not convert: with ${metric.unit} ` +
            'the alarm looks ' +
            'at datapoints that do not exist, and stays in INSUFFICIENT_DATA.',
          fix: `Leave Unit out, or say ${published}, and give the threshold in it.`,
        };
      }
  },
};
