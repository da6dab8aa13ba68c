import { readCron, type Cron } from '../../../base/cron.ts';
import { firstTime } from '../../../base/cron-times.ts';
import { fixedZone, namedZone, timesOf, type TimeZone } from '../../../base/time-zone.ts';

/** When a mute rule's windows begin. */
export interface Beginnings {
  readonly isOnce: boolean;
  /** The first one from a time on. */
  next(from: number): number | undefined;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const durationMsMax = 15 * dayMs;

export const readZone = (name = 'UTC'): TimeZone | undefined =>
  name === 'UTC' ? fixedZone(0) : namedZone(name);

/** Reads `cron(0 2 * * SUN)` and `at(2026-05-10T14:00)`; undefined otherwise. */
// AWS: API_Schedule: five fields, `* - ,` in all of them, names of months and days.
export function readBeginnings(text: string, zone: TimeZone): Beginnings | undefined {
  const [, kind, inside = ''] = /^(cron|at)\((.+)\)$/.exec(text) ?? [];
  if (kind === 'at') return once(inside, zone);
  if (kind !== 'cron' || !/^[\dA-Z*,\- ]+$/.test(inside)) return undefined;
  const fields = inside.trim().split(/ +/);
  const crons = fields.length === 5 ? cronsOf(fields) : undefined;
  if (!crons) return undefined;
  const next = (from: number) => {
    const times = crons.flatMap((cron) => firstTime({ cron, zone }, from) ?? []);
    return times.length > 0 ? Math.min(...times) : undefined;
  };
  return { isOnce: false, next };
}

/** With a day of the month and one of the week, either is meant, as in every crontab. */
// AWS: unverified, that, and that days of the week are counted from 0, which is Sunday.
function cronsOf([minute, hour, date, month, weekday]: readonly string[]): readonly Cron[] | undefined {
  const counted = weekday!.replace(/\d+/g, (digits) => String((Number(digits) % 7) + 1));
  const read = (dates: string, weekdays: string) => readCron([minute!, hour!, dates, month!, weekdays, '*']);
  if (/[89]|\d\d/.test(weekday!)) return undefined;
  const byDate = weekday === '*' || date !== '*' ? read(date!, '?') : undefined;
  const byWeekday = weekday === '*' ? undefined : read('?', counted);
  if ((date !== '*' && !byDate) || (weekday !== '*' && !byWeekday)) return undefined;
  const crons = [byDate, byWeekday].filter((cron) => cron !== undefined);
  return crons.length > 0 ? crons : undefined;
}

function once(text: string, zone: TimeZone): Beginnings | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return undefined;
  const shown = Date.parse(`${text}:00Z`);
  if (Number.isNaN(shown)) return undefined;
  const time = timesOf(zone, shown)[0] ?? shown - zone.offsetMs(shown - dayMs);
  return { isOnce: true, next: (from) => (time >= from ? time : undefined) };
}

/** Reads `PT4H`, `P2DT12H`; undefined where it is none, or not between a minute and 15 days. */
export function readDuration(text: string): number | undefined {
  const match = /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?$/.exec(text);
  if (!match || text.endsWith('P') || text.endsWith('T')) return undefined;
  const [days, hours, minutes] = match.slice(1).map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
  ];
  const ms = days * dayMs + (hours * 60 + minutes) * minuteMs;
  return ms >= minuteMs && ms <= durationMsMax ? ms : undefined;
}
