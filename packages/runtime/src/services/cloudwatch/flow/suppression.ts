import type { AlarmState, CompositeConfiguration } from '../records.ts';

/** Why the actions of a composite alarm do not happen for the time being. */
export interface Suppression {
  readonly by: 'WaitPeriod' | 'ExtensionPeriod' | 'Alarm';
  /** Epoch milliseconds; undefined while the suppressor itself is in ALARM. */
  readonly until?: number | undefined;
  /** The state that was acted upon last: who comes back to it has nothing to tell. */
  readonly from: AlarmState;
}

type Declared = Pick<CompositeConfiguration, 'suppressor'>;

/**
 * What becomes of the actions of an alarm that comes into a state: undefined, they happen now.
 */
// AWS: API_PutCompositeAlarm: ActionsSuppressorWaitPeriod is how long the alarm waits for its suppressor to go into
// ALARM; after it the alarm performs its actions.
export function suppressionOf(
  { suppressor }: Declared,
  state: AlarmState | undefined,
  moved: { readonly from: AlarmState; readonly now: number; readonly before: Suppression | undefined },
): Suppression | undefined {
  if (!suppressor) return undefined;
  const { before, now } = moved;
  const from = before?.from ?? moved.from;
  if (state === 'ALARM') return { by: 'Alarm', from };
  // AWS: unverified that a change of state during a period leaves the period as long as it was.
  if (before?.until !== undefined) return before;
  if (suppressor.waitSeconds === 0) return undefined;
  return { by: 'WaitPeriod', until: now + suppressor.waitSeconds * 1000, from };
}

/** What becomes of suppressed actions when the suppressor changes its state: undefined, they happen now. */
// AWS: ActionsSuppressorExtensionPeriod is how long the alarm waits after its suppressor has left ALARM.
export function suppressorMoved(
  { suppressor }: Declared,
  state: AlarmState,
  before: Suppression,
  now: number,
): Suppression | undefined {
  const { from } = before;
  if (!suppressor) return undefined;
  if (state === 'ALARM') return { by: 'Alarm', from };
  if (before.by !== 'Alarm') return before;
  if (suppressor.extensionSeconds === 0) return undefined;
  return { by: 'ExtensionPeriod', until: now + suppressor.extensionSeconds * 1000, from };
}

/** AWS: DescribeAlarms, ActionsSuppressedReason; the sentences are unverified. */
export const suppressedReason = ({ by }: Suppression): string =>
  ({
    WaitPeriod: 'Actions suppressed by WaitPeriod',
    ExtensionPeriod: 'Actions suppressed by ExtensionPeriod',
    Alarm: 'Actions suppressed by the suppressor alarm',
  })[by];
