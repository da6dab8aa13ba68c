import { isMeantDay, minutesOf, yearMax, type Cron } from './cron.ts';
import { timesOf, type TimeZone } from './time-zone.ts';

/** An expression, and where the clocks are that it is about. */
export interface ZonedCron {
  readonly cron: Cron;
  readonly zone: TimeZone;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** The first minute from a time on that is meant: that time itself, where it is in one; undefined where none is. */
export function firstTime({ cron, zone }: ZonedCron, from: number): number | undefined {
  const now = Math.floor(from / minuteMs) * minuteMs;
  const clock = now + zone.offsetMs(now);
  // Clocks are put back by an hour or two at most: what they show was not long ago either way.
  for (let day = dayOf(clock) - dayMs; new Date(day).getUTCFullYear() <= yearMax; day += dayMs) {
    if (!isMeantDay(cron, day)) continue;
    const times = timesIn(cron, day, clock - 3 * 60 * minuteMs).flatMap((shown) => timesOf(zone, shown));
    const next = Math.min(...times.filter((time) => time >= now));
    if (next < Infinity) return Math.max(next, from);
  }
  return undefined;
}

const dayOf = (clock: number): number => Math.floor(clock / dayMs) * dayMs;

/** A few of the minutes of a day suffice: from the clock on, or the first ones of a later day. */
function timesIn(cron: Cron, day: number, clock: number): number[] {
  const later: number[] = [];
  for (const minute of minutesOf(cron)) {
    if (day + minute < clock) continue;
    if (later.push(day + minute) >= minutesLookedAt) break;
  }
  return later;
}

/** More than are ever passed over: three hours that are behind the clock, and an hour that it leaves out. */
const minutesLookedAt = 300;
