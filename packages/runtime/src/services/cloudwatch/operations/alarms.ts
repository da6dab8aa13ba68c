import type {
  DeleteAlarmsCommandInput,
  DisableAlarmActionsCommandInput,
  PutMetricAlarmCommandInput,
  SetAlarmStateCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { configurationUpdate } from '../alarm/history.ts';
import { initialReason } from '../alarm/reasons.ts';
import { configurationOf } from '../alarm/validation.ts';
import { alarmNotFound, alarmsNotFound, invalidJson } from '../errors.ts';
import type { Alarm, AlarmFact } from '../flow/alarm.ts';
import { alarmArn, alarmFlowKind, alarms, seriesOf, watchers, type AlarmConfiguration } from '../records.ts';
import { record } from './alarm-history.ts';

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
export const putMetricAlarm: Handler<PutMetricAlarmCommandInput, object> = (input, call) => {
  const declared = configurationOf(input, call, call.now);
  const before = alarms.get(call.tx, call, declared.name);
  // AWS: tags are set when an alarm is made, and left alone when it is put again.
  const tags = before?.tags ?? Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
  const configuration: AlarmConfiguration = { ...declared, tags };
  if (before) unwatch(call, before);
  keep(call, configuration);
  watch(call, configuration);
  if (before) tell(call, declared.name, { type: 'ConfigurationChanged', at: call.now });
  else start(call, declared.name);
  recordConfiguration(call, before ? 'Update' : 'Create', configuration);
  return {};
};

function start(call: Call, name: string): void {
  const alarm: Alarm = {
    account: call.account,
    region: call.region,
    name,
    value: 'INSUFFICIENT_DATA',
    reason: initialReason,
    at: call.now,
    transitionedAt: call.now,
    changes: 0,
    acting: {},
  };
  call.flows.start(alarmFlowKind, flowId(alarmFlowKind, call, name), alarm);
}

const tell = (call: Call, name: string, fact: AlarmFact): void =>
  call.flows.tell(flowId(alarmFlowKind, call, name), fact);

const keep = (call: Call, configuration: AlarmConfiguration): void =>
  alarms.put(call.tx, call, configuration.name, configuration);

function watch(call: Call, { name, queries }: AlarmConfiguration): void {
  for (const { metric } of queries)
    if (metric) watchers.put(call.tx, call, `${seriesOf(metric)}|${name}`, name);
}

function unwatch(call: Call, { name, queries }: AlarmConfiguration): void {
  for (const { metric } of queries) if (metric) watchers.delete(call.tx, call, `${seriesOf(metric)}|${name}`);
}

function recordConfiguration(
  call: Call,
  type: 'Create' | 'Update' | 'Delete',
  configuration: AlarmConfiguration,
): void {
  const { name: alarmName } = configuration;
  record(call, { alarmName, ...configurationUpdate(type, configuration, alarmArn(call, alarmName)) });
}

export const deleteAlarms: Handler<DeleteAlarmsCommandInput, object> = (input, call) => {
  const names = input.AlarmNames ?? [];
  const unknown = names.filter((name) => !alarms.get(call.tx, call, name));
  // AWS: all are deleted, or none.
  if (unknown.length > 0) alarmsNotFound(unknown);
  for (const name of new Set(names)) {
    const configuration = alarms.get(call.tx, call, name)!;
    unwatch(call, configuration);
    alarms.delete(call.tx, call, name);
    call.flows.remove(flowId(alarmFlowKind, call, name));
    recordConfiguration(call, 'Delete', configuration);
  }
  return {};
};

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
export const setAlarmState: Handler<SetAlarmStateCommandInput, object> = (input, call) => {
  if (!alarms.get(call.tx, call, input.AlarmName!)) alarmNotFound();
  const reasonData = input.StateReasonData;
  if (reasonData !== undefined && !isJson(reasonData)) invalidJson();
  tell(call, input.AlarmName!, {
    type: 'StateSet',
    value: input.StateValue!,
    reason: input.StateReason!,
    reasonData,
    at: call.now,
  });
  return {};
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return false;
  }
}

export const enableAlarmActions: Handler<DisableAlarmActionsCommandInput, object> = (input, call) =>
  switchActions(call, input.AlarmNames ?? [], true);

export const disableAlarmActions: Handler<DisableAlarmActionsCommandInput, object> = (input, call) =>
  switchActions(call, input.AlarmNames ?? [], false);

/** AWS: names of no alarm are passed over. */
function switchActions(call: Call, names: readonly string[], actionsEnabled: boolean): object {
  for (const name of names) {
    const before = alarms.get(call.tx, call, name);
    if (!before || before.actionsEnabled === actionsEnabled) continue;
    const configuration = { ...before, actionsEnabled, updatedAt: call.now };
    keep(call, configuration);
    recordConfiguration(call, 'Update', configuration);
  }
  return {};
}
