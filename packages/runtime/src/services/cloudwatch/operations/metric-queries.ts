import type {
  GetMetricDataCommandInput,
  GetMetricDataOutput,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { Readings, timesOf, type Grid } from '../alarm/readings.ts';
import { invalidToken, validationError } from '../errors.ts';
import { ExpressionError } from '../expression/parse.ts';
import type { Series, Value } from '../expression/values.ts';
import { epochMs } from '../moments.ts';
import { badExpression, metricsBehind, queriesOf } from '../queries.ts';
import { rowsOf, seriesOf, type Query } from '../records.ts';

const queriesMax = 500;
const datapointsMax = 100_800;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** How long data can be read by periods of at least so many seconds. */
// AWS: "StartTime … between 3 hours and 15 days ago: use a multiple of 60 seconds …", in API_MetricStat, and
// https://aws.amazon.com/cloudwatch/faqs: "data points with a period of 60 seconds are available for 15
// days".
const readableMs: readonly (readonly [seconds: number, ms: number])[] = [
  [3600, 455 * dayMs],
  [300, 63 * dayMs],
  [60, 15 * dayMs],
  [0, 180 * minuteMs],
];

/** No data is further ahead: PutMetricData refuses it. */
const aheadMsMax = 120 * minuteMs;

interface Span {
  readonly from: number;
  readonly to: number;
}

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
export const getMetricData: Handler<GetMetricDataCommandInput, GetMetricDataOutput> = (input, call) => {
  const given = input.MetricDataQueries ?? [];
  if (given.length > queriesMax)
    validationError(`The collection MetricDataQueries must not have a size greater than ${queriesMax}.`);
  const queries = queriesOf(given, 'MetricDataQueries');
  const span = { from: epochMs(input.StartTime!), to: epochMs(input.EndTime!) };
  if (!(span.from < span.to)) validationError('The parameter EndTime must be greater than StartTime.');
  const newestFirst = input.ScanBy !== 'TimestampAscending';
  const results = queries
    .filter(({ returnData }) => returnData)
    .flatMap((query) => resultsOf(call, query, queries, span))
    .map((result) => (newestFirst ? reversed(result) : result));
  return paged(results, input.NextToken, Math.min(input.MaxDatapoints ?? datapointsMax, datapointsMax));
};

function resultsOf(call: Call, query: Query, queries: readonly Query[], span: Span): MetricDataResult[] {
  const grid = gridOf(periodOf(query, queries), span, call.now);
  const rows = ({ metric }: Query) => rowsOf(call.tx, call, seriesOf(metric!), grid.start, span.to);
  const value = read(new Readings(queries, grid, rows), query);
  const times = timesOf(grid);
  return seriesIn(value, query, times.length).map((series) => {
    const there = series.values.flatMap((each, at) => (each === undefined ? [] : [{ at, each }]));
    return {
      Id: query.id,
      Label: series.label,
      Timestamps: there.map(({ at }) => new Date(times[at]!)),
      Values: there.map(({ each }) => each),
      StatusCode: 'Complete' as const,
    };
  });
}

/** Where there may be data; AWS answers timestamps that are multiples of the period. */
function gridOf(periodSeconds: number, { from, to }: Span, now: number): Grid {
  const periodMs = periodSeconds * 1000;
  const [, ageMsMax] = readableMs.find(([seconds]) => periodSeconds >= seconds)!;
  const start = Math.floor(Math.max(from, now - ageMsMax) / periodMs) * periodMs;
  return { start, end: Math.ceil(Math.min(to, now + aheadMsMax) / periodMs) * periodMs, periodMs };
}

function read(readings: Readings, query: Query): Value {
  try {
    return readings.of(query.id)!.value;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return badExpression(query.id, error);
  }
}

/** An expression's own period, or the longest of the metrics it leans on. */
function periodOf(query: Query, queries: readonly Query[]): number {
  if (query.periodSeconds !== undefined) return query.periodSeconds;
  return Math.max(60, ...metricsBehind(query, queries).map(({ periodSeconds }) => periodSeconds!));
}

/** A number is shown as a series of itself. */
function seriesIn(value: Value, query: Query, length: number): readonly Series[] {
  switch (value.kind) {
    case 'series':
      return [value];
    case 'list':
      return value.items;
    case 'number': {
      const values = Array.from({ length }, () => (Number.isFinite(value.value) ? value.value : undefined));
      return [{ kind: 'series', label: query.label ?? query.id, values }];
    }
    case 'text':
      return validationError(`Error in expression '${query.id}' [a text is no metric]`);
  }
}

function reversed(result: MetricDataResult): MetricDataResult {
  return {
    ...result,
    Timestamps: [...result.Timestamps!].reverse(),
    Values: [...result.Values!].reverse(),
  };
}

/** Cuts a page of datapoints out of the results; the token says how many went before. */
function paged(
  results: readonly MetricDataResult[],
  token: string | undefined,
  limit: number,
): GetMetricDataOutput {
  const skip = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isSafeInteger(skip) || skip < 0) invalidToken();
  let before = 0;
  const page = results.map((result): MetricDataResult => {
    const count = result.Values!.length;
    const start = Math.min(Math.max(skip - before, 0), count);
    const end = Math.min(Math.max(skip + limit - before, 0), count);
    before += count;
    return {
      ...result,
      Timestamps: result.Timestamps!.slice(start, end),
      Values: result.Values!.slice(start, end),
      StatusCode: end < count ? 'PartialData' : 'Complete',
    };
  });
  const next = skip + limit < before ? Buffer.from(String(skip + limit)).toString('base64url') : undefined;
  return { MetricDataResults: page, Messages: [], ...(next !== undefined && { NextToken: next }) };
}
