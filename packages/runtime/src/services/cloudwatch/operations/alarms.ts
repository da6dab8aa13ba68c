import type {
  DeleteAlarmsCommandInput,
  DisableAlarmActionsCommandInput,
  PutMetricAlarmCommandInput,
  SetAlarmStateCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { configurationUpdate } from '../alarm/history.ts';
import { usesBand } from '../alarm/knowledge.ts';
import { initialReason } from '../alarm/reasons.ts';
import { configurationOf } from '../alarm/validation.ts';
import { alarmNotFound, alarmsNotFound, invalidJson, validationError } from '../errors.ts';
import type { Alarm, AlarmFact } from '../flow/alarm.ts';
import type { CompositeFact } from '../flow/composite-alarm.ts';
import {
  alarmArn,
  alarmFlowKind,
  alarms,
  compositeAlarms,
  metricKey,
  metrics,
  seriesOf,
  watchers,
  type AlarmConfiguration,
  type CompositeConfiguration,
} from '../records.ts';
import { record } from './alarm-history.ts';
import { ensureDetectors } from './anomaly-detectors.ts';
import { compositeFlowOf, parentsOf, undepend } from './dependents.ts';

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
export const putMetricAlarm: Handler<PutMetricAlarmCommandInput, object> = (input, call) => {
  const declared = configurationOf(input, call, call.now);
  // AWS: unverified words.
  if (compositeAlarms.get(call.tx, call, declared.name))
    validationError(`The alarm name ${declared.name} is already used by a composite alarm.`);
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

function recordConfiguration(
  call: Call,
  type: 'Create' | 'Update' | 'Delete',
  configuration: AlarmConfiguration | CompositeConfiguration,
): void {
  const { name: alarmName } = configuration;
  const composite = 'rule' in configuration && { composite: true };
  record(call, {
    alarmName,
    ...composite,
    ...configurationUpdate(type, configuration, alarmArn(call, alarmName)),
  });
}

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
export const deleteAlarms: Handler<DeleteAlarmsCommandInput, object> = (input, call) => {
  const names = [...new Set(input.AlarmNames ?? [])];
  const composites = names.filter((name) => compositeAlarms.get(call.tx, call, name));
  const unknown = names.filter((name) => !composites.includes(name) && !alarms.get(call.tx, call, name));
  // AWS: all are deleted, or none.
  if (unknown.length > 0) alarmsNotFound(unknown);
  // AWS: "you can't delete two composite alarms with one operation"; the words of both are unverified.
  if (composites.length > 1) validationError('At most one composite alarm can be deleted at a time.');
  for (const name of names) {
    const parents = parentsOf(call, name).filter((parent) => !names.includes(parent));
    if (parents.length > 0)
      validationError(`The alarm ${name} is used by the composite alarms [${parents.join(', ')}].`);
  }
  for (const name of names) deleteAlarm(call, name);
  return {};
};

function deleteAlarm(call: Call, name: string): void {
  const composite = compositeAlarms.get(call.tx, call, name);
  const configuration = composite ?? alarms.get(call.tx, call, name)!;
  if (composite) {
    undepend(call, composite);
    compositeAlarms.delete(call.tx, call, name);
    call.flows.remove(compositeFlowOf(call, name));
  } else {
    unwatch(call, configuration as AlarmConfiguration);
    alarms.delete(call.tx, call, name);
    call.flows.remove(flowId(alarmFlowKind, call, name));
  }
  recordConfiguration(call, 'Delete', configuration);
}

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
export const setAlarmState: Handler<SetAlarmStateCommandInput, object> = (input, call) => {
  const name = input.AlarmName!;
  const composite = compositeAlarms.get(call.tx, call, name);
  if (!composite && !alarms.get(call.tx, call, name)) alarmNotFound();
  const reasonData = input.StateReasonData;
  if (reasonData !== undefined && !isJson(reasonData)) invalidJson();
  const set = { value: input.StateValue!, reason: input.StateReason!, reasonData };
  if (composite) {
    const fact: CompositeFact = { type: 'StateSet', ...set };
    call.flows.tell(compositeFlowOf(call, name), fact);
  } else tell(call, name, { type: 'StateSet', ...set, at: call.now });
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
    const composite = compositeAlarms.get(call.tx, call, name);
    const before = composite ?? alarms.get(call.tx, call, name);
    if (!before || before.actionsEnabled === actionsEnabled) continue;
    const changed = { actionsEnabled, updatedAt: call.now };
    if (composite) compositeAlarms.put(call.tx, call, name, { ...composite, ...changed });
    else keep(call, { ...(before as AlarmConfiguration), ...changed });
    recordConfiguration(call, 'Update', { ...before, ...changed });
  }
  return {};
}
