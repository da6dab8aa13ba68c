import type { Function } from './function.ts';
import { list, unsupported, type Series, type Value } from './values.ts';

/** FILL(what, with): a number, another series, the value before the gap (REPEAT), or a line across it (LINEAR). */
export const fill: Function = (inputs, _, { name, at }) => {
  const [value, filling] = inputs;
  const one = (series: Series): Series => {
    const values = filled(series.values, filling!);
    return values ? { ...series, values } : unsupported(name, inputs, at);
  };
  if (value!.kind === 'series') return one(value!);
  return value!.kind === 'list' ? list(value!.items.map(one)) : unsupported(name, inputs, at);
};

type Values = readonly (number | undefined)[];

function filled(values: Values, filling: Value): Values | undefined {
  switch (filling.kind) {
    case 'number':
      return values.map((value) => value ?? filling.value);
    case 'series':
      return values.map((value, index) => value ?? filling.values[index]);
    case 'text':
      if (filling.value === 'REPEAT') return repeated(values);
      return filling.value === 'LINEAR' ? interpolated(values) : undefined;
    case 'list':
      return undefined;
  }
}

function repeated(values: Values): Values {
  let last: number | undefined;
  return values.map((value) => (last = value ?? last));
}

function interpolated(values: Values): Values {
  const result = [...values];
  let before: number | undefined;
  for (const [at, value] of values.entries()) {
    if (value === undefined) continue;
    const from = before === undefined ? undefined : values[before]!;
    for (let gap = (before ?? at) + 1; from !== undefined && gap < at; gap++)
      result[gap] = from + ((value - from) * (gap - before!)) / (at - before!);
    before = at;
  }
  return result;
}
