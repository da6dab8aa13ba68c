import type { AlarmType } from '@aws-sdk/client-cloudwatch';
import { flowId, type Call } from '../../../dispatch/service.ts';
import type { Collection } from '../../../store/collection.ts';
import type { Alarm } from '../flow/alarm.ts';
import type { CompositeAlarm } from '../flow/composite-alarm.ts';
import type { LogAlarm } from '../flow/log-alarm.ts';
import {
  alarmFlowKind,
  alarms,
  compositeAlarmFlowKind,
  compositeAlarms,
  logAlarmFlowKind,
  logAlarms,
  type AlarmConfiguration,
  type CompositeConfiguration,
  type LogAlarmConfiguration,
} from '../records.ts';

export type Configuration = AlarmConfiguration | CompositeConfiguration | LogAlarmConfiguration;
export type Standing = Alarm | CompositeAlarm | LogAlarm;

interface Kind {
  readonly type: AlarmType;
  readonly records: Collection<Configuration>;
  readonly flow: string;
}

const kindOf = <C extends Configuration>(type: AlarmType, records: Collection<C>, flow: string): Kind => ({
  type,
  records: records as unknown as Collection<Configuration>,
  flow,
});

/** The kinds of alarms: all have their names from one space, and each has its records and its flow. */
export const kinds: readonly Kind[] = [
  kindOf('MetricAlarm', alarms, alarmFlowKind),
  kindOf('CompositeAlarm', compositeAlarms, compositeAlarmFlowKind),
  kindOf('LogAlarm', logAlarms, logAlarmFlowKind),
];

/** An alarm that is there. */
export interface Declared {
  readonly kind: Kind;
  readonly configuration: Configuration;
  /** Its flow. */
  readonly flow: string;
}

export function declaredAlarm(call: Call, name: string): Declared | undefined {
  for (const kind of kinds) {
    const configuration = kind.records.get(call.tx, call, name);
    if (configuration) return { kind, configuration, flow: flowId(kind.flow, call, name) };
  }
  return undefined;
}

/** What state an alarm is in; undefined where it is not there. */
export function standingOf(call: Call, name: string): Standing | undefined {
  const alarm = declaredAlarm(call, name);
  return alarm && call.flows.state<Standing>(alarm.flow);
}
