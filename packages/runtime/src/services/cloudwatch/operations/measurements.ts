import type { MetricDatum, PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import type { Alarm, AlarmFact } from '../flow/alarm.ts';
import { invalidCombination, invalidParameter, invalidValue, missingParameter } from '../errors.ts';
import { assertAscii, assertNames, metricOf } from '../metrics.ts';
import { epochMs, type Moment } from '../moments.ts';
import { alarmFlowKind, metricPlace, seriesOf, watchers, type Metric } from '../records.ts';
import { aged } from '../retention.ts';
import { keepRow, type Resolution, type Row } from '../rows.ts';
import { mergedRows, summaryOf, summaryOfOne, type Summary } from '../summaries.ts';
import { withRollUp } from './retention.ts';

/** AWS: "up to 1000 different metrics" and "as many as 150 values" a request, in API_PutMetricData. */
const dataMax = 1000;
const valuesMax = 150;

/** AWS: "Time stamps … can be up to two weeks before the current date and up to 2 hours ahead". */
const pastMsMax = 14 * 24 * 60 * 60 * 1000;
const futureMsMax = 2 * 60 * 60 * 1000;

const valueMax = 2 ** 360;
const hourMs = 60 * 60 * 1000;

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
export const putMetricData: Handler<PutMetricDataCommandInput, object> = (input, call) => {
  const namespace = input.Namespace!;
  // AWS: names that begin with AWS/ are the services' own.
  if (/^AWS\//i.test(namespace) && call.caller.service === undefined)
    invalidParameter('Namespace', namespace);
  assertAscii(namespace, 'Namespace');
  const touched = new Map<string, Touched>();
  for (const [group, data] of groupsIn(input)) {
    for (let index = 0; index < data.length; index++) {
      const given = { datum: data[index]!, group, index };
      touch(touched, given, metricIn(namespace, given), rowIn(given, call.now));
    }
  }
  const watched: Watched[] = [];
  for (const { series, metric, rows, given } of touched.values()) {
    let over = Infinity;
    let finest: Resolution = 60;
    for (const row of rows) {
      keepRow(call.tx, call, series, row);
      over = Math.min(over, row.start + row.resolutionSeconds * 1000);
      if (row.resolutionSeconds === 1) finest = 1;
    }
    if (noteMetric(call, series, { metric, finest, given })) watched.push({ series, over });
  }
  tellAlarms(call, watched);
  return {};
};

/** A metric of a request, and what of it falls into which row: rows are read and written once. */
interface Touched {
  readonly series: string;
  readonly metric: Metric;
  readonly rows: Row[];
  /** Where it was named first. */
  readonly given: Given;
}

/** A datum of the request, and where it is: what errors call it is put into words where one is told. */
interface Given {
  readonly datum: MetricDatum;
  readonly group: string;
  readonly index: number;
}

const nameOf = ({ group, index }: Given): string => `${group}.member.${index + 1}`;

function touch(touched: Map<string, Touched>, given: Given, metric: Metric, row: Row): void {
  const series = seriesOf(metric);
  const rows = touched.get(series)?.rows;
  if (!rows) return void touched.set(series, { series, metric, rows: [row], given });
  const { start, resolutionSeconds, unit } = row;
  // Most often it is the last one.
  const at = rows.findLastIndex(
    (each) => each.start === start && each.resolutionSeconds === resolutionSeconds && each.unit === unit,
  );
  if (at < 0) rows.push(row);
  else rows[at] = mergedRows(rows[at]!, row);
}

type Group = readonly [name: string, data: readonly MetricDatum[]];

function groupsIn(input: PutMetricDataCommandInput): readonly Group[] {
  const groups: readonly Group[] = [
    ['MetricData', input.MetricData ?? []],
    ...(input.EntityMetricData ?? []).map((entity, index): Group => [
      `EntityMetricData.member.${index + 1}.MetricData`,
      entity.MetricData ?? [],
    ]),
  ];
  const count = groups.reduce((total, [, data]) => total + data.length, 0);
  if (count === 0) missingParameter('The parameter MetricData is required.');
  if (count > dataMax)
    invalidValue(`The collection MetricData must not have a size greater than ${dataMax}.`);
  return groups;
}

const metricIn = (namespace: string, given: Given): Metric =>
  metricOf(namespace, given.datum.MetricName!, given.datum.Dimensions, () => `${nameOf(given)}.Dimensions`);

function rowIn(given: Given, now: number): Row {
  const { datum } = given;
  const resolutionSeconds = datum.StorageResolution === 1 ? 1 : 60;
  if (datum.StorageResolution !== undefined && datum.StorageResolution !== resolutionSeconds)
    invalidParameter(`${nameOf(given)}.StorageResolution`, datum.StorageResolution);
  const time = datum.Timestamp === undefined ? now : epochMs(datum.Timestamp as Moment);
  if (!(time >= now - pastMsMax && time <= now + futureMsMax)) {
    const when = 'no more than two weeks in the past, and no more than two hours in the future';
    invalidValue(`The parameter ${nameOf(given)}.Timestamp must specify a time ${when}.`);
  }
  const stepMs = resolutionSeconds * 1000;
  const start = Math.floor(time / stepMs) * stepMs;
  const { sampleCount, sum, minimum, maximum, values } = summaryIn(given);
  const unit = datum.Unit ?? 'None';
  const row: Row = { start, resolutionSeconds, unit, sampleCount, sum, minimum, maximum, values };
  // What comes late at high resolution is as coarse at once as it would have become.
  return aged(row, now) ?? row;
}

/** A datum's values in any of the three forms AWS takes, of which there must be exactly one. */
function summaryIn(given: Given): Summary {
  const { Value, Values, StatisticValues, Counts } = given.datum;
  if (Value !== undefined && Values === undefined && StatisticValues === undefined && isValue(Value))
    return summaryOfOne(Value + 0); // What is kept has no -0.
  const name = nameOf(given);
  const forms = [Value, Values, StatisticValues].filter((form) => form !== undefined).length;
  const names = `${name}.Value, ${name}.Values and ${name}.StatisticValues`;
  if (forms === 0) missingParameter(`At least one of the parameters ${names} must be specified.`);
  if (forms > 1)
    invalidCombination(
      `The parameters ${names} are mutually exclusive and you have specified more than one.`,
    );
  if (StatisticValues !== undefined) return statisticSet(StatisticValues, name);
  if (Value !== undefined) return invalidParameter(`${name}.Value`, Value);
  return countedValues(Values!, Counts, name);
}

function statisticSet(set: NonNullable<MetricDatum['StatisticValues']>, name: string): Summary {
  const of = (member: keyof typeof set) => assertValue(set[member]!, `${name}.StatisticValues.${member}`);
  const [sampleCount, sum] = [of('SampleCount'), of('Sum')];
  const [minimum, maximum] = [of('Minimum'), of('Maximum')];
  if (sampleCount <= 0) invalidParameter(`${name}.StatisticValues.SampleCount`, sampleCount);
  if (minimum > maximum)
    invalidCombination(
      `The parameter ${name}.StatisticValues.Maximum must be greater than or equal to ` +
        `${name}.StatisticValues.Minimum.`,
    );
  // AWS: percentiles of a statistic set are known where it has one value only.
  const values = minimum === maximum ? [minimum, sampleCount] : undefined;
  return { sampleCount, sum, minimum, maximum, values };
}

function countedValues(
  values: readonly number[],
  counts: readonly number[] | undefined,
  name: string,
): Summary {
  if (values.length === 0) missingParameter(`The parameter ${name}.Values is required.`);
  if (values.length > valuesMax)
    invalidValue(`The collection ${name}.Values must not have a size greater than ${valuesMax}.`);
  if (counts && counts.length !== values.length)
    invalidValue(`The parameters ${name}.Values and ${name}.Counts must be of the same size.`);
  const pairs = values.map((value, index): [number, number] => {
    const count = counts?.[index] ?? 1;
    if (!(count >= 0 && Number.isFinite(count)))
      invalidParameter(`${name}.Counts.member.${index + 1}`, count);
    return [assertValue(value, `${name}.Values.member.${index + 1}`), count];
  });
  if (pairs.every(([, count]) => count === 0)) invalidParameter(`${name}.Counts`, 0);
  return summaryOf(pairs);
}

const isValue = (value: number): boolean => Number.isFinite(value) && Math.abs(value) <= valueMax;

const assertValue = (value: number, name: string): number =>
  isValue(value) ? value + 0 : invalidParameter(name, value);

/** Keeps a metric known. Answers whether alarms may look at it. */
function noteMetric(call: Call, series: string, { metric, finest, given }: Noted): boolean {
  const place = metricPlace(call, metric, series);
  const known = place.get(call.tx);
  if (!known) assertNames(given.datum, nameOf(given));
  const isRecent = known?.watched !== undefined && known.lastAt >= call.now - hourMs;
  const watched =
    known?.watched ?? watchers.list(call.tx, call, { prefix: `${series}|`, limit: 1 }).length > 0;
  const noted = withRollUp(
    call,
    isRecent ? known : { ...(known ?? metric), watched, lastAt: call.now },
    finest,
  );
  if (noted !== known) place.put(call.tx, noted);
  return watched;
}

interface Noted {
  readonly metric: Metric;
  readonly given: Given;
  /** The finest resolution at which something was put. */
  readonly finest: Resolution;
}

/** A series that alarms may look at, and when the first of what was put of it is over. */
interface Watched {
  readonly series: string;
  readonly over: number;
}

/**
 * Tells the alarms that look at what was put: at once about periods that are over, and whenever an alarm
 * sleeps because nothing was measured. An alarm that is awake will see the running period when it ends.
 */
function tellAlarms(call: Call, watched: readonly Watched[]): void {
  const told = new Set<string>();
  const arrived: AlarmFact = { type: 'DataArrived', at: call.now };
  for (const { series, over } of watched) {
    for (const alarm of watchers.list(call.tx, call, { prefix: `${series}|` })) {
      if (told.has(alarm)) continue;
      const id = flowId(alarmFlowKind, call, alarm);
      if (over > call.now && call.flows.state<Alarm>(id)?.evaluateAt !== undefined) continue;
      told.add(alarm);
      call.flows.tell(id, arrived);
    }
  }
}
