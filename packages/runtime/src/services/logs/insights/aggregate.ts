import { keyOfText, type Memory } from './memory.ts';
import { Quantiles } from './quantiles.ts';
import type { Row } from './row.ts';
import { known, Moment, numberOf, sortOrder, textOf, type Value } from './value.ts';

/** What grows with every event of a group. */
export interface Aggregation {
  add(value: Value, row: Row): void;
  readonly value: Value;
}

/** By name in lower case. `count()` and `count(*)` are given something of each event. */
export const aggregations: Readonly<Record<string, (memory: Memory, argument: number) => Aggregation>> = {
  count: () => reduced((count, value) => (value === undefined ? count : count + 1), 0),
  count_distinct: (memory) => new Distinct(memory),
  sum: () => overNumbers((sum, number) => sum + number),
  min: () => extreme((value, least) => numberOf(value) < numberOf(least)),
  max: () => extreme((value, most) => numberOf(value) > numberOf(most)),
  avg: () => new Spread((count, sum) => sum / count),
  // AWS: unverified that it is the population's.
  stddev: () =>
    new Spread((count, sum, squares) => Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2))),
  pct: (_, percent) => new Quantiles(percent),
  percentile: (_, percent) => new Quantiles(percent),
  median: () => new Quantiles(50),
  earliest: () => new ByTime((a, b) => a < b),
  latest: () => new ByTime((a, b) => a >= b),
  sortsfirst: () => sorted((order) => order < 0),
  sortslast: () => sorted((order) => order > 0),
};

function reduced(step: (sum: number, value: Value) => number, start: number): Aggregation {
  let sum = start;
  return {
    add(value) {
      sum = step(sum, value);
    },
    get value() {
      return sum;
    },
  };
}

function overNumbers(step: (sum: number, number: number) => number): Aggregation {
  let sum: number | undefined;
  return {
    add(value) {
      const number = numberOf(value);
      if (!Number.isNaN(number)) sum = step(sum ?? 0, number);
    },
    get value() {
      return sum;
    },
  };
}

/** The value itself, so that the greatest of timestamps is one. AWS: unverified. */
function extreme(isBeyond: (value: Value, most: Value) => boolean): Aggregation {
  let most: Value;
  return {
    add(value) {
      const number = numberOf(value);
      if (Number.isNaN(number)) return;
      if (most === undefined || isBeyond(value, most)) most = value instanceof Moment ? value : number;
    },
    get value() {
      return most;
    },
  };
}

function sorted(isBeyond: (order: number) => boolean): Aggregation {
  let found: Value;
  return {
    add(value) {
      if (value === undefined) return;
      if (found === undefined || isBeyond(sortOrder(value, found))) found = value;
    },
    get value() {
      return found;
    },
  };
}

class Distinct implements Aggregation {
  readonly #seen = new Set<string>();
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  add(value: Value): void {
    if (value === undefined) return;
    const key = keyOfText(textOf(value));
    if (this.#seen.has(key)) return;
    this.#memory.take(key.length);
    this.#seen.add(key);
  }

  get value(): number {
    return this.#seen.size;
  }
}

/** Of numbers: how many, their sum, the sum of their squares. */
class Spread implements Aggregation {
  #count = 0;
  #sum = 0;
  #squares = 0;
  readonly #told: (count: number, sum: number, squares: number) => number;

  constructor(told: (count: number, sum: number, squares: number) => number) {
    this.#told = told;
  }

  add(value: Value): void {
    const number = numberOf(value);
    if (Number.isNaN(number)) return;
    this.#count++;
    this.#sum += number;
    this.#squares += number * number;
  }

  get value(): number | undefined {
    return this.#count === 0 ? undefined : known(this.#told(this.#count, this.#sum, this.#squares));
  }
}

/** The value of the event that was first, or last. */
class ByTime implements Aggregation {
  #at = NaN;
  #value: Value;
  readonly #isBeyond: (time: number, known: number) => boolean;

  constructor(isBeyond: (time: number, known: number) => boolean) {
    this.#isBeyond = isBeyond;
  }

  add(value: Value, row: Row): void {
    if (value === undefined) return;
    const at = numberOf(row.get('@timestamp'));
    if (!Number.isNaN(this.#at) && !this.#isBeyond(at, this.#at)) return;
    this.#at = at;
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }
}
