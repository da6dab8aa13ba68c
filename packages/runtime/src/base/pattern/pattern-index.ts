/**
 * A condition that a pattern cannot hold without: that some value at a path is one of these, or begins or ends so.
 */
interface Demand {
  /** Names of members, outermost first, as JSON. */
  readonly path: string;
  readonly names: readonly string[];
  readonly keys: readonly Key[];
}

interface Key {
  readonly kind: 'exact' | 'folded' | 'prefix' | 'suffix';
  readonly value: unknown;
}

/**
 * Many patterns, found by what they demand: each lies under the one of its demands that the fewest others share, so
 * that an event has to be held against a few of them, however many there are. (AWS's own matcher, Ruler, compiles
 * patterns into an automaton; here the pattern itself has the last word, and the index only says which are asked.)
 */
export class PatternIndex<T> {
  readonly #fields: readonly Field<T>[];
  /** Those that demand nothing that can be looked up. */
  readonly #others: readonly T[];

  constructor(patterns: readonly { readonly text: string; readonly of: T }[]) {
    const all = patterns.map(({ text, of }) => ({ of, demands: demandsOf(JSON.parse(text)) }));
    const shares = new Map<string, number>();
    for (const { demands } of all)
      for (const key of demands.flatMap(namesOfKeys)) shares.set(key, (shares.get(key) ?? 0) + 1);
    const costOf = (demand: Demand) => Math.max(...namesOfKeys(demand).map((key) => shares.get(key)!));
    const fields = new Map<string, Field<T>>();
    const others: T[] = [];
    for (const { of, demands } of all) {
      const [first, ...rest] = demands;
      if (!first) {
        others.push(of);
        continue;
      }
      const best = rest.reduce((a, b) => (costOf(b) < costOf(a) ? b : a), first);
      let field = fields.get(best.path);
      if (!field) fields.set(best.path, (field = new Field(best.names)));
      for (const key of best.keys) field.add(key, of);
    }
    this.#fields = [...fields.values()];
    this.#others = others;
  }

  /** All whose pattern holds, and a few more: none is left out, and none comes twice. */
  candidates(event: unknown): T[] {
    const found = new Set<T>(this.#others);
    for (const field of this.#fields) field.find(event, found);
    return [...found];
  }
}

const namesOfKeys = ({ path, keys }: Demand): string[] =>
  keys.map(({ kind, value }) => `${path} ${kind} ${JSON.stringify(value)}`);

/** The patterns that lie under one path. */
class Field<T> {
  readonly #names: readonly string[];
  readonly #exact = new Map<unknown, T[]>();
  readonly #folded = new Map<unknown, T[]>();
  readonly #prefixes = new Affixes<T>((text, length) => text.slice(0, length));
  readonly #suffixes = new Affixes<T>((text, length) => text.slice(text.length - length));

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  add({ kind, value }: Key, of: T): void {
    if (kind === 'exact') addTo(this.#exact, value, of);
    else if (kind === 'folded') addTo(this.#folded, value, of);
    else (kind === 'prefix' ? this.#prefixes : this.#suffixes).add(value as string, of);
  }

  find(event: unknown, found: Set<T>): void {
    for (const value of leavesAt(event, this.#names, 0)) {
      take(this.#exact.get(value), found);
      if (typeof value !== 'string') continue;
      if (this.#folded.size > 0) take(this.#folded.get(value.toLowerCase()), found);
      this.#prefixes.find(value, found);
      this.#suffixes.find(value, found);
    }
  }
}

/** What texts begin (or end) with. There are few lengths, so each is looked up. */
class Affixes<T> {
  readonly #byText = new Map<unknown, T[]>();
  readonly #lengths = new Set<number>();
  readonly #cut: (text: string, length: number) => string;

  constructor(cut: (text: string, length: number) => string) {
    this.#cut = cut;
  }

  add(affix: string, of: T): void {
    this.#lengths.add(affix.length);
    addTo(this.#byText, affix, of);
  }

  find(text: string, found: Set<T>): void {
    for (const length of this.#lengths)
      if (length <= text.length) take(this.#byText.get(this.#cut(text, length)), found);
  }
}

function addTo<T>(map: Map<unknown, T[]>, key: unknown, of: T): void {
  const known = map.get(key);
  if (known) known.push(of);
  else map.set(key, [of]);
}

function take<T>(all: readonly T[] | undefined, found: Set<T>): void {
  if (all) for (const each of all) found.add(each);
}

/** The values at a path, through lists of any depth: as many as a pattern looks at, or more. */
function leavesAt(value: unknown, names: readonly string[], depth: number): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((each) => leavesAt(each, names, depth));
  const name = names[depth];
  if (typeof value !== 'object' || value === null) return name === undefined ? [value] : [];
  if (name === undefined || !Object.hasOwn(value, name)) return [];
  return leavesAt((value as Readonly<Record<string, unknown>>)[name], names, depth + 1);
}

/** What a pattern demands that can be looked up. It was read before: what is no pattern has been refused. */
function demandsOf(pattern: object, names: readonly string[] = []): Demand[] {
  return Object.entries(pattern).flatMap(([name, wanted]: [string, unknown]) => {
    const inner = [...names, name];
    if (!Array.isArray(wanted)) return demandsOf(wanted as object, inner);
    const keys = wanted.map(keyOf);
    // Of alternatives, each has to be known; `$or` lists objects, which are none.
    if (!keys.every((key) => key !== undefined)) return [];
    return [{ path: JSON.stringify(inner), names: inner, keys }];
  });
}

/** What a comparison demands of a value; undefined where that cannot be looked up. */
function keyOf(wanted: unknown): Key | undefined {
  if (typeof wanted !== 'object' || wanted === null) return { kind: 'exact', value: wanted };
  const [[name, argument] = ['', undefined]] = Object.entries(wanted) as [string, unknown][];
  if (typeof argument !== 'string') return undefined;
  switch (name) {
    case 'prefix':
    case 'suffix':
      return { kind: name, value: argument };
    case 'equals-ignore-case':
      return { kind: 'folded', value: argument.toLowerCase() };
    case 'wildcard': {
      const [beginning = ''] = argument.split(/[*\\]/, 1);
      return beginning === '' ? undefined : { kind: 'prefix', value: beginning };
    }
    default:
      return undefined;
  }
}
