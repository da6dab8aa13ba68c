/** Where it is what time. */
export interface TimeZone {
  /** What the clocks there are ahead of UTC at a time, epoch milliseconds. */
  offsetMs(time: number): number;
}

export const fixedZone = (offsetMs: number): TimeZone => ({ offsetMs: () => offsetMs });

/** A zone of the IANA database; undefined where there is none of this name. */
export function namedZone(timeZone: string): TimeZone | undefined {
  const format = formatOf(timeZone);
  return format && { offsetMs: (time) => clockOf(format, time) - Math.floor(time / 1_000) * 1_000 };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What the clocks show, as if it were UTC. */
function clockOf(format: Intl.DateTimeFormat, time: number): number {
  const parts = Object.fromEntries(
    format.formatToParts(time).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** When the clocks of a zone show this, as if it were UTC: twice, once, or never where they are put forward. */
export function timesOf(zone: TimeZone, clock: number): number[] {
  const dayMs = 86_400_000;
  const offsets = [zone.offsetMs(clock - dayMs), zone.offsetMs(clock + dayMs)];
  const times = [...new Set(offsets)].map((offset) => clock - offset);
  return times.filter((time) => time + zone.offsetMs(time) === clock).sort((a, b) => a - b);
}
