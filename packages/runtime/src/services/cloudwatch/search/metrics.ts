import type { Call } from '../../../dispatch/service.ts';
import { metrics, type Metric } from '../records.ts';
import { matches } from './matching.ts';
import { parseSearch } from './parse.ts';

/** AWS: "metrics that have reported data in the past two weeks". */
export const activeMsMax = 14 * 24 * 60 * 60 * 1000;

/** AWS: "A graph can display as many as 500 time series." */
const foundMax = 500;

export interface Found {
  readonly metrics: readonly { readonly metric: Metric; readonly label: string }[];
  /** There were more than are given. */
  readonly isCut: boolean;
}

/** What SEARCH finds, in the order of ListMetrics. */
export function searchMetrics(call: Call, text: string): Found {
  const expression = parseSearch(text);
  const prefix = expression.namespace === undefined ? '' : `${expression.namespace}|`;
  const all = metrics
    .list(call.tx, call, { prefix })
    .filter((metric) => metric.lastAt >= call.now - activeMsMax && matches(expression, metric));
  const found = all.slice(0, foundMax);
  return {
    metrics: found.map((metric) => ({ metric, label: labelOf(metric, found) })),
    isCut: all.length > found.length,
  };
}

/** What tells a metric from the others that were found: its dimensions' values, its name, its namespace. */
// AWS: unverified, but for one example, where it is the dimension's value.
function labelOf(metric: Metric, found: readonly Metric[]): string {
  const differs = (of: (each: Metric) => string) => found.some((each) => of(each) !== of(found[0]!));
  const values = metric.dimensions.map(({ value }) => value);
  const words = [
    ...(differs(({ namespace }) => namespace) ? [metric.namespace] : []),
    ...(values.length === 0 || differs(({ metricName }) => metricName) ? [metric.metricName] : []),
    ...values,
  ];
  return words.join(' ');
}
