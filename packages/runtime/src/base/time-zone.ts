/** Where it is what time. */
export interface TimeZone {
  /** What the clocks there are ahead of UTC at a time, epoch milliseconds. */
  offsetMs(time: number): number;
}

export const fixedZone = (offsetMs: number): TimeZone => ({ offsetMs: () => offsetMs });

/** Zones that were asked for; there are some hundreds of them. */
const known = new Map<string, TimeZone>();

/** A zone of the IANA database; undefined where there is none of this name. */
export function namedZone(timeZone: string): TimeZone | undefined {
  const before = known.get(timeZone);
  if (before) return before;
  const format = formatOf(timeZone);
  if (!format) return undefined;
  const zone = new NamedZone(format);
  known.set(timeZone, zone);
  return zone;
}

/** Clocks are put forward and back at whole quarters of an hour, nowhere otherwise since 1972. */
const quarterMs = 15 * 60_000;
const quartersMax = 10_000;

/** Remembers what it was asked lately: to ask the database takes far longer than all that is then done with it. */
class NamedZone implements TimeZone {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  constructor(format: Intl.DateTimeFormat) {
    this.#format = format;
  }

  offsetMs(time: number): number {
    const quarter = Math.floor(time / quarterMs);
    const before = this.#offsets.get(quarter);
    if (before !== undefined) return before;
    if (this.#offsets.size >= quartersMax) this.#offsets.clear();
    const offset = clockOf(this.#format, quarter * quarterMs) - quarter * quarterMs;
    this.#offsets.set(quarter, offset);
    return offset;
  }
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
