import type { Rule } from '../rule.ts';
import { vendedMetric } from '../vended/index.ts';

export const statisticFits: Rule = {
  id: 'statistic-fits',
  sentence: 'The statistic says something about the metric: counts are summed, utilization is not.',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html',
  *check({ alarms }) {
    for (const { metrics, about } of alarms)
      for (const metric of metrics) {
        const vended = vendedMetric(metric.namespace, metric.name);
        if (!vended || metric.statistic === undefined) continue;
        const place = metric.place('Statistic');
        if (vended.ones && /^(Average|Minimum|Maximum|p[\d.]+)$/.test(metric.statistic))
          yield {
            level: 'error',
            place,
            about,
            message: `${metric.statistic} of ${metric.name} is always 1: each of its samples is one event.`,
            fix: 'Use Sum: how many there were in a period.',
          };
        if (vended.measure === 'percent' && metric.statistic === 'Sum')
          yield {
            level: 'error',
            place,
            about,
            message:
              `Sum of ${metric.name} adds up percentages: of a service at 10 % with 20 tasks it is 200 or ` +
              'more, and it ' +
              'rises with the number of samples, not with the load.',
            fix: 'Use Average, or Maximum for the worst task.',
          };
        if (metric.statistic === 'SampleCount' && vended.measure !== 'count')
          yield {
            level: 'warning',
            place,
            about,
            message: `SampleCount of ${metric.name} is how often it was measured, not what was measured.`,
            fix: 'Use Average or a percentile.',
          };
      }
  },
};
