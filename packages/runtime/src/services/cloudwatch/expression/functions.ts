import { finite, mapped, type Series, type Setting, type Value } from './values.ts';
import { ExpressionError } from './parse.ts';

/** One call, as a function gets it. */
interface Call {
  readonly name: string;
  readonly at: number;
}
type Function = (inputs: readonly Value[], setting: Setting, call: Call) => Value;

/**
 * AWS: CloudWatch user guide, "Functions supported for metric math". The rest of the table comes with a
 * later issue.
 */
const functions: Readonly<Record<string, readonly [least: number, most: number, run: Function]>> = {
  ABS: [1, 1, ([value], _, { at }) => mapped(value!, Math.abs, at)],
  AVG: [1, 1, aggregate((values) => sum(values) / values.length)],
  CEIL: [1, 1, ([value], _, { at }) => mapped(value!, Math.ceil, at)],
  DATAPOINT_COUNT: [1, 1, ([value], _, call) => number(present(oneSeries(value!, call)).length)],
  DIFF: [1, 1, perSeries((series) => changes(series, (now, before) => now - before))],
  FILL: [2, 2, fill],
  FIRST: [1, 1, ([value], _, call) => listOf(value!, call)[0] ?? nothing(call)],
  FLOOR: [1, 1, ([value], _, { at }) => mapped(value!, Math.floor, at)],
  IF: [2, 3, choose],
  LAST: [1, 1, ([value], _, call) => listOf(value!, call).at(-1) ?? nothing(call)],
  LOG: [1, 1, ([value], _, { at }) => mapped(value!, Math.log, at)],
  LOG10: [1, 1, ([value], _, { at }) => mapped(value!, Math.log10, at)],
  MAX: [1, 1, aggregate((values) => Math.max(...values))],
  METRICS: [0, 1, metrics],
  MIN: [1, 1, aggregate((values) => Math.min(...values))],
  PERIOD: [1, 1, ([value], setting, call) => (oneSeries(value!, call), number(setting.periodSeconds))],
  RATE: [1, 1, perSeries((series, setting) => rate(series, setting))],
  RUNNING_SUM: [1, 1, perSeries(runningSum)],
  STDDEV: [1, 1, aggregate(deviation)],
  SUM: [1, 1, aggregate(sum)],
  TIME_SERIES: [1, 1, constant],
};

export function callFunction(call: Call, inputs: readonly Value[], setting: Setting): Value {
  const known = functions[call.name];
  if (!known) throw new ExpressionError(`there is no function ${call.name}`, call.at);
  const [least, most, run] = known;
  if (inputs.length < least || inputs.length > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    throw new ExpressionError(`${call.name} takes ${wanted} arguments, not ${inputs.length}`, call.at);
  }
  return run(inputs, setting, call);
}

const number = (value: number): Value => ({ kind: 'number', value });

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function deviation(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
}

const present = (series: Series): number[] => series.values.filter((value) => value !== undefined);

function nothing(call: Call): never {
  throw new ExpressionError(`${call.name} was given no time series`, call.at);
}

function oneSeries(value: Value, call: Call): Series {
  if (value.kind === 'series') return value;
  throw new ExpressionError(`${call.name} takes one time series, not a ${value.kind}`, call.at);
}

function listOf(value: Value, call: Call): readonly Series[] {
  if (value.kind === 'list') return value.items;
  if (value.kind === 'series') return [value];
  throw new ExpressionError(`${call.name} takes time series, not a ${value.kind}`, call.at);
}

/** Over one series: a number. Over several: one series, of the values there are at each time. */
function aggregate(of: (values: readonly number[]) => number): Function {
  return ([value], setting, call) => {
    if (value!.kind !== 'list') return number(of(present(oneSeries(value!, call))));
    const values = setting.times.map((_, index) => {
      const there = listOf(value!, call).flatMap((series) => series.values[index] ?? []);
      return there.length === 0 ? undefined : finite(of(there));
    });
    return { kind: 'series', label: call.name, values };
  };
}

