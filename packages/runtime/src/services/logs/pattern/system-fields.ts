import type { Scope } from '../../../base/scope.ts';

/** Where an event came from, as filters select by it. */
export interface SystemFields {
  readonly '@aws.account': string;
  readonly '@aws.region': string;
}

/** Logs are not brought together from elsewhere: they come from where they lie. */
export const systemFieldsOf = ({ account, region }: Scope): SystemFields => ({
  '@aws.account': account,
  '@aws.region': region,
});

export const isSystemField = (name: string): name is keyof SystemFields =>
  name === '@aws.account' || name === '@aws.region';

type Selects = (fields: SystemFields) => boolean;

/** `@aws.region = "us-east-1" AND @aws.account NOT IN ["…"]`. Undefined where it is no such thing. */
// AWS: API_PutMetricFilter, fieldSelectionCriteria. Unverified: that AND binds closer, and parentheses.
export function readSelection(text: string): Selects | undefined {
  const tokens = [...text.matchAll(/"[^"]*"|@[\w.]+|!=|[=()[\],]|\w+|\S/g)].map(([token]) => token);
  const reader = new Reader(tokens);
  const selects = reader.either();
  return reader.isAtEnd ? selects : undefined;
}

/** Undefined what is no text in quotes. */
type Texts = readonly (string | undefined)[];

const among = (field: keyof SystemFields, values: Texts, isNot: boolean): Selects | undefined =>
  values.includes(undefined) ? undefined : (fields) => values.includes(fields[field]) !== isNot;

class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  either(): Selects | undefined {
    return this.#joined(
      'OR',
      () => this.#all(),
      (one, other) => (fields) => one(fields) || other(fields),
    );
  }

  #all(): Selects | undefined {
    return this.#joined(
      'AND',
      () => this.#one(),
      (one, other) => (fields) => one(fields) && other(fields),
    );
  }

  #joined(
    word: string,
    read: () => Selects | undefined,
    join: (one: Selects, other: Selects) => Selects,
  ): Selects | undefined {
    let left = read();
    while (left && this.#takes(word)) {
      const right = read();
      left = right && join(left, right);
    }
    return left;
  }

  #one(): Selects | undefined {
    if (this.#takes('(')) {
      const inner = this.either();
      return this.#takes(')') ? inner : undefined;
    }
    const field = this.#next();
    if (field === undefined || !isSystemField(field)) return undefined;
    const isNot = this.#takes('!=');
    if (isNot || this.#takes('=')) return among(field, [this.#text()], isNot);
    const isOutside = this.#takes('NOT');
    return this.#takes('IN') ? among(field, this.#list(), isOutside) : undefined;
  }

  #list(): Texts {
    if (!this.#takes('[')) return [undefined];
    const values = [this.#text()];
    while (this.#takes(',')) values.push(this.#text());
    return this.#takes(']') ? values : [undefined];
  }

  #text(): string | undefined {
    return /^"(.*)"$/s.exec(this.#next() ?? '')?.[1];
  }

  #next(): string | undefined {
    return this.#tokens[this.#at++];
  }

  #takes(token: string): boolean {
    const isNext = this.#tokens[this.#at]?.toUpperCase() === token;
    if (isNext) this.#at += 1;
    return isNext;
  }
}

/** Of a filter that was taken. Without any, what comes from anywhere. */
export const isSelected = (selection: string | undefined, scope: Scope): boolean =>
  !selection || (readSelection(selection)?.(systemFieldsOf(scope)) ?? true);
