import type {
  GetMetricDataCommandInput,
  GetMetricDataOutput,
  MessageData,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { Readings, timesOf, type Grid } from '../alarm/readings.ts';
import { trainingOf } from '../anomaly/records.ts';
import { invalidToken, validationError } from '../errors.ts';
import { ExpressionError } from '../expression/parse.ts';
import type { Series, Value } from '../expression/values.ts';
import { dynamicLabel, offsetOf } from '../labels.ts';
import { epochMs } from '../moments.ts';
import { badExpression, periodsBehind, queriesOf } from '../queries.ts';
import { seriesOf, type Query } from '../records.ts';
import { readableFrom } from '../retention.ts';
import { rowsOf } from '../rows.ts';
import { searchMetrics } from '../search/metrics.ts';

const queriesMax = 500;
const datapointsMax = 100_800;

const minuteMs = 60_000;

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
  const queries = queriesOf(given, 'MetricDataQueries', call);
  const span = { from: epochMs(input.StartTime!), to: epochMs(input.EndTime!) };
  if (!(span.from < span.to)) validationError('The parameter EndTime must be greater than StartTime.');
  const offsetMs = offsetOf(input.LabelOptions?.Timezone);
  const limit = Math.min(input.MaxDatapoints ?? datapointsMax, datapointsMax);
  if (limit < 1) validationError('The parameter MaxDatapoints must be greater than 0.');
  const isNewestFirst = input.ScanBy !== 'TimestampAscending';
  const reader = new Reader(call, queries, span);
  const returned = queries.filter(({ returnData }) => returnData);
  const page = pageOf(returned, { from: placeOf(input.NextToken), limit }, (query) => {
    const results = reader.resultsOf(query, offsetMs);
    return isNewestFirst ? results.map(reversed) : results;
  });
  return { ...page, Messages: reader.messages };
};

/** Reads queries, each at its own period; what several lean on is read once. */
class Reader {
  readonly #call: Call;
  readonly #queries: readonly Query[];
  readonly #span: Span;
  readonly #readings = new Map<number, { readonly readings: Readings; readonly times: readonly number[] }>();
  readonly #periods = new Map<string, ReadonlySet<number>>();
  #isCut = false;

  constructor(call: Call, queries: readonly Query[], span: Span) {
    this.#call = call;
    this.#queries = queries;
    this.#span = span;
  }

  get messages(): MessageData[] {
    // AWS: API_GetMetricData gives this message as an example; its code is unverified.
    return this.#isCut
      ? [{ Code: 'MaxMetricsExceeded', Value: 'Maximum number of allowed metrics exceeded' }]
      : [];
  }

  resultsOf(query: Query, offsetMs: number): MetricDataResult[] {
    const periodSeconds = this.#periodOf(query);
    const { readings, times } = this.#at(periodSeconds);
    const { account, region, now } = this.#call;
    const scope = { account, region };
    return seriesIn(read(readings, query), query).map((series) => {
      const labelled = { series, times, periodSeconds, scope, now, offsetMs };
      const there = series.values.flatMap((each, at) => (each === undefined ? [] : [{ at, each }]));
      return {
        Id: query.id,
        Label: dynamicLabel(labelOf(query, series), labelled),
        Timestamps: there.map(({ at }) => new Date(times[at]!)),
        Values: there.map(({ each }) => each),
        StatusCode: 'Complete' as const,
      };
    });
  }

  /** An expression's own period, or the longest of the metrics it leans on and of what it searches for. */
  #periodOf(query: Query): number {
    if (query.periodSeconds !== undefined) return query.periodSeconds;
    const behind = periodsBehind(query, this.#queries, this.#periods);
    return behind.size > 0 ? Math.max(...behind) : 300;
  }

  #at(periodSeconds: number) {
    const known = this.#readings.get(periodSeconds);
    if (known) return known;
    const { tx, now } = this.#call;
    const grid = gridOf(periodSeconds, this.#span, now);
    const readings = new Readings(this.#queries, grid, {
      rows: (metric, { start, end }) => rowsOf(tx, this.#call, seriesOf(metric), start, end),
      search: (text) => {
        const found = searchMetrics(this.#call, text);
        this.#isCut ||= found.isCut;
        return found.metrics;
      },
      training: (query) => trainingOf(tx, this.#call, query),
    });
    const at = { readings, times: timesOf(grid) };
    this.#readings.set(periodSeconds, at);
    return at;
  }
}

/** AWS: of several time series, the expression's label goes before each one's own, unless it says where. */
function labelOf({ id, label, metric, expression }: Query, series: Series): string {
  if (label?.includes('${LABEL}')) return label;
  if (metric || series.label === (label ?? id)) return label ?? series.label;
  if (label === undefined)
    return /^\s*SEARCH\s*\(/.test(expression!) ? series.label : `${id} ${series.label}`;
  return `${label} ${series.label}`.trim();
}

/** Where there may be data; AWS answers timestamps that are multiples of the period. */
function gridOf(periodSeconds: number, { from, to }: Span, now: number): Grid {
  const periodMs = periodSeconds * 1000;
  const start = Math.floor(Math.max(from, readableFrom(periodSeconds, now)) / periodMs) * periodMs;
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

/** AWS: "The final result of any math expression must be a single time series or an array of time series." */
function seriesIn(value: Value, query: Query): readonly Series[] {
  if (value.kind === 'series') return [value];
  if (value.kind === 'list') return value.items;
  // AWS: unverified words.
  return validationError(`Error in expression '${query.id}': the expression must return time series`);
}

function reversed(result: MetricDataResult): MetricDataResult {
  return {
    ...result,
    Timestamps: [...result.Timestamps!].reverse(),
    Values: [...result.Values!].reverse(),
  };
}

/** Where a page begins: at a data point of those that a query answers. */
interface Place {
  readonly query: number;
  readonly point: number;
}

function placeOf(token: string | undefined): Place {
  if (token === undefined) return { query: 0, point: 0 };
  const [, query, point] = /^(\d{1,3})\|(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  return query === undefined ? invalidToken() : { query: Number(query), point: Number(point) };
}

const tokenOf = ({ query, point }: Place): string => Buffer.from(`${query}|${point}`).toString('base64url');

interface PageRequest {
  readonly from: Place;
  readonly limit: number;
}

/** A page of data points. Queries that it has no room for are not read: they come with the next one. */
function pageOf(
  queries: readonly Query[],
  { from, limit }: PageRequest,
  read: (query: Query) => readonly MetricDataResult[],
): GetMetricDataOutput {
  const MetricDataResults: MetricDataResult[] = [];
  let left = limit;
  for (let at = from.query; at < queries.length; at++) {
    const skip = at === from.query ? from.point : 0;
    const results = read(queries[at]!);
    MetricDataResults.push(...cut(results, skip, left));
    const rest = countOf(results) - skip - left;
    const next = rest > 0 ? { query: at, point: skip + left } : { query: at + 1, point: 0 };
    left = Math.max(0, -rest);
    if (left === 0 && next.query < queries.length) return { MetricDataResults, NextToken: tokenOf(next) };
  }
  return { MetricDataResults };
}

const countOf = (results: readonly MetricDataResult[]): number =>
  results.reduce((count, { Values }) => count + Values!.length, 0);

/** Leaves out what went before, and what has no room. */
function cut(results: readonly MetricDataResult[], skip: number, limit: number): MetricDataResult[] {
  let before = 0;
  return results.map((result) => {
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
}
