import { invalidParameter } from '../errors.ts';
import { conditionOf, type Condition } from './condition.ts';
import type { FilterPattern } from './filter-pattern.ts';
import { textsOf } from './json.ts';

interface Field {
  readonly name: string;
  readonly condition?: Condition | undefined;
}

/** `[ip, user, ..., status_code = 5*, bytes > 1000]`: events of fields with spaces in between. */
export function fieldsPattern(inner: string): FilterPattern {
  const parts = splitAtCommas(inner);
  const gap = parts.indexOf('...');
  if (gap !== parts.lastIndexOf('...')) invalidParameter('Invalid filter pattern');
  const fields = parts.map(fieldOf);
  const read = (message: string): ReadonlyMap<string, string> | undefined => named(message, fields, gap);
  return {
    matches(message) {
      const values = read(message);
      if (!values) return false;
      return fields.every(({ condition }) => condition?.((field) => values.get(field)) ?? true);
    },
    extracted: (message) =>
      textsOf(
        [...(read(message) ?? [])].flatMap(([name, value]) => (name === '' ? [] : [[`$${name}`, value]])),
      ),
    valueOf: (message, selector) => read(message)?.get(selector.replace(/^\$\.?/, '')),
  };
}

/** A comma in quotes or in a regular expression is none between fields. */
function splitAtCommas(inner: string): string[] {
  const parts = inner.match(/(?:"(?:[^"\\]|\\.)*"|%(?:[^%\\]|\\.)*%|[^,])+/g) ?? [];
  return parts.map((part) => part.trim());
}

function fieldOf(text: string): Field {
  const name = /^[\p{L}\p{N}_@-]+/u.exec(text)?.[0] ?? '';
  if (text === '...') return { name: '' };
  if (name === '' && text !== '') invalidParameter('Invalid filter pattern');
  return { name, condition: name === text ? undefined : conditionOf(text, 'field').holds };
}

/** The fields of an event by their names; undefined where there are more or fewer than the pattern has. */
function named(message: string, fields: readonly Field[], gap: number): Map<string, string> | undefined {
  const values = valuesOf(message);
  const left = values.length - (fields.length - (gap < 0 ? 0 : 1));
  if (gap < 0 ? left !== 0 : left < 0) return undefined;
  const placed = fields.flatMap(({ name }, index): [string, string][] => {
    if (index === gap) return [];
    return [[name, values[gap >= 0 && index > gap ? index + left - 1 : index]!]];
  });
  return new Map(placed);
}

function leadingBlanks(text: string, from: number): number {
  const blanks = /\s*/y;
  blanks.lastIndex = from;
  blanks.exec(text);
  return blanks.lastIndex - from;
}

/** AWS: what is in square brackets or in quotes is one field. */
function valuesOf(message: string): string[] {
  const values: string[] = [];
  const token = /\s*(?:"((?:[^"\\]|\\.)*)"|(\S+))/y;
  // Where the last bracket closes is looked for once, and not again for each that opens behind it.
  const lastClose = message.lastIndexOf(']');
  for (let at = 0; at < message.length;) {
    const start = at + leadingBlanks(message, at);
    if (message[start] === '[' && start < lastClose) {
      const close = message.indexOf(']', start);
      values.push(message.slice(start + 1, close));
      at = close + 1;
      continue;
    }
    token.lastIndex = at;
    const match = token.exec(message);
    if (!match) break;
    values.push(match[1] ?? match[2]!);
    at = token.lastIndex;
  }
  return values;
}
