import type { CompositeAlarm as Described, PutCompositeAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { configurationUpdate } from '../alarm/history.ts';
import { initialReason } from '../alarm/reasons.ts';
import { actionsIn } from '../alarm/validation.ts';
import { validationError } from '../errors.ts';
import type { CompositeAlarm } from '../flow/composite-alarm.ts';
import { suppressedReason } from '../flow/suppression.ts';
import {
  alarmArn,
  alarms,
  compositeAlarmFlowKind,
  compositeAlarms,
  dependents,
  type CompositeConfiguration,
  type Suppressor,
} from '../records.ts';
import { nameOf, ruleOf, RuleError } from '../rule/parse.ts';
import { alarmsIn, type Rule } from '../rule/rule.ts';
import { record } from './alarm-history.ts';
import { childrenOf, compositeFlowOf, show, standingOf, undepend } from './dependents.ts';

/** AWS: API_PutCompositeAlarm, AlarmRule: "up to 100 alarms". */
const childrenMax = 100;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export const putCompositeAlarm: Handler<PutCompositeAlarmCommandInput, object> = (input, call) => {
  const name = input.AlarmName!;
  // AWS: unverified words.
  if (alarms.get(call.tx, call, name))
    validationError(`The alarm name ${name} is already used by a metric alarm.`);
  const before = compositeAlarms.get(call.tx, call, name);
  const given = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
  const configuration: CompositeConfiguration = {
    name,
    description: input.AlarmDescription,
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: actionsIn(input.OKActions, call, true),
    alarmActions: actionsIn(input.AlarmActions, call, true),
    insufficientDataActions: actionsIn(input.InsufficientDataActions, call, true),
    rule: input.AlarmRule!,
    suppressor: suppressorOf(call, input),
    updatedAt: call.now,
    tags: before?.tags ?? given,
  };
  checkChildren(call, readRule(configuration.rule));
  if (before) undepend(call, before);
  compositeAlarms.put(call.tx, call, name, configuration);
  for (const child of childrenOf(configuration)) dependents.put(call.tx, call, `${child}|${name}`, name);
  if (!before) call.flows.start(compositeAlarmFlowKind, compositeFlowOf(call, name), begin(call, name));
  show(call, name);
  const type = before ? 'Update' : 'Create';
  const entry = configurationUpdate(type, configuration, alarmArn(call, name));
  record(call, { alarmName: name, composite: true, ...entry });
  return {};
};

const begin = (call: Call, name: string): CompositeAlarm => ({
  account: call.account,
  region: call.region,
  name,
  value: 'INSUFFICIENT_DATA',
  reason: initialReason,
  at: call.now,
  transitionedAt: call.now,
  changes: 0,
  acting: {},
});

// AWS: API_PutCompositeAlarm: both periods are required with a suppressor, and only with it; unverified words.
function suppressorOf(call: Call, input: PutCompositeAlarmCommandInput): Suppressor | undefined {
  const { ActionsSuppressor: alarm, ActionsSuppressorWaitPeriod: wait } = input;
  const { ActionsSuppressorExtensionPeriod: extension } = input;
  if (alarm === undefined || alarm === '') {
    if (wait === undefined && extension === undefined) return undefined;
    return validationError('A wait or extension period cannot be specified without an ActionsSuppressor.');
  }
  if (wait === undefined || extension === undefined)
    return validationError(
      'ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod must be specified with an ActionsSuppressor.',
    );
  if (!isThere(call, nameOf(alarm))) validationError(`The suppressor alarm ${alarm} does not exist.`);
  return { alarm, waitSeconds: wait, extensionSeconds: extension };
}

function readRule(text: string): Rule {
  try {
    return ruleOf(text);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return validationError(`Error in AlarmRule: ${error.message}`); // AWS: unverified words.
  }
}

function checkChildren(call: Call, rule: Rule): void {
  const children = alarmsIn(rule);
  if (children.length > childrenMax)
    validationError(`The alarm rule can name at most ${childrenMax} alarms.`); // AWS: unverified words.
  const missing = children.filter((name) => !isThere(call, name));
  if (missing.length > 0)
    validationError(
      `Could not save the composite alarm as alarms [${missing.join(', ')}] in the alarm rule do not exist`,
    );
}

const isThere = (call: Call, name: string): boolean =>
  alarms.get(call.tx, call, name) !== undefined || compositeAlarms.get(call.tx, call, name) !== undefined;

export function describeComposite(call: Call, configuration: CompositeConfiguration): Described {
  const alarm = standingOf(call, configuration.name) as CompositeAlarm;
  const { suppressor, description } = configuration;
  return {
    AlarmName: configuration.name,
    AlarmArn: alarmArn(call, configuration.name),
    ...(description !== undefined && { AlarmDescription: description }),
    AlarmConfigurationUpdatedTimestamp: new Date(configuration.updatedAt),
    AlarmRule: configuration.rule,
    ActionsEnabled: configuration.actionsEnabled,
    OKActions: [...configuration.okActions],
    AlarmActions: [...configuration.alarmActions],
    InsufficientDataActions: [...configuration.insufficientDataActions],
    StateValue: alarm.value,
    StateReason: alarm.reason,
    ...(alarm.reasonData !== undefined && { StateReasonData: alarm.reasonData }),
    StateUpdatedTimestamp: new Date(alarm.at),
    StateTransitionedTimestamp: new Date(alarm.transitionedAt),
    ...(alarm.suppression && {
      ActionsSuppressedBy: alarm.suppression.by,
      ActionsSuppressedReason: suppressedReason(alarm.suppression),
    }),
    ...(suppressor && {
      ActionsSuppressor: suppressor.alarm,
      ActionsSuppressorWaitPeriod: suppressor.waitSeconds,
      ActionsSuppressorExtensionPeriod: suppressor.extensionSeconds,
    }),
  };
}
