import type { Alarm, MetricUse } from '../alarm.ts';
import { isKnown, listed, objectsOf, type Finding } from '../declared.ts';
import type { Known } from '../known.ts';
import type { Rule } from '../rule.ts';
import { meantNamespace } from '../vended/index.ts';

export const metricPublished: Rule = {
  id: 'metric-published',
  sentence: 'Somebody publishes what an alarm watches: a metric filter, or an application that was seen to.',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html',
  *check(known) {
    for (const alarm of known.alarms)
      for (const metric of alarm.metrics) {
        // What AWS publishes begins only with traffic; its names are judged by metric-exists.
        if (metric.namespace.startsWith('AWS/') || meantNamespace(metric.namespace)) continue;
        const finding = filtered(known, alarm, metric) ?? seen(known, alarm, metric);
        if (finding) yield finding;
      }
  },
};

interface Transformation {
  readonly namespace: unknown;
  readonly name: unknown;
  readonly dimensions: readonly string[];
}

function transformationsOf(known: Known): Transformation[] {
  return known.of('AWS::Logs::MetricFilter').flatMap(({ properties }) =>
    objectsOf(properties['MetricTransformations']).map((each) => ({
      namespace: each['MetricNamespace'],
      name: each['MetricName'],
      dimensions: objectsOf(each['Dimensions']).map(({ Key }) => String(Key)),
    })),
  );
}

/** What metric filters say of a metric; false where they are its publisher. */
function filtered(known: Known, alarm: Alarm, metric: MetricUse): Finding | false | undefined {
  const near = transformationsOf(known).filter(({ namespace }) => namespace === metric.namespace);
  const same = near.filter(({ name }) => name === metric.name);
  if (same.length === 0) {
    const names = near.map(({ name }) => name).filter(isKnown);
    if (names.length === 0 || known.seen) return undefined;
    return {
      level: 'warning',
      place: metric.place('MetricName'),
      about: alarm.about,
      message:
        `No metric filter that was read publishes ${metric.name} in ${metric.namespace}; they ` +
        `publish ${listed(names)}.`,
      fix: 'Use one of these names, or see to it that something publishes this one.',
    };
  }
  const wanted = metric.dimensions?.map(({ name }) => name).toSorted();
  if (!wanted || same.some(({ dimensions }) => dimensions.toSorted().join() === wanted.join())) return false;
  const given = same.map(({ dimensions }) => (dimensions.length > 0 ? listed(dimensions) : 'none'));
  return {
    level: 'error',
    place: metric.place('Dimensions'),
    about: alarm.about,
    message:
      `The metric filter publishes ${metric.name} with other dimensions (${listed(given, 'or')}) than the ` +
      'alarm names ' +
      `(${wanted.length > 0 ? listed(wanted) : 'none'}): that is another metric, and the alarm has no data.`,
    fix: 'Name the same dimensions in both.',
  };
}

/** What where it runs says of a metric. */
function seen(known: Known, alarm: Alarm, metric: MetricUse): Finding | false | undefined {
  if (!known.seen) {
    return {
      level: 'note',
      place: metric.place('MetricName'),
      about: alarm.about,
      message:
        `Whether something publishes ${metric.name} in ${metric.namespace} cannot be told from these ` +
        'files: no metric ' +
        'filter does, and what an application puts is not written here.',
      fix: 'Look where it runs: penstock lint --live URL.',
    };
  }
  const named = known.seen.metrics.filter(
    ({ namespace, name }) => namespace === metric.namespace && name === metric.name,
  );
  if (named.some(({ dimensions }) => sameDimensions(metric, dimensions)) || known.seen.cut) return undefined;
  const others = named.map(({ dimensions }) => listed(Object.keys(dimensions)) || 'none').slice(0, 3);
  return {
    level: 'error',
    place: metric.place('MetricName'),
    about: alarm.about,
    message:
      others.length === 0
        ? `Nothing has published ${metric.name} in ${metric.namespace} in the last two weeks at ` +
          `${known.seen.endpoint}: the alarm has no data.`
        : `${metric.name} is published with other dimensions (${listed([...new Set(others)], 'or')}) than ` +
          'the alarm names: it has no data.',
    fix:
      'Publish it (PutMetricData, the Embedded Metric Format, or a metric filter), under the same name ' +
      'and dimensions.',
  };
}

function sameDimensions({ dimensions }: MetricUse, seenOnes: Readonly<Record<string, string>>): boolean {
  if (!dimensions) return true;
  if (dimensions.length !== Object.keys(seenOnes).length) return false;
  return dimensions.every(({ name, value }) => !isKnown(value) || seenOnes[name] === value);
}
