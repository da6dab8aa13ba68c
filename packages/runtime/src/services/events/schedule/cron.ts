import { isMeantDay, minutesOf, readCron, yearMax, type Cron, type CronFields } from '../../../base/cron.ts';

/** Reads the inside of `cron(…)`; undefined where it means nothing. */
// AWS: EventBridge user guide, "Cron expressions reference": six fields.
export function readSixFields(text: string): Cron | undefined {
  const fields = text.trim().split(/\s+/);
  return fields.length === 6 ? readCron(fields as unknown as CronFields) : undefined;
}

const dayMs = 86_400_000;

/** The first minute that is meant after a time, epoch milliseconds; undefined where there is none. */
export function nextMinute(cron: Cron, after: number): number | undefined {
  const start = Math.floor(after / 60_000) * 60_000 + 60_000;
  for (let day = Math.floor(start / dayMs) * dayMs; new Date(day).getUTCFullYear() <= yearMax; day += dayMs) {
    if (!isMeantDay(cron, day)) continue;
    for (const minute of minutesOf(cron)) if (day + minute >= start) return day + minute;
  }
  return undefined;
}
