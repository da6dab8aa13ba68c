import { readExpression, type Expression } from './schedule-expression.ts';
import type { TimeZone } from './time-zone.ts';

/**
 * Reads Unix's five fields, `0 8 * * 1-5`, in which Sunday is 0 or 7, and a day is meant that either of the two fields
 * for days means, where both say something; undefined where it means nothing.
 */
// AWS: Auto Scaling user guide, "Recurring schedules … use the Unix cron syntax format".
export function readUnixCron(text: string, zone: TimeZone): Expression | undefined {
  const [minute, hour, date, month, weekday, more] = text.trim().split(/\s+/);
  if (weekday === undefined || more !== undefined) return undefined;
  const days = weekdaysOf(weekday);
  if (days === undefined) return undefined;
  const read = (dates: string, weekdays: string) =>
    readExpression(`cron(${minute} ${hour} ${dates} ${month} ${weekdays} *)`, zone);
  if (weekday === '*') return read(date!, '?');
  if (date === '*') return read('?', days);
  const [byDate, byWeekday] = [read(date!, '?'), read('?', days)];
  if (!byDate || !byWeekday) return undefined;
  return {
    next(after, since) {
      const times = [byDate.next(after, since), byWeekday.next(after, since)];
      return times.filter((time) => time !== undefined).sort((a, b) => a - b)[0];
    },
  };
}

/** The same days, of which Sunday is 1. */
function weekdaysOf(text: string): string | undefined {
  const parts = text.split(',').map((part) => {
    const [, first, last, step = '1'] = /^([0-7])(?:-([0-7]))?(?:\/([1-7]))?$/.exec(part) ?? [];
    if (first === undefined)
      return part === '*' || /^\*\/[1-7]$|^[a-z]{3}(-[a-z]{3})?$/i.test(part) ? part : '';
    const days: number[] = [];
    const end = Number(last ?? (part.includes('/') ? 6 : first));
    for (let day = Number(first); day <= end; day += Number(step)) days.push((day % 7) + 1);
    return days.join(',');
  });
  return parts.includes('') ? undefined : parts.join(',');
}
