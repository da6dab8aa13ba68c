import type {
  LowerCaseString,
  SplitString,
  SubstituteString,
  TrimString,
  TypeConverter,
  UpperCaseString,
} from '@aws-sdk/client-cloudwatch-logs';
import { regularExpressionOf } from '../../../base/regular-expression.ts';
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

export function substituteString({ entries = [] }: SubstituteString): Step {
  const compiled = entries.map(({ source, from, to }) => ({
    source: source!,
    // AWS: unverified words.
    from:
      regularExpressionOf(from!) ?? invalidParameter(`substituteString: ${from} is no regular expression`),
    to: to!,
  }));
  return ({ root }) => {
    for (const { source, from, to } of compiled) reword(root, source, (text) => from.replaced(text, to));
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
