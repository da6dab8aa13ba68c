import { invalidParameter } from '../errors.ts';

/** A pattern of dates, in letters of Java's. */
export interface DateFormat {
  /** What a clock shows, as if it were UTC, and how far it is ahead of it, where that is said. */
  read(text: string): { readonly clock: number; readonly offsetMs: number | undefined } | undefined;
  written(time: number, offsetMs: number): string;
}

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'];
months.push('October', 'November', 'December');
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const short = (name: string) => name.slice(0, 3);
const padded = (value: number, length: number) => String(value).padStart(length, '0');

/** What of a date a piece of a pattern reads and writes. */
interface Piece {
  /** An expression with one group, or none. */
  readonly pattern: string;
  take?(text: string, parts: Parts): void;
  give(date: Date, offsetMs: number): string;
}

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
  isAfternoon: boolean | undefined;
  offsetMs: number | undefined;
}

type NumberOf = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

const number =
  (part: NumberOf, of: (date: Date) => number, shift = 0) =>
  (length: number): Piece => ({
    pattern: length > 1 ? String.raw`(\d{${length}})` : String.raw`(\d{1,2})`,
    take: (text, parts) => void (parts[part] = Number(text) - shift),
    give: (date) => padded(of(date) + shift, length),
  });

const named = (
  names: readonly string[],
  of: (date: Date) => number,
  take: (at: number, parts: Parts) => void,
): Piece => ({
  pattern: `((?i:${names.join('|')}))`,
  take: (text, parts) =>
    take(
      names.findIndex((name) => name.toLowerCase() === text.toLowerCase()),
      parts,
    ),
  give: (date) => names[of(date)]!,
});

const offset = (hasZ: boolean, colon: string): Piece => ({
  pattern: String.raw`(Z|[+-]\d{2}:?\d{2}|[+-]\d{2})`,
  take: (text, parts) => {
    const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(text) ?? [];
    const size = (Number(hours ?? 0) * 60 + Number(minutes)) * 60_000;
    parts.offsetMs = sign === '-' ? -size : size;
  },
  give: (_, offsetMs) => {
    if (hasZ && offsetMs === 0) return 'Z';
    const minutes = Math.abs(offsetMs) / 60_000;
    const sign = offsetMs < 0 ? '-' : '+';
    return `${sign}${padded(Math.floor(minutes / 60), 2)}${colon}${padded(minutes % 60, 2)}`;
  },
});

const year = (length: number): Piece => ({
  pattern: length === 2 ? String.raw`(\d{2})` : String.raw`(\d{4})`,
  take: (text, parts) => void (parts.year = length === 2 ? 2000 + Number(text) : Number(text)),
  give: (date) => (length === 2 ? padded(date.getUTCFullYear() % 100, 2) : padded(date.getUTCFullYear(), 4)),
});

const month = (length: number): Piece => {
  if (length < 3) return number('month', (date) => date.getUTCMonth(), 1)(length);
  const names = length === 3 ? months.map(short) : months;
  return named(
    names,
    (date) => date.getUTCMonth(),
    (at, parts) => void (parts.month = at),
  );
};

const half = (): Piece => ({
  pattern: '((?i:am|pm))',
  take: (text, parts) => void (parts.isAfternoon = text.toLowerCase() === 'pm'),
  give: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
});

const fraction = (length: number): Piece => ({
  pattern: String.raw`(\d{${length}})`,
  take: (text, parts) => void (parts.ms = Math.floor(Number(`0.${text}`) * 1000)),
  give: (date) => padded(date.getUTCMilliseconds(), 3).padEnd(length, '0').slice(0, length),
});

/** By the letter of the pattern. */
const pieces: Readonly<Record<string, (length: number) => Piece>> = {
  y: year,
  u: year,
  M: month,
  L: month,
  d: number('day', (date) => date.getUTCDate()),
  H: number('hour', (date) => date.getUTCHours()),
  h: number('hour', (date) => date.getUTCHours() % 12 || 12),
  m: number('minute', (date) => date.getUTCMinutes()),
  s: number('second', (date) => date.getUTCSeconds()),
  S: fraction,
  a: half,
  E: (length) =>
    named(
      length > 3 ? days : days.map(short),
      (date) => date.getUTCDay(),
      () => undefined,
    ),
  X: (length) => offset(true, length === 3 ? ':' : ''),
  x: (length) => offset(false, length === 3 ? ':' : ''),
  Z: () => offset(false, ''),
};

const literal = (text: string): Piece => ({
  pattern: text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
  give: () => text,
});

const cut = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g;

// AWS: unverified words.
export function dateFormat(pattern: string): DateFormat {
  const all = [...pattern.matchAll(cut)].map(([whole, quoted, letter]) => {
    if (quoted !== undefined) return literal(quoted === '' ? "'" : quoted.replaceAll("''", "'"));
    if (letter === undefined) return literal(whole);
    const make = Object.hasOwn(pieces, letter) ? pieces[letter]! : undefined;
    return make?.(whole.length) ?? invalidParameter(`Invalid date pattern: ${pattern}`);
  });
  const expression = new RegExp(`^${all.map((piece) => piece.pattern).join('')}$`);
  const takers = all.filter(({ take }) => take);
  return {
    read(text) {
      const found = expression.exec(text.trim());
      if (!found) return undefined;
      const parts: Parts = { ...first };
      for (const [at, { take }] of takers.entries()) take!(found[at + 1]!, parts);
      return { clock: clockOf(parts), offsetMs: parts.offsetMs };
    },
    written: (time, offsetMs) => all.map(({ give }) => give(new Date(time + offsetMs), offsetMs)).join(''),
  };
}

const first: Parts = {
  year: 1970,
  month: 0,
  day: 1,
  hour: 0,
  minute: 0,
  second: 0,
  ms: 0,
  isAfternoon: undefined,
  offsetMs: undefined,
};

function clockOf({ year: y, month: m, day, hour, minute, second, ms, isAfternoon }: Parts): number {
  const hours = isAfternoon === undefined ? hour : (hour % 12) + (isAfternoon ? 12 : 0);
  return Date.UTC(y, m, day, hours, minute, second, ms);
}
