import type {
  AnomalyDetector,
  DeleteAnomalyDetectorCommandInput,
  DescribeAnomalyDetectorsCommandInput,
  DescribeAnomalyDetectorsOutput,
  PutAnomalyDetectorCommandInput,
  PutAnomalyDetectorOutput,
} from '@aws-sdk/client-cloudwatch';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { describeTraining, detectorTaken, trainingGiven } from '../anomaly/detector.ts';
import { trainingMs, type Training } from '../anomaly/model.ts';
import { anomalyKey, type Watched } from '../anomaly/records.ts';
import { anomalyDetectorNotFound, invalidParameter, invalidToken, invalidValue } from '../errors.ts';
import { dimensionsOf, metricOf } from '../metrics.ts';
import { describeQuery } from '../queries.ts';
import {
  anomalyDetectors,
  metricKey,
  metrics,
  seriesOf,
  type AnomalyDetectorRecord,
  type Query,
} from '../records.ts';
import { firstRows } from '../rows.ts';

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAnomalyDetector.html
export const putAnomalyDetector: Handler<PutAnomalyDetectorCommandInput, PutAnomalyDetectorOutput> = (
  input,
  call,
) => ({ AnomalyDetectorId: keep(call, detectorTaken(input, call), trainingGiven(input)).id });

function keep(call: Call, watched: Watched, training: Training): AnomalyDetectorRecord {
  const key = anomalyKey(watched);
  const before = anomalyDetectors.get(call.tx, call, key);
  const record = { id: before?.id ?? call.ids.uuid(), ...watched, training };
  anomalyDetectors.put(call.tx, call, key, record);
  return record;
}

/** AWS: an alarm on a metric without a detector makes one. */
export function ensureDetectors(call: Call, queries: readonly Query[]): void {
  for (const { metric, stat } of queries) {
    const watched = { queries: [{ id: 'm', metric, stat, returnData: true }], math: false };
    if (metric && !anomalyDetectors.get(call.tx, call, anomalyKey(watched))) keep(call, watched, {});
  }
}

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAnomalyDetector.html
export const deleteAnomalyDetector: Handler<DeleteAnomalyDetectorCommandInput, object> = (input, call) => {
  const { AnomalyDetectorId: id } = input;
  const all = anomalyDetectors.list(call.tx, call);
  const key = id === undefined ? anomalyKey(detectorTaken(input, call)) : undefined;
  const record = all.find((each) => (key === undefined ? each.id === id : anomalyKey(each) === key));
  if (!record) return anomalyDetectorNotFound();
  anomalyDetectors.delete(call.tx, call, anomalyKey(record));
  return {};
};

/** AWS: API_DescribeAnomalyDetectors gives no maximum; that it is 50 is unverified. */
const listMax = 50;

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAnomalyDetectors.html
export const describeAnomalyDetectors: Handler<
  DescribeAnomalyDetectorsCommandInput,
  DescribeAnomalyDetectorsOutput
> = (input, call) => {
  if (input.MaxResults !== undefined && input.MaxResults < 1)
    invalidParameter('MaxResults', input.MaxResults);
  if (input.Dimensions && (input.MetricName === undefined || input.Namespace === undefined))
    invalidValue('The parameter Dimensions needs the parameters Namespace and MetricName.');
  const all = anomalyDetectors.list(call.tx, call).filter((record) => isWanted(record, input));
  const page = pageOf(all, anomalyKey, {
    token: input.NextToken,
    limit: Math.min(input.MaxResults ?? listMax, listMax),
    invalid: invalidToken,
  });
  return {
    AnomalyDetectors: page.items.map((record) => describe(record, call)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

function isWanted(record: AnomalyDetectorRecord, input: DescribeAnomalyDetectorsCommandInput): boolean {
  const { AnomalyDetectorIds, Namespace, MetricName, Dimensions } = input;
  if (AnomalyDetectorIds && !AnomalyDetectorIds.includes(record.id)) return false;
  // AWS: those of one metric alone, unless other types are asked for.
  const types = input.AnomalyDetectorTypes ?? (AnomalyDetectorIds ? undefined : ['SINGLE_METRIC']);
  if (types && !types.includes(record.math ? 'METRIC_MATH' : 'SINGLE_METRIC')) return false;
  const measured = record.queries.flatMap(({ metric }) => metric ?? []);
  const wanted = Dimensions && metricOf(Namespace!, MetricName!, Dimensions);
  return measured.some(
    (metric) =>
      (Namespace === undefined || metric.namespace === Namespace) &&
      (MetricName === undefined || metric.metricName === MetricName) &&
      (wanted === undefined || seriesOf(metric) === seriesOf(wanted)),
  );
}

function describe(record: AnomalyDetectorRecord, call: Call): AnomalyDetector {
  const { id, queries, math, training } = record;
  const said = { AnomalyDetectorId: id, ...describeTraining(training), StateValue: stateOf(record, call) };
  if (math) return { ...said, MetricMathAnomalyDetector: { MetricDataQueries: queries.map(describeQuery) } };
  const { metric, stat } = queries[0]!;
  const single = {
    Namespace: metric!.namespace,
    MetricName: metric!.metricName,
    Dimensions: dimensionsOf(metric!),
    Stat: stat!,
  };
  return { ...said, ...single, SingleMetricAnomalyDetector: single };
}

const dayMs = 24 * 60 * 60 * 1000;

/** A model is trained whenever it is needed; the state says from how much. */
// AWS: unverified, how much data is enough: here it is a day's.
function stateOf({ queries }: AnomalyDetectorRecord, call: Call): NonNullable<AnomalyDetector['StateValue']> {
  const known = queries.flatMap(({ metric }) => {
    const from = call.now - trainingMs;
    const [first] = metric ? firstRows(call.tx, call, seriesOf(metric), { from }) : [];
    const last = metric && metrics.get(call.tx, call, metricKey(metric))?.lastAt;
    return first && last !== undefined ? [last - first.start] : [];
  });
  if (known.length === 0) return 'PENDING_TRAINING';
  return Math.min(...known) >= dayMs - dayMs / 24 ? 'TRAINED' : 'TRAINED_INSUFFICIENT_DATA';
}
