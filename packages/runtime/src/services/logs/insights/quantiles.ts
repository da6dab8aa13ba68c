import type { Aggregation } from './aggregate.ts';
import { numberOf, type Value } from './value.ts';

/** Up to so many values percentiles are exact. */
const exactMax = 20_000;
/** Beyond that, values within a half per cent of each other are one. */
const ratio = 1.01;
const logRatio = Math.log(ratio);

/** A percentile: exact of few values, within half a per cent of many. */
// AWS: user guide, "stats": "pct … returns the value of a field at a given percentile"; approximate beyond many values.
export class Quantiles implements Aggregation {
  readonly #percent: number;
  #values: number[] | undefined = [];
  readonly #buckets = new Map<number, number>();
  #count = 0;

  constructor(percent: number) {
    this.#percent = percent;
  }

  add(value: Value): void {
    const number = numberOf(value);
    if (Number.isNaN(number)) return;
    this.#count++;
    if (!this.#values) return this.#put(number);
    this.#values.push(number);
    if (this.#values.length <= exactMax) return;
    for (const each of this.#values) this.#put(each);
    this.#values = undefined;
  }

  get value(): number | undefined {
    if (this.#count === 0) return undefined;
    const rank = Math.min(this.#count - 1, Math.max(0, Math.ceil((this.#percent / 100) * this.#count) - 1));
    if (this.#values) return [...this.#values].sort((a, b) => a - b)[rank];
    const ordered = [...this.#buckets].map(([key, count]) => ({ number: middleOf(key), count }));
    ordered.sort((a, b) => a.number - b.number);
    let seen = 0;
    for (const { number, count } of ordered) {
      seen += count;
      if (seen > rank) return number;
    }
    return ordered.at(-1)!.number;
  }

  #put(number: number): void {
    const key = keyOf(number);
    this.#buckets.set(key, (this.#buckets.get(key) ?? 0) + 1);
  }
}

/** Even keys are positive numbers', odd ones negative; NaN is zero's. */
function keyOf(number: number): number {
  if (number === 0) return NaN;
  const exponent = Math.floor(Math.log(Math.abs(number)) / logRatio);
  return exponent * 2 + (number < 0 ? 1 : 0);
}

function middleOf(key: number): number {
  if (Number.isNaN(key)) return 0;
  const negative = Math.abs(key) % 2 === 1;
  const size = ratio ** ((negative ? key - 1 : key) / 2 + 0.5);
  return negative ? -size : size;
}
