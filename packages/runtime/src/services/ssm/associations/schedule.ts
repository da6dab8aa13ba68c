import { readExpression, readZone } from '../../../base/schedule-expression.ts';
import type { AssociationSettings } from './kept.ts';

const dayMs = 86_400_000;
const halfHourMs = 1_800_000;

/** When an association is applied next. AWS: ScheduleOffset: so many days after the time of its expression. */
export function nextTime(
  { schedule, scheduleOffset = 0 }: Pick<AssociationSettings, 'schedule' | 'scheduleOffset'>,
  { after, since }: { readonly after: number; readonly since: number },
): number | undefined {
  if (schedule === undefined) return undefined;
  const offsetMs = scheduleOffset * dayMs;
  const next = readExpression(schedule, readZone()!)?.next(after - offsetMs, since);
  return next === undefined ? undefined : next + offsetMs;
}

/** Why an expression is no schedule of an association. AWS: user guide: no more often than each half an hour. */
export function scheduleFault(text: string): string | undefined {
  const expression = readExpression(text, readZone()!);
  if (!expression) return `The schedule expression is not valid: ${text}`;
  const first = text.startsWith('rate') ? expression.next(0, 0) : undefined;
  return first !== undefined && first < halfHourMs ? 'A rate is at least 30 minutes.' : undefined;
}
