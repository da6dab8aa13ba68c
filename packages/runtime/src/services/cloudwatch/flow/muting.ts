import { act, placeOf, type Acted, type Actor } from './acting.ts';
import type { Change, Standing } from '../alarm/message.ts';
import { mutedBy } from '../mute/rule.ts';
import type { MuteRuleRecord } from '../records.ts';

/** Actions that are kept back while a mute rule is active. */
export interface Muted {
  /** The state that was acted upon last. */
  readonly from: Standing;
  readonly until: number;
}

export interface Mutable extends Actor, Standing {
  readonly muted?: Muted | undefined;
}

/** Acts upon a change of state, or keeps that back. */
export function actUnlessMuted<A extends Mutable>(
  alarm: A,
  change: Change,
  rules: readonly MuteRuleRecord[],
  now = change.to.at,
): Acted<A> {
  const until = mutedBy(rules, now);
  if (until === undefined) return act(alarm, change);
  return { state: { ...alarm, muted: { from: alarm.muted?.from ?? change.from, until } }, effects: {} };
}

/** What an alarm has to know to see whether it may act again. */
export interface Unmuting {
  readonly configuration: Change['alarm'];
  readonly rules: readonly MuteRuleRecord[];
  readonly now: number;
}

/** When nothing mutes an alarm any more it acts upon the state it is in, if it is another than it acted upon last. */
// AWS: unverified, that what was kept back happens when the rule ends and the state is still the same.
export function unmuted<A extends Mutable>(alarm: A, { configuration, rules, now }: Unmuting): Acted<A> {
  const { muted } = alarm;
  if (!muted) return { state: alarm, effects: {} };
  const until = mutedBy(rules, now);
  if (until !== undefined) return { state: { ...alarm, muted: { ...muted, until } }, effects: {} };
  const free: A = { ...alarm, muted: undefined };
  if (alarm.value === muted.from.value) return { state: free, effects: {} };
  const { value, reason, reasonData, at } = alarm;
  const to = { value, reason, reasonData, at };
  return act(free, { alarm: configuration, scope: placeOf(alarm), from: muted.from, to });
}
