/** A moment, told as AWS tells timestamps. */
export class Moment {
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }
}

/** What a field or an expression holds of one event: undefined where there is nothing. */
export type Value = string | number | boolean | Moment | object | undefined;

/** NaN of what is none. */
export function numberOf(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Moment) return value.ms;
  if (typeof value !== 'string') return NaN;
  return isNumber(value) ? Number(value) : NaN;
}

const isNumber = (text: string): boolean => /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text);

// AWS: unverified: four decimals of numbers that were reckoned; true and false as 1 and 0.
export function textOf(value: Exclude<Value, undefined>): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(4)));
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value instanceof Moment) return momentText(value.ms);
  return JSON.stringify(value);
}

function momentText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString().replace('T', ' ').slice(0, -1);
}

/** What may not be reckoned is no value. */
export const known = (number: number): number | undefined => (Number.isFinite(number) ? number : undefined);

export const isTrue = (value: Value): boolean =>
  value !== undefined &&
  (typeof value === 'string' ? value === 'true' || numberOf(value) > 0 : numberOf(value) !== 0);

export function isEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a === 'string' && typeof b === 'string') return false;
  if (typeof a === 'boolean' && typeof b === 'string') return b === String(a);
  if (typeof b === 'boolean' && typeof a === 'string') return a === String(b);
  return numberOf(a) === numberOf(b);
}

/** Below, at or above zero; NaN where they cannot be compared. */
export function compared(a: Value, b: Value): number {
  if (a === undefined || b === undefined) return NaN;
  const difference = numberOf(a) - numberOf(b);
  if (!Number.isNaN(difference)) return difference;
  return typeof a === 'string' && typeof b === 'string' ? (a < b ? -1 : a > b ? 1 : 0) : NaN;
}

/**
 * The order of `sort`. What is no number comes before what is one; texts by pieces: of digits by their length, then
 * their value, of anything else by Unicode.
 */
// AWS: user guide, "sort". Unverified that what has no value comes first of all.
export function sortOrder(a: Value, b: Value): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const [x, y] = [numberOf(a), numberOf(b)];
  const [isX, isY] = [!Number.isNaN(x), !Number.isNaN(y)];
  if (isX && isY) return x - y;
  if (isX !== isY) return isX ? 1 : -1;
  return naturalOrder(textOf(a), textOf(b));
}

function naturalOrder(a: string, b: string): number {
  const [left, right] = [piecesOf(a), piecesOf(b)];
  for (const [index, piece] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = pieceOrder(piece, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

const piecesOf = (text: string): readonly string[] => text.match(/\d+|\p{L}+|[^\d\p{L}]+/gu) ?? [];
const isDigits = (piece: string): boolean => piece.charCodeAt(0) >= 48 && piece.charCodeAt(0) <= 57;

function pieceOrder(a: string, b: string): number {
  if (isDigits(a) && isDigits(b) && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
