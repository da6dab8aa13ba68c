import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { alarmActionOf, type AlarmAction } from '../alarm-actions/index.ts';
import { actionDone, actionFailed, type HistoryEntry } from '../alarm/history.ts';
import type { Change } from '../alarm/message.ts';
import type { AlarmState, CompositeConfiguration, Contributor } from '../records.ts';

/** What all alarms have in common: they come into states, and act on it. */
export interface Actor extends Scope {
  readonly name: string;
  /** Changes of state so far: they name what is done about each. */
  readonly changes: number;
  /** Actions under way: by the effect's name, what was told to whom. */
  readonly acting: Readonly<Record<string, Acting>>;
}
export interface Acting {
  readonly arn: string;
  readonly message: string;
  readonly stateAt: number;
  readonly contributor?: Contributor | undefined;
}

/** An alarm, and what it sets off. */
export interface Acted<A extends Actor> {
  readonly state: A;
  readonly effects: Readonly<Record<string, Effect>>;
}

/** Sets off what an alarm is to do about being in a state, or those of it that are wanted. */
export function act<A extends Actor>(
  alarm: A,
  change: Change,
  wants: (action: AlarmAction) => boolean = () => true,
): Acted<A> {
  const arns = change.alarm.actionsEnabled ? actionsFor(change.alarm, change.to.value) : [];
  const effects: Record<string, Effect> = {};
  const acting: Record<string, Acting> = { ...alarm.acting };
  for (const [index, arn] of arns.entries()) {
    const action = alarmActionOf(arn);
    assert(action, `${arn} was refused when the alarm was put`);
    if (!wants(action)) continue;
    const name = `action-${alarm.changes}-${index}`;
    effects[name] = action.effect(arn, change);
    acting[name] = {
      arn,
      message: action.message(change),
      stateAt: change.to.at,
      contributor: change.contributor,
    };
  }
  return { state: { ...alarm, acting }, effects };
}

/** Whether anything is done again about a state that an alarm stays in. */
export const repeats = (
  configuration: Actions & { readonly actionsEnabled: boolean },
  value: AlarmState,
): boolean =>
  configuration.actionsEnabled && actionsFor(configuration, value).some((arn) => alarmActionOf(arn)?.repeats);

/** What is done again about a state that an alarm stays in. The history tells of the first time only. */
// AWS: unverified, the latter.
export function actAgain(change: Change): Readonly<Record<string, Effect>> {
  const again = actionsFor(change.alarm, change.to.value).flatMap((arn): [string, Effect][] => {
    const action = alarmActionOf(arn);
    return action?.repeats ? [[`again-${arn}`, action.effect(arn, change)]] : [];
  });
  return Object.fromEntries(again);
}

type Actions = Pick<CompositeConfiguration, 'okActions' | 'alarmActions' | 'insufficientDataActions'>;

function actionsFor(configuration: Actions, value: AlarmState): readonly string[] {
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

/** Writes down what became of an action; nothing where the effect was none. */
export function acted<A extends Actor>(
  alarm: A,
  effect: string,
  refused?: { readonly code: string; readonly reason: string },
): Acted<A> {
  const { [effect]: acting, ...left } = alarm.acting;
  if (!acting) return { state: alarm, effects: {} }; // History has been written.
  const entry = refused ? actionFailed(acting, refused.reason || refused.code) : actionDone(acting);
  const effects = { [`history-${effect}`]: recordHistory(alarm, entry) };
  return { state: { ...alarm, acting: left }, effects };
}

/** Writes into an alarm's history. The alarms that depend on it hear of its changes of state thereby. */
export function recordHistory(alarm: Actor, entry: HistoryEntry): Effect {
  return {
    type: 'aws.call',
    service: 'cloudwatch',
    operation: 'RecordAlarmHistory',
    input: { alarmName: alarm.name, ...entry },
    as: servicePrincipal('cloudwatch'),
    scope: placeOf(alarm),
  };
}

export const placeOf = ({ account, region }: Scope): Scope => ({ account, region });
