import type { DateTimeConverter } from '@aws-sdk/client-cloudwatch-logs';
import { fixedZone, namedZone, timesOf, type TimeZone } from '../../../base/time-zone.ts';
import { invalidParameter } from '../errors.ts';
import { putAt, TransformFault, valueAt } from './document.ts';
import { dateFormat } from './date-format.ts';
import type { Step } from './keys.ts';

/** AWS: API reference, DateTimeConverter: "the default of yyyy-MM-dd'T'HH:mm:ss.SSS'Z'". */
const usual = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'";

// AWS: user guide, "datetimeConverter". What is in the field is read by the first pattern that fits.
export function dateTimeConverter(given: DateTimeConverter): Step {
  const { source, target, matchPatterns = [], targetFormat = usual } = given;
  const [from, to] = [zoneOf(given.sourceTimezone), zoneOf(given.targetTimezone)];
  // AWS: unverified words.
  if (given.locale !== undefined && !/^(en|root|und)\b/i.test(given.locale))
    invalidParameter(`dateTimeConverter: the locale ${given.locale} is not served`);
  const patterns = matchPatterns.map((pattern) => (pattern === 'epoch' ? undefined : dateFormat(pattern)));
  const format = dateFormat(targetFormat);
  return ({ root }) => {
    const value = valueAt(root, source!);
    if (value === undefined) return;
    const time = timeOf(String(value), patterns, from);
    putAt(root, target!, { value: format.written(time, to.offsetMs(time)), over: true });
  };
}

function timeOf(
  text: string,
  patterns: readonly (ReturnType<typeof dateFormat> | undefined)[],
  zone: TimeZone,
): number {
  for (const pattern of patterns) {
    if (!pattern && /^\d+$/.test(text)) return Number(text);
    const found = pattern?.read(text);
    if (!found) continue;
    const { clock, offsetMs } = found;
    return offsetMs === undefined ? (timesOf(zone, clock)[0] ?? clock) : clock - offsetMs;
  }
  throw new TransformFault(`${text} is no date of these`);
}

function zoneOf(name = 'UTC'): TimeZone {
  const [, sign, hours, minutes = '0'] = /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?$/.exec(name) ?? [];
  if (sign !== undefined)
    return fixedZone((sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000);
  return namedZone(name) ?? invalidParameter(`dateTimeConverter: there is no time zone ${name}`);
}
