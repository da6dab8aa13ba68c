import type { Alarm, MetricUse } from '../alarm.ts';
import type { Rule } from '../rule.ts';
import { vendedMetric } from '../vended/index.ts';

export const thresholdReachable: Rule = {
  id: 'threshold-reachable',
  sentence: 'What is compared can be on both sides of the threshold.',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html',
  *check({ alarms }) {
    for (const alarm of alarms) {
      const metric = alarm.metrics.find(({ compared }) => compared);
      const { threshold, operator } = alarm;
      if (!metric || threshold === undefined || operator === undefined) continue;
      const range = rangeOf(metric);
      if (!range) continue;
      const [reaches, leaves] = possible(operator, threshold, range);
      // Where zero is not published, no data is the other side of the threshold.
      const sparse = vendedMetric(metric.namespace, metric.name)?.sparse === true;
      const fires = reaches || (sparse && alarm.treatMissingData === 'breaching');
      const rests = leaves || sparse;
      if (fires && rests) continue;
      const compares = `${metric.statistic} of ${metric.name} ${signs[operator] ?? operator} ${threshold}`;
      yield {
        level: 'error',
        place: alarm.declared.place(['Threshold']),
        about: alarm.about,
        message: fires
          ? `${compares} is so whenever there is data: it is never below ${range.least}. The alarm is on ` +
            'for good, and no deployment that it guards can start.'
          : `${compares} is never so: ${range.because}. The alarm cannot fire.`,
        fix: remedyOf(alarm, metric, threshold),
      };
    }
  },
};

interface Range {
  readonly least: number;
  readonly most: number;
  readonly because: string;
}

function rangeOf(metric: MetricUse): Range | undefined {
  const vended = vendedMetric(metric.namespace, metric.name);
  if (!vended) return undefined;
  const single = metric.statistic !== 'Sum' && metric.statistic !== 'SampleCount';
  if (vended.ones && single) return { least: 1, most: 1, because: 'each sample is 1' };
  if (vended.rate && single)
    return { least: 0, most: 1, because: 'each call reports 0 or 1, so this is a share between 0 and 1' };
  // A datapoint with nothing in it is not published.
  const least = vended.ones ? 1 : 0;
  if (vended.most && single) return { least, most: vended.most.value, because: vended.most.because };
  return { least, most: Infinity, because: `it is never below ${least}` };
}

/** Whether some value of the range fires it, and whether some value does not. */
function possible(operator: string, threshold: number, { least, most }: Range): [boolean, boolean] {
  switch (operator) {
    case 'GreaterThanThreshold':
      return [most > threshold, least <= threshold];
    case 'GreaterThanOrEqualToThreshold':
      return [most >= threshold, least < threshold];
    case 'LessThanThreshold':
      return [least < threshold, most >= threshold];
    case 'LessThanOrEqualToThreshold':
      return [least <= threshold, most > threshold];
    default:
      return [true, true];
  }
}

const signs: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};

function remedyOf(alarm: Alarm, metric: MetricUse, threshold: number): string {
  const vended = vendedMetric(metric.namespace, metric.name);
  if (vended?.measure === 'seconds')
    return `${metric.name} is in seconds: ${threshold} ms is the threshold ${threshold / 1000}.`;
  if (vended?.measure === 'ratio') return `Divide by a hundred: ${threshold / 100}.`;
  if (metric.statistic !== 'Sum' && vended?.measure === 'count')
    return vended.rate
      ? `For a rate of ${threshold} %, the threshold of the Average is ${threshold / 100}; for a number ` +
          'of errors, use Sum.'
      : 'Use Sum: how many there were in a period.';
  return alarm.operator?.startsWith('Less')
    ? 'Choose a threshold above that; for “there was none at all”, use TreatMissingData breaching.'
    : 'Choose a threshold above that.';
}
