import { own } from '../../../base/own.ts';
import { Moment, type Value } from './value.ts';

/** An object or a list; undefined of any other text. */
export function parsedJson(text: string): object | undefined {
  const first = text.charCodeAt(firstInk(text));
  if (first !== 0x7b && first !== 0x5b) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function firstInk(text: string): number {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) <= 32) at++;
  return at;
}

/** What `a.b.0` finds in an object. A name with dots in it is found as it is, too. */
export function select(inside: Value, path: string): Value {
  if (typeof inside !== 'object' || inside instanceof Moment) return undefined;
  const whole = own(inside as Record<string, unknown>, path);
  if (whole !== undefined) return valueOf(whole);
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const next = own(inside as Record<string, unknown>, path.slice(0, dot));
    if (next !== undefined && next !== null) {
      const found = select(next as Value, path.slice(dot + 1));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const valueOf = (found: unknown): Value => (found === null ? undefined : (found as Value));

/** AWS: user guide, "Supported logs and discovered fields": 200 fields of an event at most. */
const fieldsMax = 200;

/** Everything in an object by its path. */
export function flattened(inside: object): Map<string, Value> {
  const found = new Map<string, Value>();
  const visit = (value: unknown, path: string): void => {
    if (found.size >= fieldsMax || value === null || value === undefined) return;
    if (typeof value !== 'object') return void found.set(path, value as Value);
    for (const [name, inner] of Object.entries(value)) visit(inner, path === '' ? name : `${path}.${name}`);
  };
  visit(inside, '');
  return found;
}
