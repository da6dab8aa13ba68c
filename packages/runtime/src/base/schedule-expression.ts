import { readCron, type CronFields } from './cron.ts';
import { firstTime } from './cron-times.ts';
import { fixedZone, namedZone, timesOf, type TimeZone } from './time-zone.ts';

/** When a schedule comes due. */
export interface Expression {
  /** The first time after `after`; `since` is when the schedule began. Undefined where it never will again. */
  next(after: number, since: number): number | undefined;
}

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Of a schedule's time zone: UTC unless said. Undefined where there is none of this name. */
export const readZone = (name = 'UTC'): TimeZone | undefined =>
  name === 'UTC' ? fixedZone(0) : namedZone(name);

/** Reads `rate(5 minutes)`, `cron(0 9 ? * MON-FRI *)`, `at(2026-01-01T09:00:00)`; undefined otherwise. */
// AWS: EventBridge Scheduler user guide, "Schedule types".
export function readExpression(text: string, zone: TimeZone): Expression | undefined {
  const [, kind, inside = ''] = /^(rate|cron|at)\((.+)\)$/.exec(text) ?? [];
  switch (kind) {
    case 'rate':
      return rate(inside);
    case 'cron': {
      const fields = inside.trim().split(/\s+/);
      const cron = fields.length === 6 ? readCron(fields as unknown as CronFields) : undefined;
      return (
        cron && { next: (after) => firstTime({ cron, zone }, Math.floor(after / 60_000) * 60_000 + 60_000) }
      );
    }
    case 'at':
      return once(inside, zone);
    default:
      return undefined;
  }
}

function rate(text: string): Expression | undefined {
  const [, amount, unit] = /^([1-9]\d{0,8}) (minute|hour|day)s?$/.exec(text) ?? [];
  const unitMs = units[unit ?? ''];
  if (amount === undefined || unitMs === undefined) return undefined;
  const every = Number(amount) * unitMs;
  return { next: (after, since) => since + (Math.floor((after - since) / every) + 1) * every };
}

function once(text: string, zone: TimeZone): Expression | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(text)) return undefined;
  const shown = Date.parse(`${text}Z`);
  if (Number.isNaN(shown)) return undefined;
  // What the clocks leave out comes when they have been put forward.
  const time = timesOf(zone, shown)[0] ?? shown - zone.offsetMs(shown - 86_400_000);
  return { next: (after) => (time > after ? time : undefined) };
}
