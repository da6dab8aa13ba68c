import type { AwsCall, AwsWait } from '../../../base/effects/aws.ts';
import { configurationError, minuteMs, refused, type ActionError, type Move } from '../actions/action.ts';
import { hasVariables, type RuleProvider, type RuleWork } from './rule.ts';

/** Whether the alarm was in one of the states that are watched for, when it was looked at last. */
type Memory = { readonly isOn?: boolean };

const states = ['ALARM', 'OK', 'INSUFFICIENT_DATA'];

/**
 * An alarm that must not be in a state that is watched for. Before a stage, and after it has failed, it is enough
 * that the alarm is not, or leaves that state in time; after it has succeeded the alarm is watched for all of the
 * time, and must not come into that state.
 */
// AWS: user guide, "Configure conditions for a stage": an alarm that is OK when first checked succeeds at once at
// entry, one in ALARM is waited for; and "roll back the changes if a CloudWatch alarm goes into ALARM state within 60
// minutes". That other AlarmStates are watched for in ALARM's place, and how several are written: unverified.
export const cloudWatchAlarm: RuleProvider<Memory> = {
  type: {
    provider: 'CloudWatchAlarm',
    inputs: { min: 0, max: 0 },
    configuration: [{ name: 'AlarmName', required: true }, { name: 'AlarmStates' }, { name: 'WaitTime' }],
  },
  fault: ({ configuration }) => faultOf(configuration),
  start(work) {
    const fault = faultOf(work.configuration);
    if (fault !== undefined) return configurationError(fault);
    return { type: 'goes on', memory: {}, effects: { look: look(work) } };
  },
  proceed(work, { isOn: wasOn }, outcome) {
    if (outcome.type === 'Refused') return refused(outcome);
    if (outcome.type === 'TimeCame') return wasOn ? stillOn(work) : { type: 'succeeds' };
    if (outcome.type !== 'Done') return configurationError('Nobody answers for an alarm.');
    const state = stateOf(outcome.output);
    if (state === undefined) return configurationError(notFound(work));
    return seen(work, { isOn: watchedStates(work).includes(state), wasOn });
  },
};

function seen(
  work: RuleWork,
  { isOn, wasOn }: { readonly isOn: boolean; readonly wasOn: boolean | undefined },
): Move<Memory> {
  const watchesOn = work.condition === 'onSuccess' && waitMs(work) > 0;
  if (isOn && (wasOn === false || waitMs(work) === 0)) return stillOn(work);
  if (!isOn && !watchesOn) return { type: 'succeeds' };
  const effects = { [isOn ? 'wait until off' : 'wait until on']: awaitChange(work, isOn) };
  const goesOn = { type: 'goes on', memory: { isOn }, effects } as const;
  return wasOn === undefined ? { ...goesOn, wakeMs: waitMs(work) } : { ...goesOn, unmoved: true };
}

const watchedStates = ({ configuration }: RuleWork): string[] =>
  (configuration['AlarmStates'] ?? 'ALARM').split(',').map((state) => state.trim());

const waitMs = ({ configuration }: RuleWork): number => Number(configuration['WaitTime'] ?? 0) * minuteMs;

/** AWS: API reference, RuleDeclaration: no rule takes more than 86400 minutes. */
const waitMinutesMax = 86_400;

// AWS: unverified words.
function faultOf({ AlarmStates, WaitTime }: Readonly<Record<string, string>>): string | undefined {
  const strange = AlarmStates?.split(',').find((state) => !states.includes(state.trim()));
  if (strange !== undefined && !hasVariables(AlarmStates ?? ''))
    return `AlarmStates must be of ${states.join(', ')}, and has '${strange.trim()}'`;
  if (WaitTime === undefined || hasVariables(WaitTime)) return undefined;
  if (!/^\d{1,5}$/.test(WaitTime) || Number(WaitTime) > waitMinutesMax)
    return `WaitTime must be a number of minutes up to ${waitMinutesMax}, and is '${WaitTime}'`;
  return undefined;
}

const stateOf = (output: any): string | undefined =>
  [...(output.MetricAlarms ?? []), ...(output.CompositeAlarms ?? [])][0]?.StateValue;

const inputOf = ({ configuration }: RuleWork) => ({
  AlarmNames: [configuration['AlarmName']],
  AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
});

const look = (work: RuleWork): AwsCall => ({
  type: 'aws.call',
  service: 'cloudwatch',
  operation: 'DescribeAlarms',
  input: inputOf(work),
  as: work.role,
  scope: work.scope,
});

/** Waits for the alarm to come into one of the states, or to leave them; or to be deleted. */
function awaitChange(work: RuleWork, isOn: boolean): AwsWait {
  const on = watchedStates(work)
    .map((state) => `StateValue=='${state}'`)
    .join(' || ');
  const alarms = '[MetricAlarms, CompositeAlarms][] | [?StateValue]';
  const changed = isOn ? `!(${on})` : on;
  const until = `length(${alarms}) == \`0\` || (${alarms} | [?${changed}])`;
  return { ...look(work), type: 'aws.wait', until };
}

/** AWS: unverified words. */
function stillOn(work: RuleWork): Move<never> {
  const error: ActionError = {
    code: 'JobFailed',
    message:
      `The alarm ${work.configuration['AlarmName']} is in a state that is watched for: ` +
      `${watchedStates(work).join(', ')}.`,
  };
  return { type: 'fails', error };
}

const notFound = ({ configuration }: RuleWork): string =>
  `The alarm ${configuration['AlarmName']} does not exist.`;
