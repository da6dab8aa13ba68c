import type { Setting, Value } from './values.ts';

/** One call, as a function gets it. */
export interface Call {
  readonly name: string;
  readonly at: number;
}
export type Function = (inputs: readonly Value[], setting: Setting, call: Call) => Value;
