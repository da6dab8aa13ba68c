import { expressionAt, ExpressionReader, isSign, unexpected, wordOf } from './expression.ts';
import { QueryFault, spanOf, type Span } from './fault.ts';
import { Lexer, type Token } from './lexer.ts';
import { aggregateNames, checkCounted, checkScalar } from './names.ts';
import type { Command, Expression, Named, Sorting } from './tree.ts';
import { globReader } from './glob.ts';
import { readSource, type Source } from './source.ts';

/** AWS: StartQuery, limit. */
const limitMax = 100_000;
// AWS: user guide, "stats": "You can use up to two stats commands in a single query."
const statsMax = 2;

/** What AWS runs and this house does not: refused by name. */
const notServed = new Set([
  'anomaly',
  'diff',
  'filterindex',
  'join',
  'lookup',
  'pattern',
  'unmask',
  'addtotals',
]);

/** A query as it is written. */
export interface Query {
  /** Which log groups it asks, where it says so itself. */
  readonly source?: Source | undefined;
  readonly commands: readonly Command[];
}

/** Reads a query: commands with pipes in between. */
export function parseQuery(text: string): Query {
  const reader = new QueryReader(new Lexer(text));
  const source = reader.source();
  const commands = source && reader.isOver() ? [] : reader.commands();
  const stats = commands.filter(({ kind }) => kind === 'stats');
  if (stats.length > statsMax)
    throw new QueryFault(`the stats command may be used ${statsMax} times at most`, {
      start: 0,
      end: text.length,
    });
  return { source, commands };
}

