import { assert } from '../../base/assert.ts';
import type { NumberShape, ScalarShape, TimestampFormat } from '../schema/shape.ts';
import { readTimestamp, timestampText } from './timestamp.ts';

/** Reads a value that travels as text: in XML, a form, a header, a path. Undefined where it is none of its kind. */
export function readText(shape: ScalarShape, text: string): unknown {
  switch (shape.kind) {
    case 'string':
      return text;
    case 'boolean':
      return readBoolean(text);
    case 'number':
      return readNumber(shape, text);
    case 'timestamp':
      return readTimestamp(text.trim());
    case 'blob':
      return readBase64(text);
  }
}

function readBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'true' || word === '1') return true;
  if (word === 'false' || word === '0') return false;
  return undefined;
}

const special: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity };

function readNumber(shape: NumberShape, text: string): number | undefined {
  const word = text.trim();
  if (shape.type === 'float' && Object.hasOwn(special, word)) return special[word] as number;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(word) || !fits(shape, Number(word)))
    return undefined;
  return Number(word);
}

/** Whether a number is one of its type. A number of no known type is any finite one. */
export function fits({ type }: NumberShape, value: number): boolean {
  if (!Number.isFinite(value)) return type === 'float';
  if (type === 'integer') return Number.isInteger(value) && Math.abs(value) <= 2_147_483_648;
  return type !== 'long' || Number.isInteger(value);
}

/** Undefined where the text is not base64. */
export function readBase64(text: string): Buffer | undefined {
  const bare = text.replace(/\s+/g, '');
  return /^[A-Za-z0-9+/]*={0,2}$/.test(bare) && bare.replace(/=+$/, '').length % 4 !== 1
    ? Buffer.from(bare, 'base64')
    : undefined;
}

/** Writes a value that travels as text. */
export function scalarText(shape: ScalarShape, value: unknown, format: TimestampFormat): string {
  switch (shape.kind) {
    case 'timestamp':
      return timestampText(value, shape.format ?? format);
    case 'blob':
      assert(value instanceof Uint8Array, 'a blob in an answer is bytes');
      return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
    case 'string':
      assert(typeof value === 'string', `a string is ${typeof value}`);
      return value;
    default:
      assert(typeof value === 'number' || typeof value === 'boolean', `a ${shape.kind} is ${typeof value}`);
      return String(value);
  }
}
