import { isObject } from './formats/json.ts';
import type { Shape } from './schema/shape.ts';

/** Types nest no deeper than this; what is deeper stays as it is. */
const depthMax = 128;

/**
 * Plain data in which scalars of another type than their member have become what they stand for: `'true'` true, `'5'`
 * 5, and 5 `'5'`. What stands for nothing stays as it is.
 */
export function tightened(shape: Shape, value: unknown, depth = 0): unknown {
  if (depth > depthMax) return value;
  switch (shape.kind) {
    case 'structure':
      return eachOf(value, (name, member) => {
        const known = shape.byName.get(name);
        return known ? tightened(known.shape, member, depth + 1) : member;
      });
    case 'list':
      return Array.isArray(value)
        ? value.map((item: unknown) => tightened(shape.item.shape, item, depth + 1))
        : value;
    case 'map':
      return eachOf(value, (_name, member) => tightened(shape.value.shape, member, depth + 1));
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'number':
      return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
    case 'blob':
    case 'timestamp':
    case 'document':
      return value;
  }
}

function eachOf(value: unknown, tighten: (name: string, member: unknown) => unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, tighten(name, member)]));
}
