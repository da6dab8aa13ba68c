import type { AlarmState } from '../records.ts';
import type { Rule } from './rule.ts';

/** What is wrong with a rule, in a few words. */
export class RuleError extends Error {}

/**
 * Reads an alarm rule. NOT binds before AND, and AND before OR.
 */
// AWS: API_PutCompositeAlarm, AlarmRule; user guide, "Combining alarms": names may be quoted, and must be where they
// hold spaces or brackets.
export function ruleOf(text: string): Rule {
  return new Reader(tokensOf(text)).whole();
}

// AWS: API_PutCompositeAlarm: "as many as 500 elements. Elements are child alarms, TRUE or FALSE statements, and
// parentheses."
const elementsMax = 500;

type Token =
  | { readonly kind: 'mark'; readonly text: string }
  | { readonly kind: 'quoted'; readonly text: string }
  | { readonly kind: 'word'; readonly text: string };

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #elements = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Rule {
    const rule = this.#either();
    if (this.#at < this.#tokens.length) throw new RuleError('expected AND, OR or the end');
    return rule;
  }

  #either(): Rule {
    return this.#joined('OR', () => this.#joined('AND', () => this.#one()));
  }

  #joined(word: 'AND' | 'OR', part: () => Rule): Rule {
    const all = [part()];
    while (this.#takes('word', word)) all.push(part());
    return all.length === 1 ? all[0]! : { kind: word === 'AND' ? 'and' : 'or', all };
  }

  /** So deep that reading and judging it takes no more stack than there is. */
  #one(): Rule {
    if (++this.#depth > elementsMax) throw new RuleError('it is nested too deeply');
    const rule = this.#element();
    this.#depth--;
    return rule;
  }

  #element(): Rule {
    if (!this.#takes('word', 'NOT')) this.#count();
    else return { kind: 'not', of: this.#one() };
    if (this.#takes('mark', '(')) {
      const inner = this.#either();
      this.#take(')');
      return inner;
    }
    const next = this.#tokens[this.#at++];
    const word = next?.kind === 'word' ? next.text.toUpperCase() : '';
    switch (word) {
      case 'TRUE':
      case 'FALSE':
        return { kind: 'constant', value: word === 'TRUE' };
      case 'AT_LEAST':
        return this.#atLeast();
      case 'OK':
      case 'ALARM':
      case 'INSUFFICIENT_DATA': {
        this.#take('(');
        const alarm = this.#name();
        this.#take(')');
        return { kind: 'state', state: word, alarm };
      }
      default:
        throw new RuleError('expected a state of an alarm, TRUE, FALSE, NOT or a bracket');
    }
  }

  #count(): void {
    if (++this.#elements > elementsMax) throw new RuleError(`it has more than ${elementsMax} elements`);
  }

  /** AWS: user guide: AT_LEAST(M, STATE_CONDITION, (alarm1, alarm2 …)), M being a number or a percentage. */
  #atLeast(): Rule {
    this.#take('(');
    const count = this.#word(/^\d+%?$/, 'a number');
    this.#take(',');
    const negated = this.#takes('word', 'NOT');
    const state = this.#word(/^(OK|ALARM|INSUFFICIENT_DATA)$/i, 'a state').toUpperCase() as AlarmState;
    this.#take(',');
    this.#take('(');
    const alarms = [this.#name()];
    while (this.#takes('mark', ',')) alarms.push(this.#name());
    this.#take(')');
    this.#take(')');
    const percent = count.endsWith('%');
    return { kind: 'atLeast', count: parseInt(count, 10), percent, state, negated, alarms };
  }

  #name(): string {
    const next = this.#tokens[this.#at++];
    if (!next || next.kind === 'mark') throw new RuleError('expected the name of an alarm');
    return nameOf(next.text);
  }

  #word(pattern: RegExp, what: string): string {
    const next = this.#tokens[this.#at++];
    if (next?.kind === 'word' && pattern.test(next.text)) return next.text;
    throw new RuleError(`expected ${what}`);
  }

  #takes(kind: 'word' | 'mark', text: string): boolean {
    const next = this.#tokens[this.#at];
    const is = next?.kind === kind && next.text.toUpperCase() === text;
    if (is) this.#at++;
    return is;
  }

  #take(mark: string): void {
    if (!this.#takes('mark', mark)) throw new RuleError(`expected '${mark}'`);
  }
}

const token = /\s*(?:([(),])|"((?:[^"\\]|\\.)*)"|([^\s(),"]+))/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const match = token.exec(text);
    if (!match) throw new RuleError('a quotation mark is not closed');
    const [, mark, quoted, word] = match;
    if (mark !== undefined) tokens.push({ kind: 'mark', text: mark });
    else if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replace(/\\(.)/g, '$1') });
    else tokens.push({ kind: 'word', text: word! });
  }
  return tokens;
}

/** `errors` out of `arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors`. */
export const nameOf = (nameOrArn: string): string =>
  /^arn:[^:]*:cloudwatch:[^:]*:\d*:alarm:(.+)$/.exec(nameOrArn)?.[1] ?? nameOrArn;
