const secondMs = 1000;
const hourMs = 3600 * secondMs;
const dayMs = 24 * hourMs;

/** Units of one length. */
const lengths: Readonly<Record<string, number>> = {
  ms: 1,
  msec: 1,
  s: secondMs,
  sec: secondMs,
  m: 60 * secondMs,
  min: 60 * secondMs,
  h: hourMs,
  hr: hourMs,
  d: dayMs,
  w: 7 * dayMs,
};
/** Units of the calendar, in months. */
const months: Readonly<Record<string, number>> = { mo: 1, mon: 1, q: 3, qtr: 3, y: 12, yr: 12 };
/** Monday, 5 January 1970: weeks begin on one. AWS: unverified. */
const weekStartMs = 4 * dayMs;

/** How long a bin is: of milliseconds, or of months. */
export class Period {
  readonly ms: number;
  readonly months: number;
  readonly startMs: number;

  constructor(ms: number, monthCount: number, startMs: number) {
    this.ms = ms;
    this.months = monthCount;
    this.startMs = startMs;
  }
}

/** Reads `5m`, `2 weeks` as `2w`; undefined of what is none. */
export function periodOf(value: number, unit: string): Period | undefined {
  const name = unit.length > 2 ? unit.toLowerCase().replace(/(?<=..)s$/, '') : unit.toLowerCase();
  const short = longNames[name] ?? name;
  if (!(value > 0)) return undefined;
  const ms = Object.hasOwn(lengths, short) ? lengths[short] : undefined;
  if (ms !== undefined) return new Period(value * ms, 0, short === 'w' ? weekStartMs : 0);
  const count = Object.hasOwn(months, short) ? months[short] : undefined;
  return count === undefined || !Number.isInteger(value) ? undefined : new Period(0, value * count, 0);
}

const longNames: Readonly<Record<string, string>> = {
  millisecond: 'ms',
  second: 's',
  minute: 'm',
  hour: 'h',
  day: 'd',
  week: 'w',
  month: 'mo',
  quarter: 'q',
  year: 'y',
};

export function floorOf(ms: number, period: Period): number {
  if (period.months === 0) return Math.floor((ms - period.startMs) / period.ms) * period.ms + period.startMs;
  const date = new Date(ms);
  const index = date.getUTCFullYear() * 12 + date.getUTCMonth();
  return monthStart(Math.floor(index / period.months) * period.months);
}

export function ceilOf(ms: number, period: Period): number {
  const floor = floorOf(ms, period);
  if (floor === ms) return ms;
  if (period.months === 0) return floor + period.ms;
  const date = new Date(floor);
  return monthStart(date.getUTCFullYear() * 12 + date.getUTCMonth() + period.months);
}

const monthStart = (index: number): number => Date.UTC(Math.floor(index / 12), index % 12);
