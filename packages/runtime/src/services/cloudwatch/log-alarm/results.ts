import { contributorsMax, isCountOfAll, valueName, type Aggregation } from './aggregation.ts';

/** What one execution of a log alarm's query came to. */
export interface QueryResult {
  /** The query's. */
  readonly id: string;
  /** When it was due. Epoch milliseconds. */
  readonly at: number;
  readonly status: 'COMPLETE' | 'FAILED';
  /** By what they are of, as JSON; of an alarm without `by`, one at most, of nothing. */
  readonly values: Readonly<Record<string, number>>;
}

/** What an alarm's only value is of. */
export const wholeKey = '{}';

export const attributesOf = (key: string): Readonly<Record<string, string>> =>
  JSON.parse(key) as Record<string, string>;

/** A row of GetQueryResults. */
export type Row = readonly { readonly field?: string; readonly value?: string }[];

/** The values in an answer. What is no number is none. */
export function valuesOf(rows: readonly Row[], aggregation: Aggregation): Readonly<Record<string, number>> {
  if (rows.length === 0 && isCountOfAll(aggregation)) return { [wholeKey]: 0 };
  const values: [key: string, value: number][] = rows.slice(0, contributorsMax).flatMap((row) => {
    const fields = new Map(row.map(({ field = '', value = '' }) => [field, value]));
    const text = fields.get(valueName);
    const value = text === undefined || text === '' ? NaN : Number(text);
    if (!Number.isFinite(value)) return [];
    const attributes = aggregation.by.map((name) => [name, fields.get(name) ?? ''] as const);
    return [[JSON.stringify(Object.fromEntries(attributes)), value]];
  });
  return Object.fromEntries(values);
}

/** AWS: EvaluationState PARTIAL_DATA: "the maximum 500 contributor groups but more matched". */
export const isPartial = (rows: readonly Row[]): boolean => rows.length > contributorsMax;
