import { timeOf } from '../sigv4/signing-time.ts';
import type { TimestampFormat } from '../schema/shape.ts';

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;
/** The last instant a Date can hold, in seconds. */
const secondsMax = 8.64e12;

/** Reads a time in any of AWS's spellings; undefined where it is none. */
export function readTimestamp(value: string | number): Date | undefined {
  if (typeof value === 'number') return Math.abs(value) <= secondsMax ? new Date(value * 1_000) : undefined;
  if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value)) return readTimestamp(Number(value));
  const basic = timeOf(value);
  if (basic !== undefined) return new Date(basic);
  const plain = /^\d{4}-\d\d-\d\d$/.test(value);
  if (!plain && !dateTime.test(value) && !httpDate.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : new Date(time);
}

export function timestampText(value: unknown, format: TimestampFormat): string {
  const date = dateOf(value);
  if (format === 'http-date') return date.toUTCString();
  if (format === 'epoch-seconds') return String(date.getTime() / 1_000);
  return date.toISOString().replace('.000Z', 'Z');
}

/** The Date that a handler must have answered. */
export function dateOf(value: unknown): Date {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
  throw new Error(`assertion failed: a timestamp in an answer is a Date, not ${String(value)}`);
}
