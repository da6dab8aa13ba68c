import { cannot } from './refusal.ts';

/** What a command of the program takes. */
export interface FlagTable {
  /** Long names of flags with a value, each with its letter, or ''. */
  readonly values: Readonly<Record<string, string>>;
  /** Those without. */
  readonly switches: Readonly<Record<string, string>>;
}

export interface Flags {
  readonly words: readonly string[];
  /** The values of a flag, in their order. */
  all(name: string): readonly string[];
  /** The last of them. */
  value(name: string): string | undefined;
  isOn(name: string): boolean;
}

/**
 * Reads a command line as Docker's does: `--tag x`, `--tag=x`, `-t x`, `-tx`, `-q`; flags may follow words.
 */
export function parseFlags(command: string, table: FlagTable, line: readonly string[]): Flags {
  const found: [string, string][] = [];
  const words: string[] = [];
  const rest = [...line];
  while (rest.length > 0) {
    const word = rest.shift()!;
    if (word === '--') words.push(...rest.splice(0));
    else if (word === '-' || !word.startsWith('-')) words.push(word);
    else if (word.startsWith('--')) found.push(longFlag(command, table, word, rest));
    else found.push(...shortFlags(command, table, word, rest));
  }
  const all = (name: string) => found.filter(([each]) => each === name).map(([, value]) => value);
  const value = (name: string) => all(name).at(-1);
  return { words, all, value, isOn: (name) => !['false', '0', undefined].includes(value(name)) };
}

function longFlag(command: string, table: FlagTable, word: string, rest: string[]): [string, string] {
  const [, name = '', given] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
  if (table.switches[name] !== undefined) return [name, given ?? 'true'];
  if (table.values[name] === undefined)
    return cannot(`take --${name}: docker ${command} here knows ${known(table)}`);
  return [name, given ?? rest.shift() ?? cannot(`take --${name} without a value`)];
}

function shortFlags(command: string, table: FlagTable, word: string, rest: string[]): [string, string][] {
  const letter = word[1]!;
  const of = (flags: Readonly<Record<string, string>>) =>
    Object.keys(flags).find((name) => flags[name] === letter);
  const valued = of(table.values);
  if (valued !== undefined) {
    const attached = word.slice(2).replace(/^=/, '');
    return [[valued, attached || (rest.shift() ?? cannot(`take -${letter} without a value`))]];
  }
  const name = of(table.switches) ?? cannot(`take -${letter}: docker ${command} here knows ${known(table)}`);
  const more = word.length > 2 ? shortFlags(command, table, `-${word.slice(2)}`, rest) : [];
  return [[name, 'true'], ...more];
}

function known({ values, switches }: FlagTable): string {
  const names = [...Object.keys(values), ...Object.keys(switches)].sort();
  return names.length === 0 ? 'no flags' : names.map((name) => `--${name}`).join(' ');
}
