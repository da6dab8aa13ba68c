/** A cron expression of EventBridge, read: which minutes it means, UTC. */
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

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** A field's numbers, from and to, and names for the first of them. */
interface Field {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

/**
 * Reads the inside of `cron(…)`; undefined where it means nothing.
 */
// AWS: EventBridge user guide, "Cron expressions reference": six fields; `, - * /` in all of them, `? L W` in the day
// of the month, `? L #` in the day of the week, of which one must be `?`.
export function readCron(text: string): Cron | undefined {
  const fields = text.trim().split(/\s+/);
  const [minute, hour, date, month, weekday, year] = fields;
  if (fields.length !== 6 || (date === '?') === (weekday === '?')) return undefined;
  const minutes = numbersOf(minute!, { min: 0, max: 59 });
  const hours = numbersOf(hour!, { min: 0, max: 23 });
  const monthly = numbersOf(month!, { min: 1, max: 12, names: months });
  const yearly = numbersOf(year!, { min: 1970, max: 2199 });
  const isDay = date === '?' ? weekdayOf(weekday!) : dateOf(date!);
  if (!minutes || !hours || !monthly || !yearly || !isDay) return undefined;
  return { minutes, hours, months: monthly, years: yearly, isDay };
}

function numbersOf(text: string, field: Field): ReadonlySet<number> | undefined {
  const all = new Set<number>();
  for (const part of text.split(',')) {
    const range = rangeOf(part, field);
    if (!range) return undefined;
    for (let n = range.from; n <= range.to; n += range.step) all.add(n);
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
  if (third !== undefined || from === undefined || to === undefined || from > to) return undefined;
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

const dayMs = 86_400_000;

/** The first minute that is meant after a time, epoch milliseconds; undefined where there is none. */
export function nextMinute(cron: Cron, after: number): number | undefined {
  const start = Math.floor(after / 60_000) * 60_000 + 60_000;
  for (let day = Math.floor(start / dayMs) * dayMs; ; day += dayMs) {
    const date = new Date(day);
    const year = date.getUTCFullYear();
    if (year > 2199) return undefined;
    if (!cron.years.has(year) || !cron.months.has(date.getUTCMonth() + 1) || !cron.isDay(dayOf(date)))
      continue;
    for (const hour of [...cron.hours].sort((a, b) => a - b))
      for (const minute of [...cron.minutes].sort((a, b) => a - b)) {
        const time = day + hour * 3_600_000 + minute * 60_000;
        if (time >= start) return time;
      }
  }
}

const dayOf = (date: Date): Day => ({
  date: date.getUTCDate(),
  weekday: date.getUTCDay() + 1,
  last: new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate(),
});
