/** A cron expression, read: which minutes it means. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  /** Whether a day is meant. */
  readonly isDay: (day: Day) => boolean;
}

/** A day of a month. */
export interface Day {
  readonly date: number;
  /** 1 is Sunday, 7 is Saturday. */
  readonly weekday: number;
  /** How many days its month has. */
  readonly last: number;
}

/** The fields of an expression, from minutes to years. */
export type CronFields = readonly [
  minute: string,
  hour: string,
  date: string,
  month: string,
  weekday: string,
  year: string,
];

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** A field's numbers, from and to, and names for the first of them. */
interface Field {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

/**
 * Reads `, - * /` in all fields, `? L W` in the day of the month, and `? L #` in the day of the week, of which one
 * must be `?`; undefined where it means nothing. A dialect may know further ways to say a day of the month.
 */
export function readCron(
  [minute, hour, date, month, weekday, year]: CronFields,
  furtherDates: (date: string) => Cron['isDay'] | undefined = () => undefined,
): Cron | undefined {
  if ((date === '?') === (weekday === '?')) return undefined;
  const minutes = numbersOf(minute, { min: 0, max: 59 });
  const hours = numbersOf(hour, { min: 0, max: 23 });
  const monthly = numbersOf(month, { min: 1, max: 12, names: months });
  const yearly = numbersOf(year, { min: 1970, max: yearMax });
  const isDay = date === '?' ? weekdayOf(weekday) : (furtherDates(date) ?? dateOf(date));
  if (!minutes || !hours || !monthly || !yearly || !isDay) return undefined;
  return { minutes, hours, months: monthly, years: yearly, isDay };
}

/** No expression means anything later. */
export const yearMax = 2199;

function numbersOf(text: string, field: Field): ReadonlySet<number> | undefined {
  const all = new Set<number>();
  for (const part of text.split(',')) {
    const range = rangeOf(part, field);
    if (!range) return undefined;
    const { from, to, step } = range;
    // AWS: `20-2` of the guide's examples is from 20 to 23, and from 0 to 2. Unverified of days and months.
    const size = field.max - field.min + 1;
    for (let n = from; n <= (from > to ? to + size : to); n += step) all.add(n > field.max ? n - size : n);
  }
  return all;
}

function rangeOf(text: string, field: Field): { from: number; to: number; step: number } | undefined {
  const [span = '', every, more] = text.split('/');
  const step = every === undefined ? 1 : /^\d{1,4}$/.test(every) ? Number(every) : 0;
  if (more !== undefined || step < 1) return undefined;
  if (span === '*') return { from: field.min, to: field.max, step };
  const [first = '', last, third] = span.split('-');
  const from = numberOf(first, field);
  const to = last === undefined ? (every === undefined ? from : field.max) : numberOf(last, field);
  if (third !== undefined || from === undefined || to === undefined) return undefined;
  if (from > to && field.max === yearMax) return undefined;
  return { from, to, step };
}

function numberOf(text: string, { min, max, names = [] }: Field): number | undefined {
  const name = names.indexOf(text.toUpperCase());
  if (name >= 0) return name + min;
  if (!/^\d{1,4}$/.test(text)) return undefined;
  const n = Number(text);
  return n >= min && n <= max ? n : undefined;
}

/** `15`, `1,15`, `L`, `LW`, `15W`. */
function dateOf(text: string): Cron['isDay'] | undefined {
  if (text === 'L') return ({ date, last }) => date === last;
  if (text === 'LW') return (day) => day.date === nearestWeekday({ ...day, date: day.last }, day);
  const near = /^(\d{1,2})W$/.exec(text)?.[1];
  if (near !== undefined) {
    const wanted = numberOf(near, { min: 1, max: 31 });
    if (wanted === undefined) return undefined;
    return (day) => wanted <= day.last && day.date === nearestWeekday({ ...day, date: wanted }, day);
  }
  const dates = numbersOf(text, { min: 1, max: 31 });
  return dates && (({ date }) => dates.has(date));
}

/** The day from Monday to Friday that is nearest to a date, in the same month. */
function nearestWeekday({ date, last }: Day, today: Day): number {
  const weekday = ((((today.weekday - 1 + date - today.date) % 7) + 7) % 7) + 1;
  if (weekday === 7) return date > 1 ? date - 1 : date + 2;
  if (weekday === 1) return date < last ? date + 1 : date - 2;
  return date;
}

/** `MON-FRI`, `2,4`, `L`, `6L`, `3#2`. */
function weekdayOf(text: string): Cron['isDay'] | undefined {
  const field: Field = { min: 1, max: 7, names: weekdays };
  if (text === 'L') return ({ weekday }) => weekday === 7;
  const [, lastOf, nthOf, nth] = /^(\w{1,3})L$|^(\w{1,3})#([1-5])$/i.exec(text) ?? [];
  if (lastOf !== undefined) {
    const wanted = numberOf(lastOf, field);
    return wanted === undefined
      ? undefined
      : ({ weekday, date, last }) => weekday === wanted && date > last - 7;
  }
  if (nthOf !== undefined) {
    const wanted = numberOf(nthOf, field);
    return wanted === undefined
      ? undefined
      : ({ weekday, date }) => weekday === wanted && Math.ceil(date / 7) === Number(nth);
  }
  const days = numbersOf(text, field);
  return days && (({ weekday }) => days.has(weekday));
}

/** Whether any minute of the UTC day that begins at this time is meant, were it in no time zone but that. */
export function isMeantDay(cron: Cron, dayStart: number): boolean {
  const date = new Date(dayStart);
  const isMonth = cron.years.has(date.getUTCFullYear()) && cron.months.has(date.getUTCMonth() + 1);
  return isMonth && cron.isDay(dayOf(date));
}

/** The minutes of a day that are meant, in milliseconds from its beginning, the first one first. */
export function* minutesOf({ hours, minutes }: Cron): Generator<number> {
  for (const hour of [...hours].sort((a, b) => a - b))
    for (const minute of [...minutes].sort((a, b) => a - b)) yield hour * 3_600_000 + minute * 60_000;
}

const dayOf = (date: Date): Day => ({
  date: date.getUTCDate(),
  weekday: date.getUTCDay() + 1,
  last: new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate(),
});
