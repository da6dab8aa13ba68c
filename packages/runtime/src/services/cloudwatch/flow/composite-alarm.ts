import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import type { Tx } from '../../../store/store.ts';
import { happenings } from '../alarm/event-bridge.ts';
import { stateUpdate } from '../alarm/history.ts';
import type { Change, Standing, TriggeringAlarm } from '../alarm/message.ts';
import { javaMoment, longMoment } from '../moments.ts';
import {
  alarmArn,
  compositeAlarmFlowKind,
  compositeAlarms,
  type AlarmState,
  type CompositeConfiguration,
  type MuteRuleRecord,
} from '../records.ts';
import { rulesFor } from '../mute/records.ts';
import { nameOf, ruleOf } from '../rule/parse.ts';
import { alarmsIn, holds } from '../rule/rule.ts';
import { acted, placeOf, recordHistory, type Acted } from './acting.ts';
import { actUnlessMuted, unmuted, type Mutable } from './muting.ts';
import { suppressionOf, suppressorMoved, type Suppression } from './suppression.ts';

/** What state a composite alarm is in, and why. */
export interface CompositeAlarm extends Mutable {
  readonly transitionedAt: number;
  readonly suppression?: Suppression | undefined;
}

/** The state of an alarm that a rule or a suppressor names. */
export interface Seen {
  readonly value: AlarmState;
  /** Since when. */
  readonly at: number;
}

export type CompositeFact =
  | { readonly type: 'MuteRulesChanged' }
  /** An alarm that this one depends on may have changed: the states of all of them. */
  | { readonly type: 'AlarmsSeen'; readonly seen: Readonly<Record<string, Seen>>; readonly changed?: string }
  | {
      readonly type: 'StateSet';
      readonly value: AlarmState;
      readonly reason: string;
      readonly reasonData?: string | undefined;
    };

type CompositeDecision = Decision<CompositeAlarm>;
interface Known {
  /** Undefined once it is deleted. */
  readonly configuration: CompositeConfiguration | undefined;
  readonly muteRules: readonly MuteRuleRecord[];
}
/** What is there of an alarm that is there. */
interface Declared extends Known {
  readonly configuration: CompositeConfiguration;
}

export const compositeAlarmFlow: Flow<CompositeAlarm, CompositeFact, Known> = {
  kind: compositeAlarmFlowKind,
  prefetch: (tx: Tx, alarm: Scope & { readonly name: string }) => ({
    configuration: compositeAlarms.get(tx, alarm, alarm.name),
    muteRules: rulesFor(tx, alarm, alarm.name),
  }),
  decide(alarm, fact, now, known) {
    const decision = decide(alarm, fact, now, known);
    return { ...decision, events: happenings(alarm, decision.state, known.configuration, known.muteRules) };
  },
};

function decide(
  alarm: CompositeAlarm,
  fact: CompositeFact | EngineFact,
  now: number,
  { configuration, muteRules }: Known,
): CompositeDecision {
  if (!configuration) return { state: alarm, ended: true }; // It was deleted.
  const declared = { configuration, muteRules };
  switch (fact.type) {
    case 'Started':
      return settled({ state: alarm, effects: {} });
    case 'AlarmsSeen':
      return settled(look(alarm, declared, fact, now));
    case 'StateSet': {
      const { value, reason, reasonData } = fact;
      const suppressor = alarm.suppression?.by === 'Alarm' ? 'ALARM' : undefined;
      return settled(transition(alarm, declared, { value, reason, reasonData, at: now }, suppressor));
    }
    case 'WakeTime':
    case 'MuteRulesChanged':
      return settled(awake(alarm, declared, now));
    case 'EffectSucceeded':
      return settled(acted(alarm, fact.effect));
    case 'EffectFailed':
      return settled(acted(alarm, fact.effect, fact));
    case 'FlowEnded':
      assert(false, 'an alarm awaits no other flow');
      return { state: alarm };
    default:
      return never(fact);
  }
}

const settled = ({ state, effects }: Acted<CompositeAlarm>): CompositeDecision => ({
  state,
  effects,
  wakeAt: earliest(state.suppression?.until, state.muted?.until),
});

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const first = Math.min(...times.map((time) => time ?? Infinity));
  return first === Infinity ? undefined : first;
}

/** A wait is over, of a suppression or of a mute rule: what they kept back happens, if nothing else keeps it. */
function awake(alarm: CompositeAlarm, declared: Declared, now: number): Acted<CompositeAlarm> {
  const { configuration, muteRules: rules } = declared;
  const free = unmuted(alarm, { configuration, rules, now });
  const released = release(free.state, declared, now);
  return { state: released.state, effects: { ...free.effects, ...released.effects } };
}

