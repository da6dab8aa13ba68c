import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import { readExpression, readZone } from '../../../base/schedule-expression.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import type { Tx } from '../../../store/store.ts';
import { happenings } from '../alarm/event-bridge.ts';
import { initialReason } from '../alarm/reasons.ts';
import { readAggregation } from '../log-alarm/aggregation.ts';
import { breachingIn, judgeWhole, stateOfAll } from '../log-alarm/judging.ts';
import { failureReason, resultsData, summaryReason, wholeReason } from '../log-alarm/reasons.ts';
import { isPartial, valuesOf, type QueryResult } from '../log-alarm/results.ts';
import { rulesFor } from '../mute/records.ts';
import {
  logAlarmFlowKind,
  logAlarms,
  type AlarmState,
  type LogAlarmConfiguration,
  type MuteRuleRecord,
} from '../records.ts';
import { acted } from './acting.ts';
import { begin, isOver, linesOf, proceed, queryEffects, type Execution } from './log-alarm-query.ts';
import { moveContributors, transition, type Declared, type Outcome } from './log-alarm-states.ts';
import { unmuted, type Mutable } from './muting.ts';

/** What state a log alarm is in, and why; and what its query came to so far. */
export interface LogAlarm extends Mutable {
  readonly transitionedAt: number;
  /** When its rate began to count. */
  readonly since: number;
  /** When its query is due next. */
  readonly dueAt: number;
  readonly running?: Execution | undefined;
  /** The oldest first, and no more than are judged. */
  readonly results: readonly QueryResult[];
  /** Those in ALARM, by what they are. */
  readonly contributors: Readonly<Record<string, { readonly since: number; readonly reason: string }>>;
  readonly evaluationState?: 'EVALUATION_ERROR' | 'EVALUATION_FAILURE' | 'PARTIAL_DATA' | undefined;
}

export type LogAlarmFact =
  | { readonly type: 'MuteRulesChanged' }
  /** `isAnother`: it asks something else, and what its query came to so far is of no use. */
  | { readonly type: 'ConfigurationChanged'; readonly isAnother: boolean }
  | {
      readonly type: 'StateSet';
      readonly value: AlarmState;
      readonly reason: string;
      readonly reasonData?: string | undefined;
    };

type LogAlarmDecision = Decision<LogAlarm>;
interface Known {
  /** Undefined once it is deleted. */
  readonly configuration: LogAlarmConfiguration | undefined;
  readonly muteRules: readonly MuteRuleRecord[];
}

export const logAlarmFlow: Flow<LogAlarm, LogAlarmFact, Known> = {
  kind: logAlarmFlowKind,
  prefetch: (tx: Tx, alarm: Scope & { readonly name: string }) => ({
    configuration: logAlarms.get(tx, alarm, alarm.name),
    muteRules: rulesFor(tx, alarm, alarm.name),
  }),
  decide(alarm, fact, now, { configuration, muteRules }) {
    if (!configuration) return { state: alarm, ended: true }; // It was deleted.
    const decision = decide(alarm, fact, now, { configuration, muteRules });
    const moved = happenings(alarm, decision.state, configuration, muteRules);
    return { ...decision, events: [...(decision.events ?? []), ...moved] };
  },
};

function decide(
  alarm: LogAlarm,
  fact: LogAlarmFact | EngineFact,
  now: number,
  declared: Declared,
): LogAlarmDecision {
  switch (fact.type) {
    case 'Started':
      return wait({ state: alarm, effects: {} });
    case 'ConfigurationChanged':
      return fact.isAnother ? anew(alarm, declared, now) : wait(judge(alarm, declared, now));
    case 'StateSet': {
      const { value, reason, reasonData } = fact;
      return wait(transition(alarm, declared, { value, reason, reasonData, at: now }));
    }
    case 'MuteRulesChanged':
      return wait(free(alarm, declared, now));
    case 'WakeTime':
      return woken(alarm, declared, now);
    case 'EffectSucceeded':
    case 'EffectFailed': {
      const proceeded = proceed(alarm, declared.configuration, fact);
      if (!proceeded) return wait(acted(alarm, fact.effect, fact.type === 'EffectFailed' ? fact : undefined));
      const { execution, effects } = proceeded;
      if (!isOver(execution)) return wait({ state: { ...alarm, running: execution }, effects });
      return wait(conclude({ ...alarm, running: undefined }, declared, execution, now));
    }
    case 'FlowEnded':
      assert(false, 'an alarm awaits no other flow');
      return { state: alarm };
    default:
      return never(fact);
  }
}

const wait = ({ state, effects, events }: Outcome): LogAlarmDecision => ({
  state,
  effects,
  ...(events && { events }),
  wakeAt: Math.min(state.dueAt, state.muted?.until ?? Infinity),
});

