import type {
  AnomalyDetector,
  PutAnomalyDetectorCommandInput,
  SingleMetricAnomalyDetector,
} from '@aws-sdk/client-cloudwatch';
import type { Scope } from '../../../base/scope.ts';
import { namedZone } from '../../../base/time-zone.ts';
import { invalidCombination, invalidParameter, invalidValue, missingParameter } from '../errors.ts';
import { metricOf } from '../metrics.ts';
import { epochMs } from '../moments.ts';
import { assertUniqueReturn, queriesOf } from '../queries.ts';
import { isStatistic } from '../statistics.ts';
import type { Training } from './model.ts';
import type { Watched } from './records.ts';

type Given = Pick<
  PutAnomalyDetectorCommandInput,
  | 'Namespace'
  | 'MetricName'
  | 'Dimensions'
  | 'Stat'
  | 'SingleMetricAnomalyDetector'
  | 'MetricMathAnomalyDetector'
>;

/** Reads what a detector is to look at, in any of AWS's three forms, of which there must be one. */
// AWS: unverified words.
export function detectorTaken(input: Given, scope: Scope): Watched {
  const { SingleMetricAnomalyDetector: single, MetricMathAnomalyDetector: math } = input;
  const { Namespace, MetricName, Dimensions, Stat } = input;
  const plain = Object.entries({ Namespace, MetricName, Dimensions, Stat });
  const said = plain.filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  if ((single ? 1 : 0) + (math ? 1 : 0) + (said.length > 0 ? 1 : 0) > 1)
    invalidCombination(
      'Only one of the parameters SingleMetricAnomalyDetector, MetricMathAnomalyDetector and ' +
        'Namespace, MetricName, Dimensions and Stat can be specified.',
    );
  return math ? mathOf(math.MetricDataQueries, scope) : singleOf(single ?? input, scope);
}

function singleOf(given: SingleMetricAnomalyDetector, { account }: Scope): Watched {
  const { AccountId, Namespace, MetricName, Dimensions, Stat } = given;
  for (const [name, value] of Object.entries({ Namespace, MetricName, Stat }))
    if (value === undefined) missingParameter(`The parameter ${name} is required.`);
  if (AccountId !== undefined && AccountId !== account) invalidParameter('AccountId', AccountId);
  if (!isStatistic(Stat!)) invalidParameter('Stat', Stat);
  const metric = metricOf(Namespace!, MetricName!, Dimensions);
  return { queries: [{ id: 'm', metric, stat: Stat!, returnData: true }], math: false };
}

function mathOf(given: Parameters<typeof queriesOf>[0] | undefined, scope: Scope): Watched {
  if (!given || given.length === 0) missingParameter('The parameter MetricDataQueries is required.');
  const queries = queriesOf(given!, 'MetricMathAnomalyDetector.MetricDataQueries', scope);
  // AWS: user guide, "Anomaly detection on metric math": up to 10 metrics, of one period.
  if (queries.length > 10) invalidValue('An anomaly detector can look at up to 10 metrics and expressions.');
  assertUniqueReturn(queries, invalidValue);
  return { queries, math: true };
}

const rangesMax = 10;

/** Reads how a model is to be trained. */
export function trainingGiven(input: PutAnomalyDetectorCommandInput): Training {
  const { ExcludedTimeRanges = [], MetricTimezone, ...more } = input.Configuration ?? {};
  if (ExcludedTimeRanges.length > rangesMax)
    invalidValue(`The collection ExcludedTimeRanges must not have a size greater than ${rangesMax}.`);
  const excluded = ExcludedTimeRanges.map(({ StartTime, EndTime }) => {
    const range = { from: epochMs(StartTime!), to: epochMs(EndTime!) };
    if (range.from >= range.to)
      invalidValue('The StartTime of an excluded time range must be before its EndTime.');
    return range;
  });
  if (MetricTimezone !== undefined && !namedZone(MetricTimezone))
    invalidParameter('Configuration.MetricTimezone', MetricTimezone);
  return {
    ...(excluded.length > 0 && { excluded }),
    timeZone: MetricTimezone,
    adaptationSpeed: more.AdaptationSpeed,
    outlierFiltering: more.OutlierFilteringStrength,
    periodicSpikes: input.MetricCharacteristics?.PeriodicSpikes,
  };
}

export function describeTraining(
  training: Training,
): Pick<AnomalyDetector, 'Configuration' | 'MetricCharacteristics'> {
  const { excluded, timeZone, adaptationSpeed, outlierFiltering, periodicSpikes } = training;
  const ranges = excluded?.map(({ from, to }) => ({ StartTime: new Date(from), EndTime: new Date(to) }));
  return {
    Configuration: {
      ...(ranges && { ExcludedTimeRanges: ranges }),
      ...(timeZone !== undefined && { MetricTimezone: timeZone }),
      ...(adaptationSpeed && { AdaptationSpeed: adaptationSpeed }),
      ...(outlierFiltering && { OutlierFilteringStrength: outlierFiltering }),
    },
    ...(periodicSpikes !== undefined && { MetricCharacteristics: { PeriodicSpikes: periodicSpikes } }),
  };
}
