import { assert } from '../../../base/assert.ts';
import { regularExpressionOf, type Place } from '../../../base/regular-expression.ts';
import type { Identifier } from './identifiers.ts';

/** Puts an asterisk in the place of each letter of what is found. */
export type Mask = (text: string) => string;

export function maskOf(identifiers: readonly Identifier[]): Mask {
  const all = identifiers.map(({ pattern, holds }) => {
    const expression = regularExpressionOf(pattern);
    assert(expression, `${pattern} is a regular expression`);
    return { expression: expression!, holds };
  });
  return (text) => {
    const places = all.flatMap(({ expression, holds }) => {
      const found = expression.places(text);
      // What cannot be looked through may be anywhere.
      return found?.filter(({ start, end }) => holds?.(text.slice(start, end)) ?? true) ?? [whole(text)];
    });
    return covered(text, places);
  };
}

const whole = (text: string): Place => ({ start: 0, end: text.length });

/** In one go over the text, however many places there are; they may reach into each other. */
function covered(text: string, places: readonly Place[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end } of places.toSorted((one, other) => one.start - other.start)) {
    if (end <= done) continue;
    const from = Math.max(start, done);
    pieces.push(text.slice(done, from), '*'.repeat(end - from));
    done = end;
  }
  return pieces.join('') + text.slice(done);
}
