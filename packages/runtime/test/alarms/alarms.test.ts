import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateAlarm } from '../../src/services/cloudwatch/alarm/evaluation.ts';
import { seriesOf, type AlarmConfiguration } from '../../src/services/cloudwatch/records.ts';
import type { Row } from '../../src/services/cloudwatch/rows.ts';
import { mergedRows, summaryOf } from '../../src/services/cloudwatch/summaries.ts';
import { World } from '../world.ts';
import { historyOf, metricNamed, queriesOf, type Declared, type History, type Sample } from './history.ts';
import { evaluateSlowly } from './slow-evaluator.ts';

/** `npm run test:crash` has the time for more. */
const exhaustive = process.env['CRASH'] === 'all';
const histories = exhaustive ? 10_000 : 300;

function configurationOf(declared: Declared): AlarmConfiguration {
  return {
    name: 'random',
    actionsEnabled: true,
    okActions: [],
    alarmActions: [],
    insufficientDataActions: [],
    queries: queriesOf(declared),
    math: declared.math !== undefined,
    periodSeconds: declared.periodSeconds,
    evaluationPeriods: declared.evaluationPeriods,
    datapointsToAlarm: declared.datapointsToAlarm,
    threshold: declared.threshold,
    comparisonOperator: declared.comparison,
    treatMissingData: declared.treatMissingData,
    lowSamplePercentile: declared.lowSamplePercentile,
    updatedAt: 0,
    tags: {},
  };
}

/** Rows as PutMetricData makes them. */
function rowsBy(samples: readonly Sample[], now: number): Record<string, Row[]> {
  const rows = new Map<string, Map<string, Row>>();
  for (const { metric, time, arrived, values, isHighResolution } of samples) {
    if (arrived > now) continue;
    const resolutionSeconds = isHighResolution ? 1 : 60;
    const start = Math.floor(time / (resolutionSeconds * 1000)) * resolutionSeconds * 1000;
    const summary = summaryOf(values.map((value) => [value, 1] as const));
    const row: Row = { start, resolutionSeconds, unit: 'None', ...summary };
    const series = seriesOf(metricNamed(metric));
    const known = rows.get(series) ?? new Map<string, Row>();
    rows.set(series, known);
    const before = known.get(`${start}`);
    known.set(`${start}`, before ? mergedRows(before, row) : row);
  }
  return Object.fromEntries([...rows].map(([series, known]) => [series, [...known.values()]]));
}

const mulled = ({ declared, samples, looks }: History) =>
  looks.map((now) => {
    const known = { configuration: undefined, rows: rowsBy(samples, now) };
    const { state = 'as it was' } = evaluateAlarm(configurationOf(declared), known, now);
    return { now, house: state, slow: evaluateSlowly(declared, samples, now) };
  });

test(`of ${histories} random histories, alarms are judged as by the slow evaluator`, () => {
  const states = new Map<string, number>();
  for (let seed = 1; seed <= histories; seed++) {
    const history = historyOf(seed);
    for (const { now, house, slow } of mulled(history)) {
      const told = () =>
        `history ${seed} at ${new Date(now).toISOString()}: ${JSON.stringify(history.declared)}`;
      if (house !== slow) assert.equal(house, slow, told());
      states.set(house, (states.get(house) ?? 0) + 1);
    }
  }
  // A test that never alarms would prove nothing.
  const share = (state: string) => (states.get(state) ?? 0) / (histories * 12);
  for (const state of ['OK', 'ALARM', 'INSUFFICIENT_DATA', 'as it was'])
    assert.ok(share(state) > 0.03, `${state}: ${share(state)}`);
});

/** Through the whole house: put as it was measured, looked at once everything has been judged. */
test(`of ${exhaustive ? 40 : 3} random histories, the house's own alarms end as by the slow evaluator`, async () => {
  for (let seed = 1; seed <= (exhaustive ? 40 : 3); seed++) {
    const { declared, samples } = historyOf(seed * 7919);
    const world = new World();
    const begin = Date.UTC(2026, 0, 1);
    const shift = begin - Math.floor(samples[0]?.time ?? begin);
    const base = Math.ceil(shift / 300_000) * 300_000 - shift;
    const moved = samples.map((sample) => ({ ...sample, time: sample.time + shift + base, arrived: 0 }));
    await world.ask('cloudwatch', 'PutMetricAlarm', asked(declared));
    const ordered = [...moved].sort((a, b) => a.time - b.time);
    let passed = 0;
    for (const sample of ordered) {
      const until = Math.max(passed, sample.time - begin);
      if (until > passed) await world.run(`time +${until - passed}ms`);
      passed = until;
      await world.ask('cloudwatch', 'PutMetricData', datum(sample));
    }
    const step = declared.periodSeconds < 60 ? 10_000 : 60_000;
    const end = (Math.floor(passed / step) + 1) * step + 6_000;
    await world.run(`time +${end - passed}ms`);
    const { MetricAlarms } = await world.ask('cloudwatch', 'DescribeAlarms', {});
    const wanted = evaluateSlowly(declared, moved, begin + end);
    if (wanted !== 'as it was') assert.equal(MetricAlarms[0].StateValue, wanted, `history ${seed * 7919}`);
  }
});

function asked(declared: Declared): object {
  const { stat, math, periodSeconds } = declared;
  const metric = (index: number) => ({ Namespace: 'Random', MetricName: `m${index}` });
  const simple = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'].includes(stat);
  const measured = (index: number) => ({
    Id: `m${index}`,
    ReturnData: false,
    MetricStat: { Metric: metric(index), Period: periodSeconds, Stat: stat },
  });
  const judged = math
    ? { Metrics: [measured(1), measured(2), { Id: 'e', Expression: math.expression }] }
    : { ...metric(1), Period: periodSeconds, [simple ? 'Statistic' : 'ExtendedStatistic']: stat };
  const { treatMissingData, lowSamplePercentile } = declared;
  return {
    AlarmName: 'random',
    ...judged,
    EvaluationPeriods: declared.evaluationPeriods,
    DatapointsToAlarm: declared.datapointsToAlarm,
    Threshold: declared.threshold,
    ComparisonOperator: declared.comparison,
    ...(treatMissingData && { TreatMissingData: treatMissingData }),
    ...(lowSamplePercentile && { EvaluateLowSampleCountPercentile: lowSamplePercentile }),
  };
}

const datum = ({ metric, time, values, isHighResolution }: Sample): object => ({
  Namespace: 'Random',
  MetricData: [
    {
      MetricName: `m${metric + 1}`,
      Timestamp: new Date(time).toISOString(),
      Values: [...values],
      StorageResolution: isHighResolution ? 1 : 60,
    },
  ],
});
