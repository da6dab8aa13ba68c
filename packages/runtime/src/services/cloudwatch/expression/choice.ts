import type { Function } from './function.ts';
import { unsupported, type Series, type Value } from './values.ts';

/**
 * IF(condition, then, else): point by point where the condition is a series.
 * AWS: user guide, "Using IF expressions": what is chosen by a true condition and missing is 0, what is chosen
 * by a false one and missing is no data point.
 */
export const choose: Function = (inputs, { times }, { name, at }) => {
  const [condition, then, otherwise] = inputs as [Value, Value, Value | undefined];
  const isOne = ({ kind }: Value) => kind === 'number' || kind === 'series';
  if (!isOne(condition) || !isOne(then) || (otherwise && !isOne(otherwise)))
    return unsupported(name, inputs, at);
  if (condition.kind === 'number') {
    const empty: Series = { kind: 'series', label: name, values: times.map(() => undefined) };
    return condition.value === 0 ? (otherwise ?? empty) : then;
  }
  const values = (condition as Series).values.map((test, index) => {
    if (test === undefined) return undefined;
    return test === 0 ? valueAt(otherwise, index) : (valueAt(then, index) ?? 0);
  });
  return { kind: 'series', label: name, values };
};

const valueAt = (value: Value | undefined, index: number): number | undefined =>
  value?.kind === 'series' ? value.values[index] : value?.kind === 'number' ? value.value : undefined;
