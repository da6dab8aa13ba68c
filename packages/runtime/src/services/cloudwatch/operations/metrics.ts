import type { ListMetricsCommandInput, ListMetricsOutput } from '@aws-sdk/client-cloudwatch';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidParameter } from '../errors.ts';
import { dimensionsOf } from '../metrics.ts';
import { metricKey, metrics, type KnownMetric } from '../records.ts';

/** AWS: "Up to 500 results are returned for any one call", of metrics with data in the past two weeks. */
const listMax = 500;
const activeMsMax = 14 * 24 * 60 * 60 * 1000;
const recentMs = 3 * 60 * 60 * 1000;

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
export const listMetrics: Handler<ListMetricsCommandInput, ListMetricsOutput> = (input, call) => {
  const prefix = input.Namespace === undefined ? '' : `${input.Namespace}|`;
  const since = call.now - (input.RecentlyActive === 'PT3H' ? recentMs : activeMsMax);
  const all = metrics
    .list(call.tx, call, { prefix })
    .filter((metric) => metric.lastAt >= since && isWanted(metric, input));
  const page = pageOf(all, metricKey, {
    token: input.NextToken,
    limit: listMax,
    invalid: () => invalidParameter('NextToken', input.NextToken),
  });
  return {
    Metrics: page.items.map((metric) => ({
      Namespace: metric.namespace,
      MetricName: metric.metricName,
      Dimensions: dimensionsOf(metric),
    })),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

function isWanted(metric: KnownMetric, input: ListMetricsCommandInput): boolean {
  if (input.Namespace !== undefined && metric.namespace !== input.Namespace) return false;
  if (input.MetricName !== undefined && metric.metricName !== input.MetricName) return false;
  return (input.Dimensions ?? []).every(({ Name, Value }) =>
    metric.dimensions.some(({ name, value }) => name === Name && (Value === undefined || value === Value)),
  );
}
