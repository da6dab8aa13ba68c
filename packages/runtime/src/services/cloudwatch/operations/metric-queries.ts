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
  const newestFirst = input.ScanBy !== 'TimestampAscending';
  const reader = new Reader(call, queries, span);
  const results = queries
    .filter(({ returnData }) => returnData)
    .flatMap((query) => reader.resultsOf(query, offsetMs))
    .map((result) => (newestFirst ? reversed(result) : result));
  const limit = Math.min(input.MaxDatapoints ?? datapointsMax, datapointsMax);
  if (limit < 1) validationError('The parameter MaxDatapoints must be greater than 0.');
  return { ...paged(results, input.NextToken, limit), Messages: reader.messages };
};

/** Reads queries, each at its own period; what several lean on is read once. */
class Reader {
  readonly #call: Call;
  readonly #queries: readonly Query[];
  readonly #span: Span;
  readonly #readings = new Map<number, { readonly readings: Readings; readonly times: readonly number[] }>();
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
    const periodSeconds = periodOf(query, this.#queries);
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

/** An expression's own period, or the longest of the metrics it leans on and of what it searches for. */
function periodOf(query: Query, queries: readonly Query[]): number {
  if (query.periodSeconds !== undefined) return query.periodSeconds;
  const behind = periodsBehind(query, queries);
  return behind.length > 0 ? Math.max(...behind) : 300;
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
  return { MetricDataResults: page, ...(next !== undefined && { NextToken: next }) };
}
