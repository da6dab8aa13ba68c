// Metric math's grammar, read by precedence climbing. AWS: CloudWatch user guide, "Metric math syntax and
// functions".

export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  /** A query's id, or one of FILL's words. */
  | { readonly type: 'name'; readonly name: string; readonly at: number }
  | { readonly type: 'list'; readonly items: readonly Expression[] }
  | {
      readonly type: 'call';
      readonly name: string;
      readonly inputs: readonly Expression[];
      readonly at: number;
    }
  | { readonly type: 'negation'; readonly of: Expression; readonly at: number }
  | {
      readonly type: 'operation';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    };

export type Operator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'AND' | 'OR';

/** What is wrong with an expression, and where: counted in characters from 0. */
export class ExpressionError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** AWS says `Invalid syntax`; where it is wrong is added. */
const invalidSyntax = (what: string, at: number): ExpressionError =>
  new ExpressionError(`Invalid syntax: ${what} at character ${at + 1}`, at);

interface Token {
  readonly kind: 'number' | 'text' | 'word' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

const strengths: ReadonlyMap<string, number> = new Map(
  Object.entries({
    OR: 1,
    AND: 2,
    '==': 3,
    '!=': 3,
    '<': 3,
    '<=': 3,
    '>': 3,
    '>=': 3,
    '+': 4,
    '-': 4,
    '*': 5,
    '/': 5,
    '^': 7,
  }),
);
const negationStrength = 6;

const synonyms: ReadonlyMap<string, string> = new Map([
  ['&&', 'AND'],
  ['||', 'OR'],
]);

export function parseExpression(text: string): Expression {
  if (/^\s*SELECT\s+\w+\s*\(/i.test(text))
    throw new ExpressionError('Metrics Insights queries are not served by Penstock', 0);
  return new Parser(tokensOf(text)).whole();
}

/** Numbers, texts, words, signs. */
const lexemes = [
  /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+/,
  /"[^"]*"|'[^']*'/,
  /[A-Za-z]\w*/,
  /==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],]/,
];

function tokensOf(text: string): Token[] {
  const pattern = new RegExp(`\\s*(?:${lexemes.map((lexeme) => `(${lexeme.source})`).join('|')})`, 'y');
  const tokens: Token[] = [];
  for (;;) {
    const before = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) {
      const at = before + /^\s*/.exec(text.slice(before))![0].length;
      if (at < text.length) throw invalidSyntax(`unexpected character '${text[at]}'`, at);
      return [...tokens, { kind: 'end', text: 'the end', at }];
    }
    const [, number, quoted, word, sign] = match;
    const found = (number ?? quoted ?? word ?? sign)!;
    const kind = number ? 'number' : quoted ? 'text' : word ? 'word' : 'sign';
    tokens.push({ kind, text: synonyms.get(found) ?? found, at: pattern.lastIndex - found.length });
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#operation(0);
    const rest = this.#peek();
    if (rest.kind !== 'end') throw invalidSyntax(`unexpected '${rest.text}'`, rest.at);
    return expression;
  }

  /** Reads operands for as long as the operators between them bind more strongly than `least`. */
  #operation(least: number): Expression {
    let left = this.#operand();
    for (;;) {
      const { text, at, kind } = this.#peek();
      const strength = kind === 'number' || kind === 'text' ? undefined : strengths.get(text);
      if (strength === undefined || strength <= least) return left;
      this.#take();
      // Powers bind to the right: 2^3^2 is 2^9.
      const right = this.#operation(text === '^' ? strength - 1 : strength);
      left = { type: 'operation', operator: text as Operator, left, right, at };
    }
  }

  #operand(): Expression {
    const token = this.#take();
    if (token.kind === 'number') return { type: 'number', value: Number(token.text) };
    if (token.kind === 'text') return { type: 'text', value: token.text.slice(1, -1) };
    if (token.kind === 'word') return this.#word(token);
    if (token.text === '-') return { type: 'negation', of: this.#operation(negationStrength), at: token.at };
    if (token.text === '[') return { type: 'list', items: this.#items(']') };
    if (token.text === '(') {
      const inner = this.#operation(0);
      this.#expect(')');
      return inner;
    }
    throw invalidSyntax(`unexpected '${token.text}'`, token.at);
  }

  #word({ text, at }: Token): Expression {
    if (this.#peek().text !== '(') return { type: 'name', name: text, at };
    this.#take();
    return { type: 'call', name: text, inputs: this.#items(')'), at };
  }

  #items(close: ')' | ']'): Expression[] {
    const items: Expression[] = [];
    if (this.#peek().text === close) {
      this.#take();
      return items;
    }
    for (;;) {
      items.push(this.#operation(0));
      if (this.#peek().text !== ',') break;
      this.#take();
    }
    this.#expect(close);
    return items;
  }

  #expect(sign: string): void {
    const token = this.#take();
    if (token.text !== sign) throw invalidSyntax(`expected '${sign}' before '${token.text}'`, token.at);
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next++;
    return token;
  }
}
