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
    const places = all.flatMap(({ expression, holds }) =>
      expression.places(text).filter(({ start, end }) => holds?.(text.slice(start, end)) ?? true),
    );
    return places.reduce(covered, text);
  };
}

const covered = (text: string, { start, end }: Place): string =>
  text.slice(0, start) + '*'.repeat(end - start) + text.slice(end);
