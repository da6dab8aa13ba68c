import type {
  LowerCaseString,
  SplitString,
  SubstituteString,
  TrimString,
  TypeConverter,
  UpperCaseString,
} from '@aws-sdk/client-cloudwatch-logs';
import { regularExpressionOf, type RegularExpression } from '../../../base/regular-expression.ts';
import { invalidParameter } from '../errors.ts';
import { putAt, TransformFault, valueAt, type Document } from './document.ts';
import type { Step } from './keys.ts';

// AWS: user guide, "String mutate processors" and "Datatype converter processors". What is no text is passed over.

/** Puts another text in the place of one. */
function reword(root: Document['root'], key: string, change: (text: string) => unknown): void {
  const value = valueAt(root, key);
  if (typeof value === 'string') putAt(root, key, { value: change(value), over: true });
}

const each =
  (change: (text: string) => string) =>
  ({ withKeys = [] }: LowerCaseString | UpperCaseString | TrimString): Step =>
  ({ root }) => {
    for (const key of withKeys) reword(root, key, change);
  };

export const lowerCaseString = each((text) => text.toLowerCase());
export const upperCaseString = each((text) => text.toUpperCase());
export const trimString = each((text) => text.trim());

export const splitString =
  ({ entries = [] }: SplitString): Step =>
  ({ root }) => {
    for (const { source, delimiter } of entries) reword(root, source!, (text) => text.split(delimiter!));
  };

/** No text becomes larger; many times as much as an event has. Ours. */
const lengthMax = 4 * 1024 * 1024;

interface Substitution {
  readonly from: RegularExpression;
  readonly to: string;
}

/** Each substitution may make a text many times as long, and the next one that again. */
function replaced(text: string, { from, to }: Substitution): string {
  const references = to.split('$').length - 1;
  const longest = from
    .places(text)
    ?.reduce((length, { start, end }) => length + to.length + (end - start) * references, text.length);
  if (longest !== undefined && longest > lengthMax) throw new TransformFault('it becomes too large');
  const substituted = longest === undefined ? undefined : from.replaced(text, to);
  if (substituted === undefined) throw new TransformFault('it takes too long');
  return substituted;
}

export function substituteString({ entries = [] }: SubstituteString): Step {
  const compiled = entries.map(({ source, from, to }) => ({
    source: source!,
    // AWS: unverified words.
    from:
      regularExpressionOf(from!) ?? invalidParameter(`substituteString: ${from} is no regular expression`),
    to: to!,
  }));
  return ({ root }) => {
    for (const { source, ...by } of compiled) reword(root, source, (text) => replaced(text, by));
  };
}

export const typeConverter =
  ({ entries = [] }: TypeConverter): Step =>
  ({ root }) => {
    for (const { key, type } of entries) {
      const value = valueAt(root, key!);
      if (value !== undefined) putAt(root, key!, { value: converted(value, type!), over: true });
    }
  };

function converted(value: unknown, type: string): unknown {
  if (type === 'string') return typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (type === 'boolean') return String(value).toLowerCase() === 'true';
  const number = typeof value === 'boolean' ? Number(value) : Number(String(value).trim() || NaN);
  if (!Number.isFinite(number)) throw new TransformFault(`${String(value)} is no ${type}`);
  return type === 'integer' ? Math.trunc(number) : number;
}
