// What is made of the times of data points, and of their order.
import type { Function } from './function.ts';
import { finite, list, number, unsupported, type Series, type Setting } from './values.ts';

function perSeries(change: (series: Series, setting: Setting) => Series): Function {
  return (inputs, setting, { name, at }) => {
    const [value] = inputs;
    if (value!.kind === 'series') return change(value!, setting);
    if (value!.kind !== 'list') return unsupported(name, inputs, at);
    return list(value!.items.map((series) => change(series, setting)));
  };
}

interface Point {
  readonly value: number;
  readonly seconds: number;
}

/** What came between each data point and the one before it; the first has none. */
function changes(of: (now: Point, before: Point) => number): Function {
  return perSeries((series, { times }) => {
    let last: Point | undefined;
    const values = series.values.map((value, index) => {
      if (value === undefined) return undefined;
      const before = last;
      last = { value, seconds: times[index]! / 1000 };
      return before && finite(of(last, before));
    });
    return { ...series, values };
  });
}

export const differences = changes((now, before) => now.value - before.value);
export const timeDifferences = changes((now, before) => now.seconds - before.seconds);
/** AWS: the difference between the latest value and the previous one, divided by the seconds between them. */
export const rates = changes((now, before) => (now.value - before.value) / (now.seconds - before.seconds));

export const runningSums = perSeries((series) => {
  let total = 0;
  const values = series.values.map((value) => (value === undefined ? undefined : (total += value)));
  return { ...series, values };
});

/** AWS: "a new non-sparse time series where each value is based on its timestamp"; in UTC. */
export const calendar =
  (of: (date: Date) => number): Function =>
  (inputs, { times }, { name, at }) => {
    if (inputs[0]!.kind !== 'series') return unsupported(name, inputs, at);
    return { kind: 'series', label: name, values: times.map((time) => of(new Date(time))) };
  };

export const period: Function = (inputs, { periodSeconds }, { name, at }) =>
  inputs[0]!.kind === 'series' ? number(periodSeconds) : unsupported(name, inputs, at);

export const constant: Function = (inputs, { times }, { name, at }) => {
  const [value] = inputs;
  if (value!.kind !== 'number') return unsupported(name, inputs, at);
  const every = finite(value!.value);
  return { kind: 'series', label: name, values: times.map(() => every) };
};
