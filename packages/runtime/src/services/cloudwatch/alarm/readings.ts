import { ExpressionError, parseExpression } from '../expression/parse.ts';
import { evaluate } from '../expression/evaluate.ts';
import type { Search, Series, Value } from '../expression/values.ts';
import { bandOf } from '../anomaly/band.ts';
import { modelOf, trainingMs, type Model, type Training } from '../anomaly/model.ts';
import type { Metric, Query } from '../records.ts';
import type { Row } from '../rows.ts';
import { isStatistic, statisticOf } from '../statistics.ts';
import { byPeriod, type Summary } from '../summaries.ts';

/** A row of periods, the last of which ends at `end`. */
export interface Grid {
  readonly start: number;
  readonly end: number;
  readonly periodMs: number;
}

export const timesOf = ({ start, end, periodMs }: Grid): number[] =>
  Array.from({ length: Math.max(0, Math.ceil((end - start) / periodMs)) }, (_, i) => start + i * periodMs);

/** What is read of one query over a grid. */
export interface Reading {
  readonly value: Value;
  /** How many samples are behind each point; metrics only. */
  readonly sampleCounts?: readonly (number | undefined)[];
}

/** Where readings come from. */
export interface Source {
  readonly rows: (metric: Metric, grid: Grid) => readonly Row[];
  /** The metrics that SEARCH finds; undefined where it must not be used. */
  readonly search?: (text: string) => readonly { readonly metric: Metric; readonly label: string }[];
  /** What is known already of what is to be expected of a query. */
  readonly model?: (id: string) => Model | undefined;
  /** How a model of a query is to be trained, where someone has said so. */
  readonly training?: (query: Query) => Training | undefined;
}

/**
 * Reads queries that lean on each other, each when it is first needed. Throws ExpressionError for what
 * cannot be.
 */
export class Readings {
  readonly #queries: ReadonlyMap<string, Query>;
  readonly #source: Source;
  readonly #grid: Grid;
  readonly #times: readonly number[];
  readonly #known = new Map<string, Reading>();
  readonly #underWay = new Set<string>();
  /** Models that had to be made. */
  readonly learnt: Record<string, Model> = {};

  constructor(queries: readonly Query[], grid: Grid, source: Source) {
    this.#queries = new Map(queries.map((query) => [query.id, query]));
    this.#grid = grid;
    this.#times = timesOf(grid);
    this.#source = source;
  }

  of(id: string): Reading | undefined {
    const known = this.#known.get(id);
    const query = this.#queries.get(id);
    if (known || !query) return known;
    if (this.#underWay.has(id)) throw new ExpressionError(`'${id}' leans on itself`, 0);
    this.#underWay.add(id);
    const reading = query.metric ? this.#queried(query) : { value: this.#calculated(query) };
    this.#underWay.delete(id);
    this.#known.set(id, reading);
    return reading;
  }

  #queried({ metric, stat, unit, label }: Query): Reading {
    return this.#measured(metric!, { stat: stat!, unit, label: label ?? metric!.metricName });
  }

  #measured(
    metric: Metric,
    {
      stat,
      unit,
      label,
    }: { readonly stat: string; readonly unit: string | undefined; readonly label: string },
  ): Reading {
    const periods = byPeriod(this.#source.rows(metric, this.#grid), this.#grid, unit);
    const at = this.#times.map((time) => periods.get(time));
    const origin = { metric, stat, periodSeconds: this.#grid.periodMs / 1000 };
    return {
      value: { kind: 'series', label, values: at.map((summary) => value(summary, stat)), origin },
      sampleCounts: at.map((summary) => summary?.sampleCount),
    };
  }

  #calculated(query: Query): Value {
    const value = evaluate(parseExpression(query.expression!), {
      times: this.#times,
      periodSeconds: this.#grid.periodMs / 1000,
      query: (id) => this.of(id)?.value,
      metrics: () => this.#metrics(),
      search: (search) => this.#search(search),
      band: (id, deviations) => bandOf(this.#model(id), { times: this.#times, deviations, label: id }),
    });
    return value.kind === 'series' ? { ...value, label: query.label ?? query.id } : value;
  }

  #metrics(): { readonly id: string; readonly series: Series }[] {
    return [...this.#queries.values()]
      .filter((query) => query.metric)
      .map(({ id }) => ({ id, series: this.of(id)!.value as Series }));
  }

  #search({ text, stat, at }: Search): Series[] {
    // AWS: in public reports of PutMetricAlarm.
    if (!this.#source.search) throw new ExpressionError('SEARCH is not supported on Metric Alarms.', at);
    if (!isStatistic(stat)) throw new ExpressionError(`'${stat}' is no statistic`, at);
    const found = this.#source.search(text);
    return found.map(
      ({ metric, label }) => this.#measured(metric, { stat, unit: undefined, label }).value as Series,
    );
  }

  #model(id: string): Model {
    return this.#source.model?.(id) ?? (this.learnt[id] ??= this.#train(id));
  }

  /** Learns what is to be expected of a query from what there was in the two weeks before. */
  #train(id: string): Model {
    const { end, periodMs } = this.#grid;
    const start = Math.floor((end - trainingMs) / periodMs) * periodMs;
    const grid = { start, end: start + Math.floor((end - start) / periodMs) * periodMs, periodMs };
    const past = new Readings([...this.#queries.values()], grid, { ...this.#source, model: () => undefined });
    const { value } = past.of(id)!;
    const values = value.kind === 'series' ? value.values : [];
    return modelOf({ times: timesOf(grid), values }, this.#source.training?.(this.#queries.get(id)!));
  }
}

function value(summary: Summary | undefined, stat: string): number | undefined {
  return summary && statisticOf(summary, stat);
}
