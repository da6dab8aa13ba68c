import { never } from '../../../base/never.ts';
import type { Metric } from '../records.ts';
import { ExpressionError } from './parse.ts';

/** One time series: a value for each period of the grid, undefined where there is none. */
export interface Series {
  readonly kind: 'series';
  readonly label: string;
  readonly values: readonly (number | undefined)[];
  /** What it is of; undefined of what was calculated. */
  readonly origin?: Origin | undefined;
}
export interface Origin {
  readonly metric: Metric;
  readonly stat: string;
  readonly periodSeconds: number;
}
/** AWS's three types (S, TS, TS[]), and the texts that some functions take. */
export type Value =
  | { readonly kind: 'number'; readonly value: number }
  | Series
  | { readonly kind: 'list'; readonly items: readonly Series[] }
  | { readonly kind: 'text'; readonly value: string };

/** What metrics a search looks for, and what is read of them. */
export interface Search {
  readonly text: string;
  readonly stat: string;
  readonly at: number;
}

/** What an expression is evaluated over. */
export interface Setting {
  /** Starts of the periods, epoch milliseconds, ascending. */
  readonly times: readonly number[];
  readonly periodSeconds: number;
  /** The value of another query; undefined where there is none of that id. */
  readonly query: (id: string) => Value | undefined;
  /** Every metric of the request, by id: what METRICS() means. */
  readonly metrics: () => readonly { readonly id: string; readonly series: Series }[];
  readonly search: (search: Search) => readonly Series[];
  /** What is to be expected of a query: the upper bound, and the lower. */
  readonly band: (id: string, deviations: number) => readonly Series[];
}

export const number = (value: number): Value => ({ kind: 'number', value });
export const list = (items: readonly Series[]): Value => ({ kind: 'list', items });

const typeNames: Readonly<Record<Value['kind'], string>> = {
  number: 'Scalar',
  series: 'TimeSeries',
  list: 'Array[TimeSeries]',
  text: 'String',
};

/** What a function or operator cannot do anything with. */
// AWS: unverified words.
export function unsupported(name: string, inputs: readonly Value[], at: number): never {
  const types = inputs.map(({ kind }) => typeNames[kind]).join(', ');
  throw new ExpressionError(`Unsupported operand type(s) for ${name}: '[${types}]'`, at);
}

/** The time series of a list that is being made. */
export function seriesIn(value: Value): readonly Series[] {
  if (value.kind === 'series') return [value];
  return value.kind === 'list' ? value.items : unsupported('[]', [value], 0);
}

/** A value as a series shows it: what is not finite (a division by zero) is no data point. */
export const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

/** Applies to every value there is. */
export function mapped(value: Value, change: (value: number) => number, at: number): Value {
  switch (value.kind) {
    case 'number':
      return number(change(value.value));
    case 'series':
      return {
        ...value,
        values: value.values.map((each) => (each === undefined ? undefined : finite(change(each)))),
      };
    case 'list':
      return list(value.items.map((item) => mapped(item, change, at) as Series));
    case 'text':
      throw new ExpressionError(`a number or a time series is wanted, not '${value.value}'`, at);
    default:
      return never(value);
  }
}

/** An operator between two values. */
export interface Operation {
  readonly sign: string;
  readonly at: number;
  readonly combine: (a: number, b: number) => number;
}

/** A number meets every data point; a series meets another, or each of a list. */
// AWS: user guide, "Basic arithmetic functions": S, S · S, TS · TS, TS · S, TS[] · TS, TS[].
export function combined(left: Value, right: Value, operation: Operation): Value {
  const { sign, at, combine } = operation;
  if (left.kind === 'text' || right.kind === 'text') return unsupported(sign, [left, right], at);
  if (left.kind === 'number') return mapped(right, (value) => combine(left.value, value), at);
  if (right.kind === 'number') return mapped(left, (value) => combine(value, right.value), at);
  if (left.kind === 'series' && right.kind === 'series') return paired(left, right, combine);
  if (left.kind === 'list' && right.kind === 'list') return unsupported(sign, [left, right], at);
  if (left.kind === 'series')
    return list(seriesIn(right).map((each) => paired(left, each, combine, each.label)));
  return list(left.items.map((each) => paired(each, right as Series, combine)));
}

/** AWS: a value that only one of two time series lacks is 0; what neither has is no data point. */
function paired(left: Series, right: Series, combine: Operation['combine'], label = left.label): Series {
  const values = left.values.map((a, index) => {
    const b = right.values[index];
    return a === undefined && b === undefined ? undefined : finite(combine(a ?? 0, b ?? 0));
  });
  return { kind: 'series', label, values };
}
