import { assert } from '../../../base/assert.ts';
import { seriesOf, type AlarmConfiguration, type AlarmState } from '../records.ts';
import { percentOf } from '../statistics.ts';
import { crosses, evaluationRange, judge } from './judgement.ts';
import type { Knowledge } from './knowledge.ts';
import { Readings, timesOf, type Grid } from './readings.ts';
import { reasonDataOf, reasonOf } from './reasons.ts';

export interface Evaluation {
  /** Undefined: the alarm stays as it is. */
  readonly state: AlarmState | undefined;
  /** Why, in CloudWatch's words: most evaluations change nothing, and are asked for none. */
  readonly explain: () => { readonly reason: string; readonly reasonData: string };
  /** Nothing was measured in the range or since: time alone changes nothing any more. */
  readonly silent: boolean;
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

/** Judges the periods that are complete now. Pure. */
export function evaluateAlarm(alarm: AlarmConfiguration, known: Knowledge, now: number): Evaluation {
  const grid = gridOf(alarm, now);
  const readings = new Readings(alarm.queries, grid, {
    rows: (metric) => known.rows[seriesOf(metric)] ?? [],
  });
  const judged = alarm.queries.find(({ returnData }) => returnData)!;
  const reading = readings.of(judged.id)!;
  assert(reading.value.kind === 'series', `${alarm.name} is judged by one time series`);
  const { values } = reading.value;
  const breaches = crosses(alarm.comparisonOperator, alarm.threshold);
  const judgement = judge(values, {
    evaluationPeriods: alarm.evaluationPeriods,
    datapointsToAlarm: alarm.datapointsToAlarm ?? alarm.evaluationPeriods,
    breaches,
    treatMissingData: alarm.treatMissingData ?? 'missing',
  });
  const few = tooFewSamples(alarm, judgement.evaluated, reading.sampleCounts);
  const state = few ? undefined : judgement.state;
  const silent = Object.values(known.rows).every((rows) => rows.every((row) => row.start < grid.start));
  return {
    state,
    silent,
    explain: () => {
      assert(state !== undefined, 'what does not change is not explained');
      const { sampleCounts } = reading;
      const evidence = { judgement, state, times: timesOf(grid), values, breaches, sampleCounts };
      return { reason: reasonOf(alarm, evidence), reasonData: reasonDataOf(alarm, evidence, now) };
    },
  };
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
