import { never } from '../../../base/never.ts';
import { ExpressionError } from './parse.ts';

/** One time series: a value for each period of the grid, undefined where there is none. */
export interface Series {
  readonly kind: 'series';
  readonly label: string;
  readonly values: readonly (number | undefined)[];
}
/** AWS's three types (S, TS, TS[]), and the texts that some functions take. */
export type Value =
  | { readonly kind: 'number'; readonly value: number }
  | Series
  | { readonly kind: 'list'; readonly items: readonly Series[] }
  | { readonly kind: 'text'; readonly value: string };

/** What an expression is evaluated over. */
export interface Setting {
  /** Starts of the periods, epoch milliseconds, ascending. */
  readonly times: readonly number[];
  readonly periodSeconds: number;
  /** The value of another query; undefined where there is none of that id. */
  readonly query: (id: string) => Value | undefined;
  /** Every metric of the request, by id: what METRICS() means. */
  readonly metrics: () => readonly { readonly id: string; readonly series: Series }[];
}

/** The time series of a list that is being made. */
export function seriesIn(value: Value): readonly Series[] {
  if (value.kind === 'series') return [value];
  if (value.kind === 'list') return value.items;
  throw new ExpressionError(`a list holds time series, not a ${value.kind}`, 0);
}

/** A value as a series shows it: what is not finite (a division by zero) is no data point. */
export const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

/** Applies to every value there is. */
export function mapped(value: Value, change: (value: number) => number, at: number): Value {
  switch (value.kind) {
    case 'number':
      return { kind: 'number', value: change(value.value) };
    case 'series':
      return {
        ...value,
        values: value.values.map((each) => (each === undefined ? undefined : finite(change(each)))),
      };
    case 'list':
      return { kind: 'list', items: value.items.map((item) => mapped(item, change, at) as Series) };
    case 'text':
      throw new ExpressionError(`a number or a time series is wanted, not '${value.value}'`, at);
    default:
      return never(value);
  }
}

type Combine = (a: number, b: number) => number;

/**
 * Series meet where both have a data point; a number meets every data point; lists of one length meet
 * pairwise.
 */
export function combined(left: Value, right: Value, combine: Combine, at: number): Value {
  if (left.kind === 'number') return mapped(right, (value) => combine(left.value, value), at);
  if (right.kind === 'number') return mapped(left, (value) => combine(value, right.value), at);
  if (left.kind === 'text' || right.kind === 'text')
    throw new ExpressionError('texts cannot be calculated with', at);
  if (left.kind === 'series' && right.kind === 'series') return paired(left, right, combine);
  const lefts = seriesIn(left);
  const rights = seriesIn(right);
  if (left.kind === 'list' && right.kind === 'list' && lefts.length !== rights.length)
    throw new ExpressionError('lists of time series must have the same length', at);
  const items = Array.from({ length: Math.max(lefts.length, rights.length) }, (_, index) =>
    paired(lefts[left.kind === 'list' ? index : 0]!, rights[right.kind === 'list' ? index : 0]!, combine),
  );
  return { kind: 'list', items };
}

function paired(left: Series, right: Series, combine: Combine): Series {
  const values = left.values.map((a, index) => {
    const b = right.values[index];
    return a === undefined || b === undefined ? undefined : finite(combine(a, b));
  });
  return { kind: 'series', label: left.label, values };
}
