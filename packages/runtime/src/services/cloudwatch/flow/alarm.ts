import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { evaluateAlarm, nextEvaluation, type Evaluation } from '../alarm/evaluation.ts';
import { alarmSleepsOn } from '../alarm/sleep.ts';
import { knowledgeOf, type Knowledge, type Models } from '../alarm/knowledge.ts';
import type { Change, Standing } from '../alarm/message.ts';
import { happenings } from '../alarm/event-bridge.ts';
import { stateUpdate } from '../alarm/history.ts';
import { alarmFlowKind, type AlarmState } from '../records.ts';
import { actAgain, acted, placeOf, recordHistory, repeats } from './acting.ts';
import { mutedBy } from '../mute/rule.ts';
import { actUnlessMuted, unmuted, type Mutable, type Unmuting } from './muting.ts';

/** What state an alarm is in, and why. How it was declared is its record's. */
export interface Alarm extends Mutable {
  /** When it came into this state; `at` is when the state was set or confirmed by hand last. */
  readonly transitionedAt: number;
  /** When it will be judged next; undefined while nothing is measured that could change it. */
  readonly evaluateAt?: number | undefined;
  readonly models?: Models | undefined;
  /** The data makes something of its math that cannot be judged: AWS's EVALUATION_ERROR. */
  readonly isBroken?: boolean | undefined;
}

export type AlarmFact =
  /** Data was put for a period that is over, or while nobody waited for any. */
  | { readonly type: 'DataArrived'; readonly at: number }
  | { readonly type: 'ConfigurationChanged'; readonly at: number }
  | { readonly type: 'MuteRulesChanged' }
  | {
      readonly type: 'StateSet';
      readonly value: AlarmState;
      readonly reason: string;
      readonly reasonData?: string | undefined;
      readonly at: number;
    };

type AlarmDecision = Decision<Alarm>;

export const alarmFlow: Flow<Alarm, AlarmFact, Knowledge> = {
  kind: alarmFlowKind,
  prefetch: (tx, alarm, fact) => knowledgeOf(tx, alarm, { ...alarm, moment: evaluationMoment(alarm, fact) }),
  decide(alarm, fact, now, known) {
    const decision = decide(alarm, fact, now, known);
    return { ...decision, events: happenings(alarm, decision.state, known.configuration, known.muteRules) };
  },
  sleepsOn: alarmSleepsOn,
};

function evaluationMoment(alarm: Alarm, fact: AlarmFact | EngineFact): number | undefined {
  if (fact.type === 'DataArrived') return fact.at;
  return fact.type === 'WakeTime' ? (fact.at ?? alarm.evaluateAt) : undefined;
}

function decide(alarm: Alarm, fact: AlarmFact | EngineFact, now: number, known: Knowledge): AlarmDecision {
  const { configuration } = known;
  if (!configuration) return { state: alarm, ended: true }; // It was deleted.
  switch (fact.type) {
    case 'Started':
      return wait(alarm, nextEvaluation(configuration, now));
    case 'ConfigurationChanged':
      return wait(forgetful(alarm), nextEvaluation(configuration, now));
    case 'WakeTime':
      return woken(alarm, known, now);
    case 'DataArrived':
      return evaluate(alarm, known, now);
    case 'MuteRulesChanged':
      return wait(alarm, alarm.evaluateAt, unmuted(alarm, unmutingOf(known, now)));
    case 'StateSet': {
      const { value, reason, reasonData } = fact;
      const to = { value, reason, reasonData, at: now };
      return wait(alarm, nextEvaluation(configuration, now), transition(alarm, known, to));
    }
    case 'EffectSucceeded':
      return wait(alarm, alarm.evaluateAt, acted(alarm, fact.effect));
    case 'EffectFailed':
      return wait(alarm, alarm.evaluateAt, acted(alarm, fact.effect, fact));
    case 'FlowEnded':
      assert(false, 'an alarm awaits no other flow');
      return { state: alarm };
    default:
      return never(fact);
  }
}

/** What a change of state brings about. */
interface Outcome {
  readonly state: Alarm;
  readonly effects?: Readonly<Record<string, Effect>>;
}

function wait(
  alarm: Alarm,
  evaluateAt: number | undefined,
  outcome: Outcome = { state: alarm },
): AlarmDecision {
  const state = { ...outcome.state, evaluateAt };
  const wakeAt = Math.min(evaluateAt ?? Infinity, state.muted?.until ?? Infinity);
  return { ...outcome, state, wakeAt: wakeAt === Infinity ? undefined : wakeAt };
}

const unmutingOf = ({ configuration, muteRules = [] }: Knowledge, now: number): Unmuting => ({
  configuration: configuration!,
  rules: muteRules,
  now,
});

/** It is time to judge, or to act again, or both. */
function woken(before: Alarm, known: Knowledge, now: number): AlarmDecision {
  const { state: alarm, effects } = unmuted(before, unmutingOf(known, now));
  if (alarm.evaluateAt === undefined || alarm.evaluateAt > now)
    return wait(alarm, alarm.evaluateAt, { state: alarm, effects });
  const decision = evaluate(alarm, known, now);
  return { ...decision, effects: { ...effects, ...decision.effects } };
}

/** What was learnt for another configuration is of no use. */
function forgetful({ models: _, ...alarm }: Alarm): Alarm {
  return alarm;
}

function evaluate(before: Alarm, known: Knowledge, now: number): AlarmDecision {
  const configuration = known.configuration!;
  const {
    state: value,
    silent,
    explain,
    models,
    isBroken,
  } = evaluateAlarm(configuration, known, now, known.trainings ? undefined : before.models);
  const { isBroken: _, ...sound } = before;
  const alarm = { ...sound, ...(models && { models }), ...(isBroken && { isBroken }) };
  const evaluateAt = silent ? undefined : nextEvaluation(configuration, now);
  if (value === undefined) return wait(alarm, evaluateAt);
  if (value === alarm.value) return wait(alarm, evaluateAt, repeated(alarm, known, explain, now));
  return wait(alarm, evaluateAt, transition(alarm, known, { value, ...explain(), at: now }));
}

/** What is done about a state that it stays in. Why it is in it is told anew to those who are told again. */
function repeated(
  alarm: Alarm,
  { configuration, muteRules = [] }: Knowledge,
  explain: Evaluation['explain'],
  now: number,
): Outcome {
  if (alarm.muted || !repeats(configuration!, alarm.value) || mutedBy(muteRules, now) !== undefined)
    return { state: alarm };
  const { value, reason, reasonData, at } = alarm;
  const to = { value, ...explain(), at: now };
  const change: Change = {
    alarm: configuration!,
    scope: placeOf(alarm),
    from: { value, reason, reasonData, at },
    to,
  };
  return { state: alarm, effects: actAgain(change) };
}

/** Comes into a state, writes it into the history, and sets off what was asked for. */
function transition(alarm: Alarm, { configuration, muteRules = [] }: Knowledge, to: Standing): Outcome {
  const { value, reason, reasonData, at } = alarm;
  const from: Standing = { value, reason, reasonData, at };
  const moved = to.value !== from.value;
  const change: Change = { alarm: configuration!, scope: placeOf(alarm), from, to };
  const changes = alarm.changes + 1;
  const transitionedAt = moved ? to.at : alarm.transitionedAt;
  const after: Alarm = { ...alarm, ...to, transitionedAt, changes };
  const done = moved ? actUnlessMuted(after, change, muteRules) : { state: after, effects: {} };
  const history = { [`history-${changes}`]: recordHistory(alarm, stateUpdate(change)) };
  return { state: done.state, effects: { ...history, ...done.effects } };
}
