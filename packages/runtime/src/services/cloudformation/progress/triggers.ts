import { parseArn } from '../../../base/arn.ts';
import type { Call } from '../../../dispatch/service.ts';
import { triggersAlarmed, triggersMissing } from '../errors.ts';
import type { StackRecord } from '../records.ts';

/** The names of the alarms that take a stack back. */
export function alarmsOf({ wish }: StackRecord): readonly string[] {
  const triggers = wish.rollbackConfiguration?.RollbackTriggers ?? [];
  return triggers.map(({ Arn }) => parseArn(Arn)?.resource.replace(/^alarm:/, '') ?? Arn);
}

interface AlarmAnswer {
  readonly AlarmName: string;
  readonly AlarmArn: string;
  readonly StateValue: string;
}

/** Nothing is done while one of the alarms is missing, or has gone off. */
// AWS: user guide: "If a given trigger is missing, the entire stack operation fails and is rolled back".
export function requireQuiet(call: Call, stack: StackRecord): void {
  const names = alarmsOf(stack);
  if (names.length === 0) return;
  const { MetricAlarms = [], CompositeAlarms = [] } = call.forward<{
    MetricAlarms?: AlarmAnswer[];
    CompositeAlarms?: AlarmAnswer[];
  }>('cloudwatch', 'DescribeAlarms', {
    AlarmNames: names,
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  });
  const found = [...MetricAlarms, ...CompositeAlarms];
  const missing = names.filter((name) => !found.some(({ AlarmName }) => AlarmName === name));
  if (missing.length > 0) triggersMissing(missing);
  const alarmed = found.filter(({ StateValue }) => StateValue === 'ALARM').map(({ AlarmArn }) => AlarmArn);
  if (alarmed.length > 0) triggersAlarmed(alarmed);
}
