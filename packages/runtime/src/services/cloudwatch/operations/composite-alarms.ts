import type { CompositeAlarm as Described, PutCompositeAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { initialReason } from '../alarm/reasons.ts';
import { actionsIn } from '../alarm/validation.ts';
import { validationError } from '../errors.ts';
import type { CompositeAlarm } from '../flow/composite-alarm.ts';
import { suppressedReason } from '../flow/suppression.ts';
import {
  compositeAlarmFlowKind,
  compositeAlarms,
  dependents,
  type CompositeConfiguration,
  type Suppressor,
} from '../records.ts';
import { nameOf, ruleOf, RuleError } from '../rule/parse.ts';
import { alarmsIn, type Rule } from '../rule/rule.ts';
import { recordConfiguration, requireFree } from './configurations.ts';
import { childrenOf, compositeFlowOf, show, undepend } from './dependents.ts';
import { conditionOf, namesOf } from './description.ts';
import { declaredAlarm, standingOf } from './kinds.ts';

/** AWS: API_PutCompositeAlarm, AlarmRule: "up to 100 alarms". */
const childrenMax = 100;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export const putCompositeAlarm: Handler<PutCompositeAlarmCommandInput, object> = (input, call) => {
  const name = input.AlarmName!;
  requireFree(call, name, 'CompositeAlarm');
  const before = compositeAlarms.get(call.tx, call, name);
  const given = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
  const configuration: CompositeConfiguration = {
    name,
    description: input.AlarmDescription,
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: actionsIn(input.OKActions, call, 'a composite alarm'),
    alarmActions: actionsIn(input.AlarmActions, call, 'a composite alarm'),
    insufficientDataActions: actionsIn(input.InsufficientDataActions, call, 'a composite alarm'),
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
  recordConfiguration(call, { type: before ? 'Update' : 'Create', configuration, previous: before });
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
  if (!declaredAlarm(call, nameOf(alarm))) validationError(`The suppressor alarm ${alarm} does not exist.`);
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
  const missing = children.filter((name) => !declaredAlarm(call, name));
  if (missing.length > 0)
    validationError(
      `Could not save the composite alarm as alarms [${missing.join(', ')}] in the alarm rule do not exist`,
    );
}

export function describeComposite(call: Call, configuration: CompositeConfiguration): Described {
  const alarm = standingOf(call, configuration.name) as CompositeAlarm;
  const { suppressor } = configuration;
  return {
    ...namesOf(call, configuration),
    AlarmRule: configuration.rule,
    ...conditionOf(configuration, alarm),
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
