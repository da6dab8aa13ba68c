import { regularExpressionOf, type RegularExpression } from '../../../base/regular-expression.ts';
import { QueryFault, spanOf, type Span } from './fault.ts';
import type { Lexer, Token } from './lexer.ts';
import type { Expression, Operator } from './tree.ts';

/** What binds tighter has more. */
const strengths: Readonly<Record<string, number>> = {
  ...{ or: 1, and: 2, '=': 4, '!=': 4, '<': 4, '<=': 4, '>': 4, '>=': 4, like: 4, in: 4, not: 4, '=~': 4 },
  ...{ '+': 5, '-': 5, '*': 6, '/': 6, '%': 6, '^': 8 },
};
const notStrength = 3;
const minusStrength = 7;
const depthMax = 100;

/** Words of the grammar, which are no names unless quoted. */
const words = new Set(['and', 'or', 'not', 'like', 'in', 'as', 'by', 'asc', 'desc']);

export const wordOf = (token: Token): string | undefined =>
  token.kind === 'name' && token.quoted === undefined ? token.text.toLowerCase() : undefined;

export const isSign = (token: Token, text: string): boolean => token.kind === 'sign' && token.text === text;

export function unexpected(token: Token, text: string): never {
  if (token.kind === 'end') throw new QueryFault('unexpected end of query', spanOf(token));
  throw new QueryFault(`unexpected symbol found ${text.slice(token.start, token.end)}`, spanOf(token));
}

/** Reads an expression by the strength of its operators. */
export class ExpressionReader {
  readonly #lexer: Lexer;
  #depth = 0;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
  }

  read(weakest = 0): Expression {
    if (++this.#depth > depthMax)
      throw new QueryFault('query is nested too deeply', spanOf(this.#lexer.peek()));
    let left = this.#operand();
    for (;;) {
      const operator = operatorOf(this.#lexer.peek());
      const strength = strengths[operator ?? ''];
      if (operator === undefined || strength === undefined || strength <= weakest) break;
      this.#lexer.take();
      left = this.#joined(left, operator, strength);
    }
    this.#depth--;
    return left;
  }

  #joined(left: Expression, operator: string, strength: number): Expression {
    if (operator === 'not') {
      const next = this.#lexer.take();
      const word = wordOf(next);
      if (word !== 'like' && word !== 'in') unexpected(next, this.#lexer.text);
      const of = this.#joined(left, word!, strength);
      return { kind: 'not', of, start: left.start, end: of.end };
    }
    if (operator === 'like' || operator === '=~') return this.#like(left);
    if (operator === 'in') return this.#in(left);
    // Powers are read from the right.
    const right = this.read(operator === '^' ? strength - 1 : strength);
    return { kind: 'binary', operator: operator as Operator, left, right, start: left.start, end: right.end };
  }

  #like(left: Expression): Expression {
    const regex = this.#lexer.takeRegex();
    if (regex)
      return {
        kind: 'like',
        of: left,
        wanted: { expression: expressionAt(regex) },
        start: left.start,
        end: regex.end,
      };
    const token = this.#lexer.take();
    if (token.kind !== 'text') return unexpected(token, this.#lexer.text);
    return { kind: 'like', of: left, wanted: { text: token.text }, start: left.start, end: token.end };
  }

  #in(left: Expression): Expression {
    const open = this.#lexer.take();
    const close = isSign(open, '[') ? ']' : isSign(open, '(') ? ')' : unexpected(open, this.#lexer.text);
    const { items, end } = this.#list(close);
    return { kind: 'in', of: left, list: items, start: left.start, end };
  }

  /** Expressions up to what closes them. */
  #list(close: string): { readonly items: readonly Expression[]; readonly end: number } {
    const items: Expression[] = [];
    if (isSign(this.#lexer.peek(), close)) return { items, end: this.#lexer.take().end };
    for (;;) {
      items.push(this.#item());
      const next = this.#lexer.take();
      if (isSign(next, close)) return { items, end: next.end };
      if (!isSign(next, ',')) unexpected(next, this.#lexer.text);
    }
  }

  #item(): Expression {
    const token = this.#lexer.peek();
    if (!isSign(token, '*')) return this.read();
    this.#lexer.take();
    return { kind: 'everything', ...spanOf(token) };
  }

  #operand(): Expression {
    const token = this.#lexer.take();
    const span = spanOf(token);
    switch (token.kind) {
      case 'number':
        return { kind: 'literal', value: token.value, ...span };
      case 'text':
        return { kind: 'literal', value: token.text, ...span };
      case 'period':
        return { kind: 'period', value: token.value, unit: token.unit, ...span };
      case 'name':
        return this.#named(token, token.text);
      case 'sign':
        return this.#signed(token, token.text);
      case 'end':
        return unexpected(token, this.#lexer.text);
    }
  }

  #signed(token: Token, text: string): Expression {
    if (text === '-') {
      const of = this.read(minusStrength);
      return { kind: 'minus', of, start: token.start, end: of.end };
    }
    if (text !== '(') return unexpected(token, this.#lexer.text);
    const inner = this.read();
    const close = this.#lexer.take();
    if (!isSign(close, ')')) unexpected(close, this.#lexer.text);
    return { ...inner, start: token.start, end: close.end };
  }

  #named(token: Token, text: string): Expression {
    const word = wordOf(token);
    if (word === 'not') {
      const of = this.read(notStrength);
      return { kind: 'not', of, start: token.start, end: of.end };
    }
    if (word === 'true' || word === 'false')
      return { kind: 'literal', value: word === 'true' ? 1 : 0, ...spanOf(token) };
    if (word !== undefined && words.has(word)) unexpected(token, this.#lexer.text);
    if (word === undefined || !isSign(this.#lexer.peek(), '('))
      return { kind: 'field', name: text, ...spanOf(token) };
    this.#lexer.take();
    const { items, end } = this.#list(')');
    return { kind: 'call', name: text, arguments: items, start: token.start, end };
  }
}

function operatorOf(token: Token): string | undefined {
  if (token.kind === 'sign') return token.text;
  const word = wordOf(token);
  return word !== undefined && Object.hasOwn(strengths, word) ? word : undefined;
}

export function expressionAt(regex: Span & { readonly text: string }): RegularExpression {
  const expression = regularExpressionOf(regex.text);
  if (!expression) throw new QueryFault(`invalid regular expression ${regex.text}`, spanOf(regex));
  return expression;
}
