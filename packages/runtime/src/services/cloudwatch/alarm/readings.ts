import { ExpressionError, parseExpression } from '../expression/parse.ts';
import { evaluate } from '../expression/evaluate.ts';
import type { Series, Value } from '../expression/values.ts';
import type { Query, Row } from '../records.ts';
import { byPeriod, statisticOf, type Summary } from '../statistics.ts';

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

/**
 * Reads queries that lean on each other, each when it is first needed. Throws ExpressionError for what
 * cannot be.
 */
export class Readings {
  readonly #queries: ReadonlyMap<string, Query>;
  readonly #rows: (query: Query) => readonly Row[];
  readonly #grid: Grid;
  readonly #known = new Map<string, Reading>();
  readonly #underWay = new Set<string>();

  constructor(queries: readonly Query[], grid: Grid, rows: (query: Query) => readonly Row[]) {
    this.#queries = new Map(queries.map((query) => [query.id, query]));
    this.#grid = grid;
    this.#rows = rows;
  }

  of(id: string): Reading | undefined {
    const known = this.#known.get(id);
    const query = this.#queries.get(id);
    if (known || !query) return known;
    if (this.#underWay.has(id)) throw new ExpressionError(`'${id}' leans on itself`, 0);
    this.#underWay.add(id);
    const reading = query.metric ? this.#measured(query) : { value: this.#calculated(query) };
    this.#underWay.delete(id);
    this.#known.set(id, reading);
    return reading;
  }

  #measured(query: Query): Reading {
    const periods = byPeriod(this.#rows(query), this.#grid, query.unit);
    const at = timesOf(this.#grid).map((time) => periods.get(time));
    const values = at.map((summary) => value(summary, query.stat!));
    const label = query.label ?? query.metric!.metricName;
    return {
      value: { kind: 'series', label, values },
      sampleCounts: at.map((summary) => summary?.sampleCount),
    };
  }

  #calculated(query: Query): Value {
    const value = evaluate(parseExpression(query.expression!), {
      times: timesOf(this.#grid),
      periodSeconds: this.#grid.periodMs / 1000,
      query: (id) => this.of(id)?.value,
      metrics: () => this.#metrics(),
    });
    return value.kind === 'series' ? { ...value, label: query.label ?? query.id } : value;
  }

  #metrics(): { readonly id: string; readonly series: Series }[] {
    return [...this.#queries.values()]
      .filter((query) => query.metric)
      .map(({ id }) => ({ id, series: this.of(id)!.value as Series }));
  }
}

function value(summary: Summary | undefined, stat: string): number | undefined {
  return summary && statisticOf(summary, stat);
}
