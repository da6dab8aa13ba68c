// What is done with arrays of time series.
import { orders, present } from './aggregates.ts';
import type { Call, Function } from './function.ts';
import { ExpressionError } from './parse.ts';
import { list, number, unsupported, type Series, type Value } from './values.ts';

function itemsOf(inputs: readonly Value[], { name, at }: Call): readonly Series[] {
  const [value] = inputs;
  if (value!.kind === 'list') return value!.items;
  return value!.kind === 'series' ? [value!] : unsupported(name, inputs, at);
}

const one =
  (pick: (items: readonly Series[]) => Series | undefined): Function =>
  (inputs, _, call) => {
    const found = pick(itemsOf(inputs, call));
    // AWS: unverified words.
    if (!found) throw new ExpressionError(`${call.name} was given no time series`, call.at);
    return found;
  };

export const first = one((items) => items[0]);
export const last = one((items) => items.at(-1));

export const metricCount: Function = (inputs, _, call) => number(itemsOf(inputs, call).length);

export const removeEmpty: Function = (inputs, _, call) =>
  list(itemsOf(inputs, call).filter(({ values }) => values.some((value) => value !== undefined)));

/** SLICE(array, from, to): from the first on, up to but without the second. */
export const slice: Function = (inputs, _, call) => {
  const [, from, to] = inputs;
  const items = itemsOf(inputs, call);
  if (from!.kind !== 'number' || (to && to.kind !== 'number')) return unsupported(call.name, inputs, call.at);
  return list(items.slice(Math.max(0, from!.value), to && Math.max(0, to.value)));
};

/** SORT(array, AVG | MIN | MAX | SUM, ASC | DESC, how many). Series without a data point come last. */
export const sort: Function = (inputs, _, call) => {
  const [, by, order, limit] = inputs;
  const items = itemsOf(inputs, call);
  const of = by!.kind === 'text' ? orders[by!.value] : undefined;
  const direction = order!.kind === 'text' ? { ASC: 1, DESC: -1 }[order!.value] : undefined;
  if (!of || !direction || (limit && limit.kind !== 'number')) return unsupported(call.name, inputs, call.at);
  const weighed = items.map((series) => {
    const values = present(series);
    return { series, weight: values.length === 0 ? undefined : of(values) };
  });
  const known = weighed.filter(({ weight }) => weight !== undefined);
  known.sort((a, b) => direction * (a.weight! - b.weight!));
  const sorted = [...known, ...weighed.filter(({ weight }) => weight === undefined)];
  return list(sorted.slice(0, limit && Math.max(0, limit.value)).map(({ series }) => series));
};

/** METRICS(), or those whose id contains a text. */
export const metrics: Function = (inputs, setting, call) => {
  const [wanted] = inputs;
  if (wanted && wanted.kind !== 'text') return unsupported(call.name, inputs, call.at);
  const all = setting.metrics().filter(({ id }) => !wanted || id.includes(wanted.value));
  return list(all.map(({ series }) => series));
};

/** SEARCH(what, statistic, period); the period is the query's own, or the last argument. */
export const search: Function = (inputs, setting, call) => {
  const [what, stat] = inputs;
  if (what!.kind !== 'text' || stat!.kind !== 'text') return unsupported(call.name, inputs, call.at);
  return list(setting.search({ text: what!.value, stat: stat!.value, at: call.at }));
};
