import * as aggregates from './aggregates.ts';
import { choose } from './choice.ts';
import { fill } from './filling.ts';
import type { Call, Function } from './function.ts';
import * as lists from './lists.ts';
import { ExpressionError } from './parse.ts';
import * as times from './times.ts';
import { mapped, type Setting, type Value } from './values.ts';

const each =
  (change: (value: number) => number): Function =>
  ([value], _, { at }) =>
    mapped(value!, change, at);

/** What AWS has, and this house has nothing to tell of. */
const refused: Function = (_, __, { name, at }) => {
  throw new ExpressionError(`Function '${name}' is not served by Penstock`, at);
};

/** AWS: CloudWatch user guide, "Functions supported for metric math". */
const functions: Readonly<Record<string, readonly [least: number, most: number, run: Function]>> = {
  ABS: [1, 1, each(Math.abs)],
  AVG: [1, 1, aggregates.average],
  CEIL: [1, 1, each(Math.ceil)],
  DATAPOINT_COUNT: [1, 1, aggregates.count],
  DATE: [1, 1, times.calendar((date) => date.getUTCDate())],
  DAY: [1, 1, times.calendar((date) => date.getUTCDay() || 7)],
  DB_PERF_INSIGHTS: [0, 9, refused],
  DIFF: [1, 1, times.differences],
  DIFF_TIME: [1, 1, times.timeDifferences],
  EPOCH: [1, 1, times.calendar((date) => date.getTime() / 1000)],
  FILL: [2, 2, fill],
  FIRST: [1, 1, lists.first],
  FLOOR: [1, 1, each(Math.floor)],
  HOUR: [1, 1, times.calendar((date) => date.getUTCHours())],
  IF: [2, 3, choose],
  INSIGHT_RULE_METRIC: [0, 9, refused],
  LAMBDA: [0, 9, refused],
  LAST: [1, 1, lists.last],
  LOG: [1, 1, each(Math.log)],
  LOG10: [1, 1, each(Math.log10)],
  MAX: [1, 1, aggregates.maximum],
  METRICS: [0, 1, lists.metrics],
  METRIC_COUNT: [1, 1, lists.metricCount],
  MIN: [1, 1, aggregates.minimum],
  MINUTE: [1, 1, times.calendar((date) => date.getUTCMinutes())],
  MONTH: [1, 1, times.calendar((date) => date.getUTCMonth() + 1)],
  PERIOD: [1, 1, times.period],
  RATE: [1, 1, times.rates],
  REMOVE_EMPTY: [1, 1, lists.removeEmpty],
  RUNNING_SUM: [1, 1, times.runningSums],
  SEARCH: [2, 3, lists.search],
  SERVICE_QUOTA: [0, 9, refused],
  SLICE: [2, 3, lists.slice],
  SORT: [3, 4, lists.sort],
  STDDEV: [1, 1, aggregates.deviation],
  SUM: [1, 1, aggregates.sum],
  TIME_SERIES: [1, 1, times.constant],
  YEAR: [1, 1, times.calendar((date) => date.getUTCFullYear())],
};

/** AWS: "All functions must be written in uppercase letters". */
export function callFunction(call: Call, inputs: readonly Value[], setting: Setting): Value {
  const known = Object.hasOwn(functions, call.name) ? functions[call.name] : undefined;
  if (!known) throw new ExpressionError(`Function '${call.name}' not found`, call.at);
  const [least, most, run] = known;
  if (inputs.length < least || inputs.length > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    throw new ExpressionError(`${call.name} takes ${wanted} arguments, not ${inputs.length}`, call.at);
  }
  return run(inputs, setting, call);
}