function perSeries(change: (series: Series, setting: Setting) => Series): Function {
  return ([value], setting, call) => {
    if (value!.kind === 'series') return change(value!, setting);
    return { kind: 'list', items: listOf(value!, call).map((series) => change(series, setting)) };
  };
}

/** What came between each data point and the one before it; the first has none. */
function changes(
  series: Series,
  of: (now: number, before: number, index: number, beforeIndex: number) => number,
): Series {
  let last: number | undefined;
  const values = series.values.map((value, index) => {
    if (value === undefined) return undefined;
    const before = last;
    last = index;
    return before === undefined ? undefined : finite(of(value, series.values[before]!, index, before));
  });
  return { ...series, values };
}

/** AWS: the difference between the latest value and the previous one, divided by the seconds between them. */
function rate(series: Series, { times }: Setting): Series {
  return changes(
    series,
    (now, before, index, beforeIndex) => (now - before) / ((times[index]! - times[beforeIndex]!) / 1000),
  );
}

function runningSum(series: Series): Series {
  let total = 0;
  return {
    ...series,
    values: series.values.map((value) => (value === undefined ? undefined : (total += value))),
  };
}

function constant([value]: readonly Value[], { times }: Setting, call: Call): Value {
  if (value!.kind !== 'number') throw new ExpressionError('TIME_SERIES takes a number', call.at);
  const one = value!.value;
  return { kind: 'series', label: call.name, values: times.map(() => one) };
}

function metrics([wanted]: readonly Value[], setting: Setting, call: Call): Value {
  if (wanted && wanted.kind !== 'text') throw new ExpressionError('METRICS takes a text', call.at);
  const all = setting.metrics().filter(({ id }) => !wanted || id.includes(wanted.value));
  return { kind: 'list', items: all.map(({ series }) => series) };
}

function fill([value, filling]: readonly Value[], setting: Setting, call: Call): Value {
  const one = (series: Series): Series => ({ ...series, values: filled(series, filling!, call) });
  return perSeries(one)([value!], setting, call);
}

function filled(series: Series, filling: Value, call: Call): readonly (number | undefined)[] {
  const { values } = series;
  switch (filling.kind) {
    case 'number':
      return values.map((value) => value ?? filling.value);
    case 'series':
      return values.map((value, index) => value ?? filling.values[index]);
    case 'text':
      return filling.value === 'REPEAT' ? repeated(values) : interpolated(values);
    case 'list':
      throw new ExpressionError('FILL fills with one time series, not with several', call.at);
  }
}

function repeated(values: readonly (number | undefined)[]): (number | undefined)[] {
  let last: number | undefined;
  return values.map((value) => (last = value ?? last));
}

function interpolated(values: readonly (number | undefined)[]): (number | undefined)[] {
  return values.map((value, index) => {
    if (value !== undefined) return value;
    const before = values.findLastIndex((each, at) => at < index && each !== undefined);
    const after = values.findIndex((each, at) => at > index && each !== undefined);
    if (before < 0 || after < 0) return undefined;
    const [from, to] = [values[before]!, values[after]!];
    return from + ((to - from) * (index - before)) / (after - before);
  });
}

/** IF(condition, then, else): point by point where the condition is a series. */
function choose([condition, then, otherwise]: readonly Value[], setting: Setting, call: Call): Value {
  if (condition!.kind === 'number') return condition!.value === 0 ? (otherwise ?? empty(setting)) : then!;
  const tests = oneSeries(condition!, call);
  const at = (value: Value | undefined, index: number): number | undefined => {
    if (value === undefined) return undefined;
    return value.kind === 'number' ? value.value : oneSeries(value, call).values[index];
  };
  const values = tests.values.map((test, index) =>
    test === undefined ? undefined : at(test === 0 ? otherwise : then, index),
  );
  return { kind: 'series', label: call.name, values };
}

const empty = ({ times }: Setting): Series => ({
  kind: 'series',
  label: 'IF',
  values: times.map(() => undefined),
});
