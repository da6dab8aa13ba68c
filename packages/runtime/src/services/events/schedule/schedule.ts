import { firstTime } from '../../../base/cron-times.ts';
import { fixedZone } from '../../../base/time-zone.ts';
import { readSixFields } from './cron.ts';

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** When a schedule comes due next. */
export interface Schedule {
  /** The first time after `after`; `since` is when the schedule began. Undefined where it never will. */
  next(after: number, since: number): number | undefined;
}

/** Reads `rate(5 minutes)` or `cron(0 18 ? * MON-FRI *)`; undefined where it means nothing. */
// AWS: EventBridge user guide, "Rate expressions": "rate(1 hours)" and "rate(5 hour)" are "not valid".
export function readSchedule(text: string): Schedule | undefined {
  const [, amount, unit, plural] = /^rate\(([1-9]\d{0,5}) (minute|hour|day)(s?)\)$/.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) {
    if ((amount === '1') !== (plural === '')) return undefined;
    const every = Number(amount) * units[unit]!;
    return { next: (after, since) => since + (Math.floor((after - since) / every) + 1) * every };
  }
  const inside = /^cron\((.+)\)$/.exec(text)?.[1];
  const cron = inside === undefined ? undefined : readSixFields(inside);
  return cron && { next: (after) => firstTime({ cron, zone }, nextMinute(after)) };
}

/** AWS: rules of a bus are in UTC. */
const zone = fixedZone(0);

function nextMinute(after: number): number {
  return Math.floor(after / 60_000) * 60_000 + 60_000;
}
