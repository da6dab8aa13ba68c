import type { Effect } from '../../../base/effects/effect.ts';
import type { AwsEvent } from '../../../base/event.ts';
import { alphabets, derivedWord } from '../../../base/ids.ts';
import { contributorEvent } from '../alarm/event-bridge.ts';
import { contributorUpdate, stateUpdate } from '../alarm/history.ts';
import type { Change, Standing } from '../alarm/message.ts';
import { contributorOverReason, contributorReason } from '../log-alarm/reasons.ts';
import { attributesOf } from '../log-alarm/results.ts';
import type { Breach } from '../log-alarm/judging.ts';
import { mutedBy } from '../mute/rule.ts';
import type { Contributor, LogAlarmConfiguration, MuteRuleRecord } from '../records.ts';
import { act, placeOf, recordHistory } from './acting.ts';
import type { LogAlarm } from './log-alarm.ts';
import { actUnlessMuted } from './muting.ts';

/** What has become of an alarm, and what that brings about. */
export interface Outcome {
  readonly state: LogAlarm;
  readonly effects: Readonly<Record<string, Effect>>;
  readonly events?: readonly AwsEvent[];
}

export interface Declared {
  readonly configuration: LogAlarmConfiguration;
  readonly muteRules: readonly MuteRuleRecord[];
}

interface Telling {
  readonly lines?: readonly string[];
  /** Its contributors have been told of, each by itself. */
  readonly hasContributors?: boolean;
}

/** Comes into a state, writes it into the history, and sets off what was asked for. */
export function transition(
  alarm: LogAlarm,
  { configuration, muteRules }: Declared,
  to: Standing,
  { lines, hasContributors }: Telling = {},
): Outcome {
  const { value, reason, reasonData, at } = alarm;
  const from: Standing = { value, reason, reasonData, at };
  const moved = to.value !== from.value;
  const change: Change = { alarm: configuration, scope: placeOf(alarm), from, to, lines };
  const changes = alarm.changes + 1;
  const after: LogAlarm = {
    ...alarm,
    ...to,
    reasonData: to.reasonData,
    transitionedAt: moved ? to.at : alarm.transitionedAt,
    changes,
  };
  const history = { [`history-${changes}`]: recordHistory(alarm, stateUpdate(change)) };
  if (!moved) return { state: after, effects: history };
  // AWS: user guide, "Log alarms": "SNS and Lambda actions run at the contributor level", OpsItems at the alarm's.
  const done =
    hasContributors && to.value !== 'INSUFFICIENT_DATA' && mutedBy(muteRules, to.at) === undefined
      ? act(after, change, ({ once }) => once === true)
      : actUnlessMuted(after, change, muteRules);
  return { state: done.state, effects: { ...history, ...done.effects } };
}

/** What topics are told besides. */
interface Told {
  readonly summary: string;
  readonly lines: readonly string[];
}

/** Contributors that came into ALARM, and those that left it: each is told of by itself. */
export function moveContributors(
  alarm: LogAlarm,
  declared: Declared,
  breaching: ReadonlyMap<string, Breach>,
  { now, ...told }: Told & { readonly now: number },
): Outcome {
  const { configuration } = declared;
  let outcome: Outcome = { state: alarm, effects: {}, events: [] };
  for (const [key, breach] of breaching) {
    const to: Standing = { value: 'ALARM', reason: contributorReason(configuration, breach), at: now };
    const before = alarm.contributors[key];
    if (!before) outcome = moveContributor(outcome, declared, key, { to, ...told });
  }
  for (const key of Object.keys(alarm.contributors)) {
    if (breaching.has(key)) continue;
    const to: Standing = { value: 'OK', reason: contributorOverReason(configuration), at: now };
    outcome = moveContributor(outcome, declared, key, { to, ...told });
  }
  return outcome;
}

function moveContributor(
  { state: alarm, effects, events = [] }: Outcome,
  { configuration, muteRules }: Declared,
  key: string,
  { to, summary, lines }: Told & { readonly to: Standing },
): Outcome {
  const contributor = contributorOf(configuration.name, key);
  const { [key]: before, ...others } = alarm.contributors;
  const from: Standing = before
    ? { value: 'ALARM', reason: before.reason, at: before.since }
    : { value: 'OK', reason: '', at: alarm.at };
  const change: Change = {
    alarm: configuration,
    scope: placeOf(alarm),
    from,
    to,
    contributor,
    summary,
    lines,
  };
  const changes = alarm.changes + 1;
  const contributors =
    to.value === 'ALARM' ? { ...others, [key]: { since: to.at, reason: to.reason } } : others;
  const after: LogAlarm = { ...alarm, changes, contributors };
  const history = { [`history-${changes}`]: recordHistory(alarm, contributorUpdate(change)) };
  const muted = mutedBy(muteRules, to.at) !== undefined;
  const done = muted ? { state: after, effects: {} } : act(after, change, ({ once }) => once !== true);
  return {
    state: done.state,
    effects: { ...effects, ...history, ...done.effects },
    events: [...events, contributorEvent(change, muteRules)],
  };
}

export const contributorOf = (alarm: string, key: string): Contributor => ({
  id: derivedWord(16, alphabets.hex, alarm, key),
  attributes: attributesOf(key),
});