class QueryReader {
  readonly #lexer: Lexer;
  readonly #expressions: ExpressionReader;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
    this.#expressions = new ExpressionReader(lexer);
  }

  /** What comes before all commands, if it does. */
  source(): Source | undefined {
    return this.#takes('source') ? readSource(this.#lexer) : undefined;
  }

  /** Whether nothing follows the source; otherwise commands do, behind a pipe. */
  isOver(): boolean {
    const next = this.#lexer.take();
    if (next.kind === 'end') return true;
    return isSign(next, '|') ? false : unexpected(next, this.#lexer.text);
  }

  commands(): Command[] {
    const commands: Command[] = [];
    if (this.#lexer.peek().kind === 'end') unexpected(this.#lexer.peek(), this.#lexer.text);
    for (;;) {
      commands.push(this.#command());
      const next = this.#lexer.take();
      if (next.kind === 'end') return commands;
      if (!isSign(next, '|')) unexpected(next, this.#lexer.text);
    }
  }

  #command(): Command {
    const token = this.#lexer.take();
    const word = wordOf(token) ?? unexpected(token, this.#lexer.text);
    switch (word) {
      case 'fields':
      case 'display':
        return { kind: word, columns: this.#columns() };
      case 'filter':
        return { kind: 'filter', condition: this.#scalar() };
      case 'parse':
        return this.#parse();
      case 'stats':
        return this.#stats();
      case 'sort':
        return { kind: 'sort', by: this.#listOf(() => this.#sorting()) };
      case 'limit':
      case 'head':
        return { kind: 'limit', count: this.#count() };
      case 'dedup':
        return { kind: 'dedup', by: this.#listOf(() => this.#scalar()) };
      case 'unnest':
        return this.#unnest();
      default:
        if (notServed.has(word))
          throw new QueryFault(
            `Penstock does not serve the ${token.kind === 'name' ? token.text : ''} command (yet)`,
            spanOf(token),
          );
        return unexpected(token, this.#lexer.text);
    }
  }

  #columns(): Named[] {
    return this.#listOf(() => this.#column(this.#scalar()));
  }

  #column(of: Expression): Named {
    const alias = this.#takes('as') ? this.#name() : undefined;
    return { name: alias ?? (of.kind === 'field' ? of.name : this.#lexer.text.slice(of.start, of.end)), of };
  }

  #scalar(): Expression {
    const of = this.#expressions.read();
    checkScalar(of);
    return of;
  }

  #stats(): Command {
    const columns = this.#listOf(() => this.#column(this.#expressions.read()));
    const by = this.#takes('by') ? this.#columns() : [];
    const made = new Set(by.map(({ name }) => name));
    for (const { name, of } of columns) {
      checkCounted(of, made);
      made.add(name);
    }
    return { kind: 'stats', columns, by };
  }

  #sorting(): Sorting {
    // AWS: in public queries: `sort by @duration desc`.
    this.#takes('by');
    // What stands here may be the name of a column as well: `sort count(*) desc`.
    const of = this.#columnOr(() => this.#scalar());
    if (this.#takes('desc')) return { of, descending: true };
    return { of, descending: this.#takes('asc') ? false : false };
  }

  #columnOr(read: () => Expression): Expression {
    const first = this.#lexer.peek();
    if (first.kind !== 'name' || !aggregateNames.has(first.text.toLowerCase())) return read();
    const of = this.#expressions.read();
    return { kind: 'field', name: this.#lexer.text.slice(of.start, of.end), ...spanOf(of) };
  }

  #count(): number {
    const token = this.#lexer.take();
    if (token.kind !== 'number' || !Number.isInteger(token.value)) return unexpected(token, this.#lexer.text);
    if (token.value < 1 || token.value > limitMax)
      throw new QueryFault(`limit must be between 1 and ${limitMax}`, spanOf(token));
    return token.value;
  }

  #unnest(): Command {
    const of = this.#scalar();
    if (!this.#takes('into')) unexpected(this.#lexer.take(), this.#lexer.text);
    return { kind: 'unnest', of, name: this.#name() };
  }

  /** `parse @message "user=*, id=*" as user, id`, or `parse @message /user=(?<user>\S+)/`. */
  #parse(): Command {
    const first = this.#lexer.peek();
    const whole: Expression = { kind: 'field', name: '@message', ...spanOf(first) };
    const direct = first.kind === 'text' || this.#atRegex();
    const of = direct ? whole : this.#subject();
    const regex = this.#lexer.takeRegex();
    if (regex) return this.#parseRegex(of, regex);
    const glob = this.#lexer.take();
    if (glob.kind !== 'text') return unexpected(glob, this.#lexer.text);
    if (!this.#takes('as')) return unexpected(this.#lexer.take(), this.#lexer.text);
    const names = this.#listOf(() => this.#name());
    const { read, stars } = globReader(glob.text);
    if (stars !== names.length)
      throw new QueryFault(
        `${stars} wildcards and ${names.length} field names: there must be as many`,
        spanOf(glob),
      );
    return { kind: 'parse', of, names, read };
  }

  #parseRegex(of: Expression, regex: Span & { readonly text: string }): Command {
    const expression = expressionAt(regex);
    const { names } = expression;
    if (names.length === 0)
      throw new QueryFault('a regular expression of parse needs named groups', spanOf(regex));
    const read = (text: string) => {
      const groups = expression.groups(text);
      return groups && names.map((name) => groups[name]);
    };
    return { kind: 'parse', of, names, read };
  }

  /** A field, which no operator follows: what looks like a division begins a regular expression. */
  #subject(): Expression {
    const token = this.#lexer.take();
    if (token.kind !== 'name') return unexpected(token, this.#lexer.text);
    return { kind: 'field', name: token.text, ...spanOf(token) };
  }

  #atRegex(): boolean {
    const { start } = this.#lexer.peek();
    return this.#lexer.text[start] === '/';
  }

  #name(): string {
    const token = this.#lexer.take();
    return token.kind === 'name' ? token.text : unexpected(token, this.#lexer.text);
  }

  #takes(word: string): boolean {
    if (wordOf(this.#lexer.peek()) !== word) return false;
    this.#lexer.take();
    return true;
  }

  #listOf<Item>(read: () => Item): Item[] {
    const items = [read()];
    for (;;) {
      const next: Token = this.#lexer.peek();
      if (!isSign(next, ',')) return items;
      this.#lexer.take();
      items.push(read());
    }
  }
}
