import type { AwsEvent } from '../../../base/event.ts';
import type { Execution } from './execution-state.ts';
import { redriveTold, unredrivable } from './redriving.ts';

interface Told {
  readonly isNew: boolean;
  readonly now: number;
}

/** What EventBridge is told: that an execution has begun, and how it ended. AWS: standard workflows only. */
// AWS: developer guide, "Automating Step Functions event delivery with EventBridge".
export function happenings(before: Execution, after: Execution, told: Told): AwsEvent[] {
  const { isNew, now } = told;
  if (after.type !== 'STANDARD') return [];
  const ended = before.status === 'RUNNING' && after.status !== 'RUNNING';
  return [
    ...(isNew ? [eventOf({ ...before, status: 'RUNNING' }, now)] : []),
    ...(ended ? [eventOf(after, now)] : []),
  ];
}

function eventOf(execution: Execution, now: number): AwsEvent {
  const { scope, arn, machineArn, name, status, startDate, stopDate, input, output, error, cause } =
    execution;
  const redrive = redriveTold(execution, unredrivable(execution, now));
  return {
    ...scope,
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [arn],
    detail: {
      executionArn: arn,
      stateMachineArn: machineArn,
      name,
      status,
      startDate,
      stopDate: stopDate ?? null,
      input: JSON.stringify(input),
      output: output === undefined ? null : JSON.stringify(output),
      inputDetails: { included: true },
      outputDetails: output === undefined ? null : { included: true },
      error: error ?? null,
      cause: cause ?? null,
      ...redrive,
      redriveDate: redrive.redriveDate ?? null,
      redriveStatusReason: redrive.redriveStatusReason ?? null,
    },
  };
}
