import type { Function } from './function.ts';
import { finite, number, unsupported, type Series } from './values.ts';

export const present = ({ values }: Series): number[] => values.filter((value) => value !== undefined);

export const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

export const mean = (values: readonly number[]): number => total(values) / values.length;

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);

function spread(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** Over one series: a number. Over several: one series, of what there is at each time. */
function aggregate(of: (values: readonly number[], seriesCount: number) => number): Function {
  return ([value], { times }, { name, at }) => {
    if (value!.kind === 'series') {
      const values = present(value!);
      return number(of(values, values.length));
    }
    if (value!.kind !== 'list') return unsupported(name, [value!], at);
    const { items } = value!;
    const values = times.map((_, index) => {
      const there: number[] = [];
      for (const series of items) {
        const one = series.values[index];
        if (one !== undefined) there.push(one);
      }
      return there.length === 0 ? undefined : finite(of(there, items.length));
    });
    return { kind: 'series', label: name, values };
  };
}

/** AWS: "Missing values are treated as 0", of the average of several. */
export const average = aggregate((values, count) => total(values) / count);
export const count = aggregate((values) => values.length);
export const maximum = aggregate(most);
export const minimum = aggregate(least);
export const deviation = aggregate(spread);
export const sum = aggregate(total);

/** What SORT sorts by. */
export const orders: Readonly<Record<string, (values: readonly number[]) => number>> = {
  AVG: mean,
  MAX: most,
  MIN: least,
  SUM: total,
};
