import type {
  DeleteAlarmsCommandInput,
  DisableAlarmActionsCommandInput,
  PutMetricAlarmCommandInput,
  SetAlarmStateCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { usesBand } from '../alarm/knowledge.ts';
import { initialReason } from '../alarm/reasons.ts';
import { configurationOf } from '../alarm/validation.ts';
import { alarmNotFound, alarmsNotFound, invalidJson, validationError } from '../errors.ts';
import type { Alarm, AlarmFact } from '../flow/alarm.ts';
import {
  alarmFlowKind,
  alarms,
  compositeAlarms,
  metricKey,
  metrics,
  seriesOf,
  watchers,
  type AlarmConfiguration,
} from '../records.ts';
import { ensureDetectors } from './anomaly-detectors.ts';
import { recordConfiguration, requireFree } from './configurations.ts';
import { parentsOf, undepend } from './dependents.ts';
import { declaredAlarm } from './kinds.ts';

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
export const putMetricAlarm: Handler<PutMetricAlarmCommandInput, object> = (input, call) => {
  const declared = configurationOf(input, call, call.now);
  requireFree(call, declared.name, 'MetricAlarm');
  const before = alarms.get(call.tx, call, declared.name);
  // AWS: tags are set when an alarm is made, and left alone when it is put again.
  const tags = before?.tags ?? Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
  const configuration: AlarmConfiguration = { ...declared, tags };
  if (before) unwatch(call, before);
  keep(call, configuration);
  watch(call, configuration);
  if (usesBand(configuration)) ensureDetectors(call, configuration.queries);
  if (before) tell(call, declared.name, { type: 'ConfigurationChanged', at: call.now });
  else start(call, declared.name);
  recordConfiguration(call, { type: before ? 'Update' : 'Create', configuration, previous: before });
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
  for (const { metric } of queries) {
    if (!metric) continue;
    watchers.put(call.tx, call, `${seriesOf(metric)}|${name}`, name);
    const known = metrics.get(call.tx, call, metricKey(metric));
    if (known && !known.watched) metrics.put(call.tx, call, metricKey(metric), { ...known, watched: true });
  }
}

function unwatch(call: Call, { name, queries }: AlarmConfiguration): void {
  for (const { metric } of queries) if (metric) watchers.delete(call.tx, call, `${seriesOf(metric)}|${name}`);
}

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
export const deleteAlarms: Handler<DeleteAlarmsCommandInput, object> = (input, call) => {
  const names = [...new Set(input.AlarmNames ?? [])];
  const unknown = names.filter((name) => !declaredAlarm(call, name));
  // AWS: all are deleted, or none.
  if (unknown.length > 0) alarmsNotFound(unknown);
  // AWS: "you can't delete two composite alarms with one operation"; the words of both are unverified.
  if (names.filter((name) => compositeAlarms.get(call.tx, call, name)).length > 1)
    validationError('At most one composite alarm can be deleted at a time.');
  for (const name of names) {
    const parents = parentsOf(call, name).filter((parent) => !names.includes(parent));
    if (parents.length > 0)
      validationError(`The alarm ${name} is used by the composite alarms [${parents.join(', ')}].`);
  }
  for (const name of names) deleteAlarm(call, name);
  return {};
};

function deleteAlarm(call: Call, name: string): void {
  const { kind, configuration, flow } = declaredAlarm(call, name)!;
  if ('rule' in configuration) undepend(call, configuration);
  else if ('queries' in configuration) unwatch(call, configuration);
  recordConfiguration(call, { type: 'Delete', configuration });
  kind.records.delete(call.tx, call, name);
  call.flows.remove(flow);
}

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
export const setAlarmState: Handler<SetAlarmStateCommandInput, object> = (input, call) => {
  const name = input.AlarmName!;
  const alarm = declaredAlarm(call, name) ?? alarmNotFound();
  const reasonData = input.StateReasonData;
  if (reasonData !== undefined && !isJson(reasonData)) invalidJson();
  const fact: AlarmFact = {
    type: 'StateSet',
    value: input.StateValue!,
    reason: input.StateReason!,
    reasonData,
    at: call.now,
  };
  call.flows.tell(alarm.flow, fact);
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
    const alarm = declaredAlarm(call, name);
    if (!alarm || alarm.configuration.actionsEnabled === actionsEnabled) continue;
    const previous = alarm.configuration;
    const configuration = { ...previous, actionsEnabled, updatedAt: call.now };
    alarm.kind.records.put(call.tx, call, name, configuration);
    recordConfiguration(call, { type: 'Update', configuration, previous });
  }
  return {};
}
