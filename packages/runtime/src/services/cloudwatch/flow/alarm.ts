import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { alarmActionOf } from '../alarm-actions/index.ts';
import { evaluateAlarm, nextEvaluation } from '../alarm/evaluation.ts';
import { knowledgeOf, type Knowledge } from '../alarm/knowledge.ts';
import type { Change, Standing } from '../alarm/message.ts';
import { stateUpdate, actionDone, actionFailed, type HistoryEntry } from '../alarm/history.ts';
import { alarmFlowKind, type AlarmConfiguration, type AlarmState } from '../records.ts';

/** What state an alarm is in, and why. How it was declared is its record's. */
export interface Alarm extends Scope, Standing {
  readonly name: string;
  /** When it came into this state; `at` is when the state was set or confirmed by hand last. */
  readonly transitionedAt: number;
  /** When it will be judged next; undefined while nothing is measured that could change it. */
  readonly evaluateAt?: number | undefined;
  /** Changes of state so far: they name what is done about each. */
  readonly changes: number;
  /** Actions under way: by the effect's name, what was told to whom. */
  readonly acting: Readonly<Record<string, Acting>>;
}
export interface Acting {
  readonly arn: string;
  readonly message: string;
  readonly stateAt: number;
}

export type AlarmFact =
  /** Data was put for a period that is over, or while nobody waited for any. */
  | { readonly type: 'DataArrived'; readonly at: number }
  | { readonly type: 'ConfigurationChanged'; readonly at: number }
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
  prefetch: (tx, alarm, fact) => knowledgeOf(tx, alarm, alarm.name, evaluationMoment(alarm, fact)),
  decide,
};

function evaluationMoment(alarm: Alarm, fact: AlarmFact | EngineFact): number | undefined {
  if (fact.type === 'DataArrived') return fact.at;
  return fact.type === 'WakeTime' ? alarm.evaluateAt : undefined;
}

function decide(alarm: Alarm, fact: AlarmFact | EngineFact, now: number, known: Knowledge): AlarmDecision {
  const { configuration } = known;
  if (!configuration) return { state: alarm, ended: true }; // It was deleted.
  switch (fact.type) {
    case 'Started':
    case 'ConfigurationChanged':
      return wait(alarm, nextEvaluation(configuration, now));
    case 'WakeTime':
    case 'DataArrived':
      return evaluate(alarm, configuration, known, now);
    case 'StateSet': {
      const { value, reason, reasonData } = fact;
      const to = { value, reason, reasonData, at: now };
      return wait(alarm, nextEvaluation(configuration, now), transition(alarm, configuration, to));
    }
    case 'EffectSucceeded':
      return acted(alarm, fact.effect, (acting) => actionDone(acting));
    case 'EffectFailed':
      return acted(alarm, fact.effect, (acting) => actionFailed(acting, `${fact.code}: ${fact.reason}`));
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
  return { ...outcome, state: { ...outcome.state, evaluateAt }, wakeAt: evaluateAt };
}

function evaluate(
  alarm: Alarm,
  configuration: AlarmConfiguration,
  known: Knowledge,
  now: number,
): AlarmDecision {
  const { state: value, reason, reasonData, silent } = evaluateAlarm(configuration, known, now);
  const changed = value !== undefined && value !== alarm.value;
  if (!changed) return wait(alarm, silent ? undefined : nextEvaluation(configuration, now));
  const outcome = transition(alarm, configuration, { value, reason, reasonData, at: now });
  return wait(alarm, silent ? undefined : nextEvaluation(configuration, now), outcome);
}

/** Comes into a state, writes it into the history, and sets off what was asked for. */
function transition(alarm: Alarm, configuration: AlarmConfiguration, to: Standing): Outcome {
  const { value, reason, reasonData, at } = alarm;
  const from: Standing = { value, reason, reasonData, at };
  const changes = alarm.changes + 1;
  const moved = to.value !== from.value;
  const change: Change = { alarm: configuration, scope: placeOf(alarm), from, to };
  const actions = moved && configuration.actionsEnabled ? actionsFor(configuration, to.value) : [];
  const effects: Record<string, Effect> = {
    [`history-${changes}`]: recordHistory(alarm, stateUpdate(change)),
  };
  const acting: Record<string, Acting> = { ...alarm.acting };
  for (const [index, arn] of actions.entries()) {
    const action = alarmActionOf(arn);
    assert(action, `${arn} was refused when the alarm was put`);
    effects[`action-${changes}-${index}`] = action.effect(arn, change);
    acting[`action-${changes}-${index}`] = { arn, message: action.message(change), stateAt: to.at };
  }
  const transitionedAt = moved ? to.at : alarm.transitionedAt;
  return { state: { ...alarm, ...to, transitionedAt, changes, acting }, effects };
}

function actionsFor(configuration: AlarmConfiguration, value: AlarmState): readonly string[] {
  switch (value) {
    case 'OK':
      return configuration.okActions;
    case 'ALARM':
      return configuration.alarmActions;
    case 'INSUFFICIENT_DATA':
      return configuration.insufficientDataActions;
    default:
      return never(value);
  }
}

/** Writes down what became of an action. */
function acted(alarm: Alarm, effect: string, entry: (acting: Acting) => HistoryEntry): AlarmDecision {
  const { [effect]: acting, ...left } = alarm.acting;
  if (!acting) return wait(alarm, alarm.evaluateAt); // History has been written.
  const effects = { [`history-${effect}`]: recordHistory(alarm, entry(acting)) };
  return wait(alarm, alarm.evaluateAt, { state: { ...alarm, acting: left }, effects });
}

function recordHistory(alarm: Alarm, entry: HistoryEntry): Effect {
  return {
    type: 'aws.call',
    service: 'cloudwatch',
    operation: 'RecordAlarmHistory',
    input: { alarmName: alarm.name, ...entry },
    as: servicePrincipal('cloudwatch'),
    scope: placeOf(alarm),
  };
}

const placeOf = ({ account, region }: Scope): Scope => ({ account, region });
