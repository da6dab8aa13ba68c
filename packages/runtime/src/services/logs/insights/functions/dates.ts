import { known, Moment, numberOf, type Value } from '../value.ts';
import type { Function } from './index.ts';
import { ceilOf, floorOf, Period } from './periods.ts';

function rounded(round: (ms: number, period: Period) => number): Function {
  return {
    arguments: [2, 2],
    apply: ([value, period]) => {
      const ms = numberOf(value);
      if (Number.isNaN(ms) || !(period instanceof Period)) return undefined;
      return momentOf(round(ms, period));
    },
  };
}

const momentOf = (ms: number): Value => (known(ms) === undefined ? undefined : new Moment(ms));

/** `bin(5m)` is `datefloor(@timestamp, 5m)`: the evaluator gives it the timestamp. */
export const dateFunctions: Readonly<Record<string, Function>> = {
  datefloor: rounded(floorOf),
  dateceil: rounded(ceilOf),
  bin: { ...rounded(floorOf), arguments: [1, 1] },
  fromMillis: { arguments: [1, 1], apply: ([value]) => momentOf(numberOf(value)) },
  toMillis: { arguments: [1, 1], apply: ([value]) => known(numberOf(value)) },
  // AWS: user guide, "Datetime functions": "now(): the time that the query processing was started, in epoch seconds".
  now: { arguments: [0, 0], apply: (_, { now }) => Math.floor(now / 1000) },
};
