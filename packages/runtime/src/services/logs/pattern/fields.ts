import { invalidParameter } from '../errors.ts';
import { conditionOf, type Condition } from './condition.ts';
import type { FilterPattern } from './filter-pattern.ts';

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
  return { name, condition: name === text ? undefined : conditionOf(text, 'field') };
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

/** AWS: what is in square brackets or in quotes is one field. */
function valuesOf(message: string): string[] {
  const found = message.matchAll(/\[([^\]]*)\]|"((?:[^"\\]|\\.)*)"|(\S+)/g);
  return [...found].map(([, bracketed, quoted, bare]) => bracketed ?? quoted ?? bare!);
}
