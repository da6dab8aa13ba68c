import { assert } from '../../../base/assert.ts';
import { seriesOf, type AlarmConfiguration, type AlarmState } from '../records.ts';
import { percentOf } from '../statistics.ts';
import { ExpressionError } from '../expression/parse.ts';
import { crosses, evaluationRange, judge } from './judgement.ts';
import type { Knowledge, Models } from './knowledge.ts';
import { Readings, timesOf, type Grid } from './readings.ts';
import { reasonDataOf, reasonOf, type Bounds } from './reasons.ts';

export interface Evaluation {
  /** Undefined: the alarm stays as it is. */
  readonly state: AlarmState | undefined;
  /** Why, in CloudWatch's words: most evaluations change nothing, and are asked for none. */
  readonly explain: () => { readonly reason: string; readonly reasonData: string };
  /** Nothing was measured in the range or since: time alone changes nothing any more. */
  readonly silent: boolean;
  /** What was learnt for it, to be used for a while. */
  readonly models?: Models;
  /** The data makes something of the alarm's math that cannot be judged. */
  readonly isBroken?: boolean;
}

/** Alarms on periods under a minute are judged every 10 s, all others every minute. */
const stepMs = ({ periodSeconds }: AlarmConfiguration): number => (periodSeconds < 60 ? 10_000 : 60_000);

/** After the end of a minute (or of 10 s) an alarm waits this long for what was measured in it. */
// AWS: 5 s or so, in published notifications; which second it is differs from alarm to alarm.
const lagMs = ({ periodSeconds }: AlarmConfiguration): number => (periodSeconds < 60 ? 1_000 : 5_000);

/** When an alarm is judged next. */
export function nextEvaluation(alarm: AlarmConfiguration, now: number): number {
  const step = stepMs(alarm);
  const lag = lagMs(alarm);
  return (Math.floor((now - lag) / step) + 1) * step + lag;
}

/** When an alarm that is awake has been judged last. */
export const lastEvaluation = (alarm: AlarmConfiguration, now: number): number =>
  nextEvaluation(alarm, now) - stepMs(alarm);

/** What is judged, over the range. */
interface Judged {
  readonly values: readonly (number | undefined)[];
  readonly sampleCounts?: readonly (number | undefined)[] | undefined;
  readonly breaches: (value: number, at: number) => boolean;
  readonly bounds?: Bounds | undefined;
}

/** Judges the periods that are complete now, by the models there are or, where rows are known for it, new ones. */
export function evaluateAlarm(
  alarm: AlarmConfiguration,
  known: Knowledge,
  now: number,
  models?: Models,
): Evaluation {
  const grid = gridOf(alarm, now);
  const readings = new Readings(alarm.queries, grid, {
    rows: (metric) => known.rows[seriesOf(metric)] ?? [],
    model: (id) => models?.byId[id],
    training: ({ id }) => known.trainings?.[id],
  });
  const silent = Object.values(known.rows).every((rows) => rows.every((row) => row.start < grid.start));
  const judged = judgedBy(alarm, readings);
  if (!judged) return { state: undefined, silent, isBroken: true, explain: unexplained };
  const { values, sampleCounts, breaches } = judged;
  const judgement = judge(values, {
    evaluationPeriods: alarm.evaluationPeriods,
    datapointsToAlarm: alarm.datapointsToAlarm ?? alarm.evaluationPeriods,
    breaches,
    treatMissingData: alarm.treatMissingData ?? 'missing',
  });
  const state = tooFewSamples(alarm, judgement.evaluated, sampleCounts) ? undefined : judgement.state;
  // A model of nothing is no model: the next evaluation tries again.
  const learnt = Object.values(readings.learnt).some(({ season }) => season > 0);
  return {
    state,
    silent,
    ...(learnt && { models: { trainedAt: now, byId: readings.learnt } }),
    explain: () => {
      assert(state !== undefined, 'what does not change is not explained');
      const evidence = { judgement, state, times: timesOf(grid), ...judged };
      return { reason: reasonOf(alarm, evidence), reasonData: reasonDataOf(alarm, evidence, now) };
    },
  };
}

const unexplained = (): never => assert(false, 'what does not change is not explained') as never;

/** Undefined where the data makes something of the math that cannot be judged. */
function judgedBy(alarm: AlarmConfiguration, readings: Readings): Judged | undefined {
  const { thresholdMetricId, comparisonOperator } = alarm;
  try {
    const query = alarm.queries.find(({ id, returnData }) => returnData && id !== thresholdMetricId)!;
    const { value, sampleCounts } = readings.of(query.id)!;
    if (value.kind !== 'series') return undefined;
    const { values } = value;
    if (thresholdMetricId === undefined)
      return { values, sampleCounts, breaches: crosses(comparisonOperator, alarm.threshold!) };
    const band = readings.of(thresholdMetricId)!.value;
    if (band.kind !== 'list' || band.items.length !== 2) return undefined;
    const bounds = { upper: band.items[0]!.values, lower: band.items[1]!.values };
    // What nothing is expected of cannot be out of the ordinary: as if it was missing.
    const expected = values.map((each, at) => (bounds.upper[at] === undefined ? undefined : each));
    return { values: expected, sampleCounts, bounds, breaches: leaves(comparisonOperator, bounds) };
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

function leaves(comparisonOperator: string, { upper, lower }: Bounds): Judged['breaches'] {
  const above = (value: number, at: number) => value > upper[at]!;
  const below = (value: number, at: number) => value < lower[at]!;
  if (comparisonOperator === 'GreaterThanUpperThreshold') return above;
  if (comparisonOperator === 'LessThanLowerThreshold') return below;
  return (value, at) => above(value, at) || below(value, at);
}

function gridOf(alarm: AlarmConfiguration, now: number): Grid {
  const periodMs = alarm.periodSeconds * 1000;
  const end = Math.floor(now / stepMs(alarm)) * stepMs(alarm);
  return { start: end - evaluationRange(alarm.evaluationPeriods) * periodMs, end, periodMs };
}

/**
 * AWS: percentiles need 10/(1−p) samples above the median, and 10/p below, or are left alone where that is
 * asked.
 */
function tooFewSamples(
  alarm: AlarmConfiguration,
  evaluated: readonly number[],
  sampleCounts: readonly (number | undefined)[] | undefined,
): boolean {
  const percent = percentOf(alarm.queries[0]?.stat ?? '');
  if (alarm.lowSamplePercentile !== 'ignore' || alarm.math || percent === undefined) return false;
  const part = percent / 100;
  const samplesMin = 10 / (part > 0.5 ? 1 - part : part);
  return evaluated.some((at) => (sampleCounts?.[at] ?? 0) < samplesMin);
}
