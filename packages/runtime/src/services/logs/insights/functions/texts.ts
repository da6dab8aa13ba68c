import { requireShort } from '../memory.ts';
import { numberOf, textOf, type Value } from '../value.ts';
import type { Function } from './index.ts';

type OfText = (text: string, ...others: readonly Value[]) => Value;

/** Of what is not there nothing is made. */
const of = (min: number, max: number, make: OfText): Function => ({
  arguments: [min, max],
  apply: ([value, ...others]) => (value === undefined ? undefined : make(textOf(value), ...others)),
});

const said = (value: Value): string => (value === undefined ? '' : textOf(value));
const characters = (value: Value): ReadonlySet<string> => new Set(said(value));

function trimmedStart(text: string, unwanted: Value): string {
  if (unwanted === undefined) return text.trimStart();
  const set = characters(unwanted);
  let start = 0;
  while (start < text.length && set.has(text[start]!)) start++;
  return text.slice(start);
}

function trimmedEnd(text: string, unwanted: Value): string {
  if (unwanted === undefined) return text.trimEnd();
  const set = characters(unwanted);
  let end = text.length;
  while (end > 0 && set.has(text[end - 1]!)) end--;
  return text.slice(0, end);
}

function part(text: string, start: Value, length: Value): string | undefined {
  const from = Math.max(0, numberOf(start));
  if (Number.isNaN(from)) return undefined;
  return length === undefined ? text.slice(from) : text.slice(from, from + Math.max(0, numberOf(length)));
}

function joined(pieces: readonly string[], between: string): string {
  requireShort(pieces.reduce((sum, piece) => sum + piece.length, (pieces.length - 1) * between.length));
  return pieces.join(between);
}

export const textFunctions: Readonly<Record<string, Function>> = {
  isempty: { arguments: [1, 1], apply: ([value]) => value === undefined || value === '' },
  isblank: { arguments: [1, 1], apply: ([value]) => said(value).trim() === '' },
  concat: { arguments: [1, Infinity], apply: (values) => joined(values.map(said), '') },
  ltrim: of(1, 2, trimmedStart),
  rtrim: of(1, 2, trimmedEnd),
  trim: of(1, 2, (text, unwanted) => trimmedEnd(trimmedStart(text, unwanted), unwanted)),
  strlen: of(1, 1, (text) => [...text].length),
  toupper: of(1, 1, (text) => text.toUpperCase()),
  tolower: of(1, 1, (text) => text.toLowerCase()),
  substr: of(2, 3, part),
  replace: of(3, 3, (text, old, by) => (said(old) === '' ? text : joined(text.split(said(old)), said(by)))),
  strcontains: of(2, 2, (text, wanted) => (text.includes(said(wanted)) ? 1 : 0)),
};
