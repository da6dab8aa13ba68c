import type { Value } from '../value.ts';
import { addressFunctions } from './addresses.ts';
import { dateFunctions } from './dates.ts';
import { generalFunctions } from './general.ts';
import { numberFunctions } from './numbers.ts';
import { textFunctions } from './texts.ts';

/** What every value is reckoned from. */
export interface Surroundings {
  readonly now: number;
}

export interface Function {
  readonly arguments: readonly [min: number, max: number];
  apply(values: readonly Value[], surroundings: Surroundings): Value;
}

/** By their names in lower case. */
// AWS: user guide, "Supported operations and functions".
export const functions: ReadonlyMap<string, Function> = new Map(
  Object.entries({
    ...numberFunctions,
    ...textFunctions,
    ...dateFunctions,
    ...addressFunctions,
    ...generalFunctions,
  }).map(([name, each]) => [name.toLowerCase(), each]),
);