/** Judges the rule by the states it is told, and sees whether the suppressor lets it act. */
function look(
  alarm: CompositeAlarm,
  declared: Declared,
  { seen, changed }: Extract<CompositeFact, { type: 'AlarmsSeen' }>,
  now: number,
): Acted<CompositeAlarm> {
  const { configuration } = declared;
  const { suppressor } = configuration;
  const rule = ruleOf(configuration.rule);
  const suppressing = suppressor && seen[nameOf(suppressor.alarm)]?.value;
  const value = holds(rule, (name) => seen[name]?.value ?? 'INSUFFICIENT_DATA') ? 'ALARM' : 'OK';
  if (value !== alarm.value) {
    const to = {
      value,
      at: now,
      ...reasonOf(alarm, triggersOf(alarmsIn(rule), seen, changed), seen),
    } as const;
    return transition(alarm, declared, to, suppressing);
  }
  if (!alarm.suppression || suppressing === undefined) return { state: alarm, effects: {} };
  const suppression = suppressorMoved(configuration, suppressing, alarm.suppression, now);
  if (!suppression) return release(alarm, declared, now);
  return { state: { ...alarm, suppression }, effects: {} };
}

/** The alarms whose change has decided: the one that is told of, or those that changed last. */
function triggersOf(
  children: readonly string[],
  seen: Readonly<Record<string, Seen>>,
  changed: string | undefined,
): readonly string[] {
  if (changed !== undefined && children.includes(changed)) return [changed];
  const newest = Math.max(...children.map((name) => seen[name]?.at ?? -Infinity));
  return children.filter((name) => seen[name]?.at === newest);
}

// AWS: user guide, "Alarm events and EventBridge", the example of a composite alarm's reason and its data.
function reasonOf(scope: Scope, triggers: readonly string[], seen: Readonly<Record<string, Seen>>) {
  const known = triggers.flatMap((name) => (seen[name] ? [{ name, ...seen[name] }] : []));
  const sentences = known.map(
    ({ name, value, at }) => `${alarmArn(scope, name)} transitioned to ${value} at ${longMoment(at)}`,
  );
  const triggeringAlarms: TriggeringAlarm[] = known.map(({ name, value, at }) => ({
    arn: alarmArn(scope, name),
    state: { value, timestamp: javaMoment(at) },
  }));
  return { reason: sentences.join(', '), reasonData: JSON.stringify({ triggeringAlarms }) };
}

/** Comes into a state and writes it into the history. Its actions happen unless they are suppressed. */
function transition(
  alarm: CompositeAlarm,
  { configuration, muteRules }: Declared,
  to: Standing,
  suppressor: AlarmState | undefined,
): Acted<CompositeAlarm> {
  const moved = to.value !== alarm.value;
  const change = changeOf(alarm, configuration, to);
  const changes = alarm.changes + 1;
  const history = { [`history-${changes}`]: recordHistory(alarm, stateUpdate(change)) };
  const before = { from: alarm.value, now: to.at, before: alarm.suppression };
  const suppression = moved ? suppressionOf(configuration, suppressor, before) : alarm.suppression;
  const transitionedAt = moved ? to.at : alarm.transitionedAt;
  const after: CompositeAlarm = { ...alarm, ...to, transitionedAt, changes, suppression };
  if (!moved || suppression) return { state: after, effects: history };
  const done = actUnlessMuted(after, change, muteRules);
  return { state: done.state, effects: { ...history, ...done.effects } };
}

function changeOf(alarm: CompositeAlarm, configuration: CompositeConfiguration, to: Standing): Change {
  const { value, reason, reasonData, at } = alarm;
  return { alarm: configuration, scope: placeOf(alarm), from: { value, reason, reasonData, at }, to };
}

/** Nothing suppresses the actions any more: they happen, if the alarm is not back where it was. */
function release(
  alarm: CompositeAlarm,
  { configuration, muteRules }: Declared,
  now: number,
): Acted<CompositeAlarm> {
  const { suppression } = alarm;
  if (!suppression || (suppression.until !== undefined && suppression.until > now))
    return { state: alarm, effects: {} };
  const { value, reason, reasonData, at } = alarm;
  const free: CompositeAlarm = { ...alarm, suppression: undefined };
  if (value === suppression.from) return { state: free, effects: {} };
  const from: Standing = { value: suppression.from, reason, reasonData, at: alarm.transitionedAt };
  const to: Standing = { value, reason, reasonData, at };
  const change = { alarm: configuration, scope: placeOf(alarm), from, to };
  return actUnlessMuted(free, change, muteRules, now);
}
