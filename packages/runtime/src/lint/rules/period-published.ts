import type { Rule } from '../rule.ts';
import { vendedNamespace } from '../vended/index.ts';

export const periodPublished: Rule = {
  id: 'period-published',
  sentence: 'An alarm’s period is no shorter than the time between two datapoints.',
  url:
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html#' +
    'high-resolution-metrics',
  *check({ alarms }) {
    for (const { metrics, about, datapointsToAlarm } of alarms)
      for (const metric of metrics) {
        const published = vendedNamespace(metric.namespace)?.periodSeconds;
        // AWS: ECS developer guide: utilization can be published every 20 seconds.
        const finest = metric.namespace === 'AWS/ECS' ? 20 : published;
        if (!published || !finest || metric.periodSeconds === undefined || metric.periodSeconds >= finest)
          continue;
        yield {
          level: datapointsToAlarm > 1 ? 'error' : 'warning',
          place: metric.place('Period'),
          about,
          message:
            `${metric.namespace} publishes every ${published} s. Of the periods of ` +
            `${metric.periodSeconds} s most have ` +
            'no datapoint' +
            (datapointsToAlarm > 1
              ? `, so that ${datapointsToAlarm} in a row rarely or never breach.`
              : ', and each is as late as with a longer one.'),
          fix:
            `Use a period of ${published} s or more; seconds count only for metrics of your own with ` +
            'StorageResolution 1.',
        };
      }
  },
};
