import { isSign, unexpected, wordOf } from './expression.ts';
import { QueryFault, spanOf } from './fault.ts';
import type { Lexer, Token } from './lexer.ts';

/** Which log groups a query asks by itself. */
export interface Source {
  /** None where any name will do. */
  readonly prefixes: readonly string[];
  /** None where any account will do. */
  readonly accounts: readonly string[];
  readonly classes: readonly string[];
}

type Key = keyof Source;

// AWS: user guide, "SOURCE": the keywords, of which its examples have other forms than its text; how many of each.
const keys: Readonly<Record<string, Key>> = {
  nameprefix: 'prefixes',
  accountidentifier: 'accounts',
  accountidentifiers: 'accounts',
  class: 'classes',
  loggroupclass: 'classes',
};
const most: Readonly<Record<Key, number>> = { prefixes: 5, accounts: 20, classes: 3 };

/** Reads `logGroups(namePrefix: ['a', 'b'], class: ['STANDARD'])`, which follows the word SOURCE. */
export function readSource(lexer: Lexer): Source {
  const found: Partial<Record<Key, readonly string[]>> = {};
  const first = lexer.take();
  if (wordOf(first) !== 'loggroups') unexpected(first, lexer.text);
  expect(lexer, '(');
  while (!isSign(lexer.peek(), ')')) {
    if (Object.keys(found).length > 0) expect(lexer, ',');
    const token = lexer.take();
    const key = keys[wordOf(token) ?? ''] ?? unexpected(token, lexer.text);
    expect(lexer, ':');
    const texts = textsIn(lexer);
    if (found[key] || texts.length > most[key])
      throw new QueryFault(`SOURCE takes a list of up to ${most[key]} here, once`, spanOf(token));
    found[key] = texts;
  }
  expect(lexer, ')');
  return { prefixes: [], accounts: [], classes: ['STANDARD'], ...found };
}

function textsIn(lexer: Lexer): string[] {
  expect(lexer, '[');
  const texts: string[] = [];
  for (;;) {
    const token = lexer.take();
    texts.push(token.kind === 'text' ? token.text : unexpected(token, lexer.text));
    const next = lexer.take();
    if (isSign(next, ']')) return texts;
    if (!isSign(next, ',')) unexpected(next, lexer.text);
  }
}

function expect(lexer: Lexer, sign: string): void {
  const token: Token = lexer.take();
  if (!isSign(token, sign)) unexpected(token, lexer.text);
}
