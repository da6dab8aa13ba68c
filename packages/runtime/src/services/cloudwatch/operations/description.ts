import type { Call } from '../../../dispatch/service.ts';
import type { CompositeAlarm } from '../flow/composite-alarm.ts';
import type { LogAlarm } from '../flow/log-alarm.ts';
import { alarmArn, type Declared } from '../records.ts';

/** How an alarm of any kind is called. */
export function namesOf(call: Call, declared: Declared) {
  return {
    AlarmName: declared.name,
    AlarmArn: alarmArn(call, declared.name),
    ...(declared.description !== undefined && { AlarmDescription: declared.description }),
    AlarmConfigurationUpdatedTimestamp: new Date(declared.updatedAt),
  };
}

/** What a composite alarm, or one on logs, does, and how it stands. */
export function conditionOf(declared: Declared, alarm: CompositeAlarm | LogAlarm) {
  return {
    ActionsEnabled: declared.actionsEnabled,
    OKActions: [...declared.okActions],
    AlarmActions: [...declared.alarmActions],
    InsufficientDataActions: [...declared.insufficientDataActions],
    StateValue: alarm.value,
    StateReason: alarm.reason,
    ...(alarm.reasonData !== undefined && { StateReasonData: alarm.reasonData }),
    StateUpdatedTimestamp: new Date(alarm.at),
    StateTransitionedTimestamp: new Date(alarm.transitionedAt),
  };
}
