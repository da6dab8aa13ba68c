import { instantOf } from '../../base/instant.ts';
/**
 * A timestamp of a request: a Date from outside, where the wire reads it; ISO 8601 from inside, where calls
 * are plain data.
 */
export type Moment = Date | string;

/** Epoch milliseconds. */
export function epochMs(moment: Moment): number {
  return typeof moment === 'string' ? instantOf(moment) : moment.getTime();
}

/** `2026-11-21T06:00:00.000+0000`, as CloudWatch writes moments inside its JSON. */
export const javaMoment = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000');

/** `21/11/26 06:00:00`, as CloudWatch writes moments inside its sentences. */
export function reasonMoment(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().slice(2, 19).split('T');
  return `${date.split('-').reverse().join('/')} ${time}`;
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** `Friday 26 August, 2022 15:58:52 UTC`, as composite alarms tell of it. */
export function longMoment(ms: number): string {
  const date = new Date(ms);
  const [weekday, month] = [weekdays[date.getUTCDay()], months[date.getUTCMonth()]];
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${weekday} ${day} ${month}, ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} UTC`;
}

/** A number as Java prints a double: `5.0`, `12.5`, `2.0E7`. CloudWatch's sentences and JSON have them so. */
export function javaDouble(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
