import { known, numberOf } from '../value.ts';
import type { Function } from './index.ts';

const one = (reckon: (number: number) => number): Function => ({
  arguments: [1, 1],
  apply: ([value]) => known(reckon(numberOf(value))),
});
const many = (reckon: (...numbers: number[]) => number): Function => ({
  arguments: [1, Infinity],
  apply: (values) => known(reckon(...values.map(numberOf))),
});

export const numberFunctions: Readonly<Record<string, Function>> = {
  abs: one(Math.abs),
  ceil: one(Math.ceil),
  floor: one(Math.floor),
  greatest: many(Math.max),
  least: many(Math.min),
  log: one(Math.log),
  sqrt: one(Math.sqrt),
};