/** When the query is due after a time. */
export const nextDue = (schedule: string, after: number, since: number): number =>
  readExpression(schedule, readZone()!)!.next(after, since)!;

const free = (alarm: LogAlarm, { configuration, muteRules: rules }: Declared, now: number): Outcome =>
  unmuted(alarm, { configuration, rules, now });

/** A mute rule has ended, or the query is due, or both. While it still runs it is not asked again. */
function woken(before: LogAlarm, declared: Declared, now: number): LogAlarmDecision {
  const { state: alarm, effects } = free(before, declared, now);
  if (alarm.dueAt > now) return wait({ state: alarm, effects });
  const dueAt = nextDue(declared.configuration.query.schedule, now, alarm.since);
  if (alarm.running) return wait({ state: { ...alarm, dueAt }, effects });
  const begun = begin(alarm, declared.configuration, alarm.dueAt);
  return wait({
    state: { ...alarm, dueAt, running: begun.execution },
    effects: { ...effects, ...begun.effects },
  });
}

/** AWS: user guide, "Alarm update": to INSUFFICIENT_DATA "until sufficient new datapoints are collected". */
function anew(before: LogAlarm, declared: Declared, now: number): LogAlarmDecision {
  const alarm: LogAlarm = {
    ...before,
    since: now,
    dueAt: nextDue(declared.configuration.query.schedule, now, now),
    running: undefined,
    results: [],
    contributors: {},
    evaluationState: undefined,
  };
  const to = { value: 'INSUFFICIENT_DATA', reason: initialReason, at: now } as const;
  const cancels = before.running ? queryEffects : [];
  if (alarm.value === to.value) return { ...wait({ state: alarm, effects: {} }), cancels };
  return { ...wait(transition(alarm, declared, to)), cancels };
}

/** An execution is over: what it came to is one result more. */
function conclude(alarm: LogAlarm, declared: Declared, execution: Execution, now: number): Outcome {
  const { values, at } = execution;
  const { configuration } = declared;
  const { queryId: id = '', failed, rows = [] } = values;
  const aggregation = readAggregation(configuration.query.aggregation)!;
  const result: QueryResult = failed
    ? { id, at, status: 'FAILED', values: {} }
    : { id, at, status: 'COMPLETE', values: valuesOf(rows, aggregation) };
  const results = [...alarm.results, result].slice(-configuration.resultsToEvaluate);
  if (!failed) {
    const evaluationState = isPartial(rows) ? ('PARTIAL_DATA' as const) : undefined;
    return judge({ ...alarm, results, evaluationState }, declared, now, linesOf(execution));
  }
  // AWS: user guide, "Evaluation states": it is the user's error, too, "when all query results have failed".
  const areAll = results.every(({ status }) => status === 'FAILED') && results.length > 1;
  const broken: LogAlarm = {
    ...alarm,
    results,
    contributors: {},
    evaluationState: areAll ? 'EVALUATION_ERROR' : failed.kind,
  };
  const reason = failureReason(failed.reason);
  if (alarm.value === 'INSUFFICIENT_DATA') return { state: { ...broken, reason, at: now }, effects: {} };
  return transition(broken, declared, { value: 'INSUFFICIENT_DATA', reason, at: now });
}

/** Judges the newest results. */
function judge(alarm: LogAlarm, declared: Declared, now: number, lines: readonly string[] = []): Outcome {
  const { configuration } = declared;
  if (readAggregation(configuration.query.aggregation)!.by.length > 0)
    return judgeContributors(alarm, declared, now, lines);
  const judged = judgeWhole(configuration, alarm.results);
  if (judged.state === undefined || judged.state === alarm.value) return { state: alarm, effects: {} };
  const reason = wholeReason(configuration, alarm.results, judged, judged.state);
  const reasonData = resultsData(configuration, alarm.results, now);
  return transition(alarm, declared, { value: judged.state, reason, reasonData, at: now }, { lines });
}

function judgeContributors(
  alarm: LogAlarm,
  declared: Declared,
  now: number,
  lines: readonly string[],
): Outcome {
  const { configuration } = declared;
  const { results } = alarm;
  const breaching = breachingIn(configuration, results);
  const all = Object.keys(results.at(-1)?.values ?? {}).length;
  const reason = summaryReason(breaching.size, Math.max(all, breaching.size));
  const moved = moveContributors(alarm, declared, breaching, { now, summary: reason, lines });
  const value = stateOfAll(configuration, results, breaching.size);
  if (value === undefined || value === alarm.value) return moved;
  const to = { value, reason, reasonData: resultsData(configuration, results, now), at: now };
  const whole = transition(moved.state, declared, to, { hasContributors: true });
  return { ...moved, state: whole.state, effects: { ...moved.effects, ...whole.effects } };
}
