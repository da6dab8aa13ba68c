import type { AwsEvent } from '../../../base/event.ts';
import type { Execution } from './execution-state.ts';

/** What EventBridge is told: that an execution has begun, and how it ended. AWS: standard workflows only. */
// AWS: developer guide, "Automating Step Functions event delivery with EventBridge".
export function happenings(before: Execution, after: Execution, isNew: boolean): AwsEvent[] {
  if (after.type !== 'STANDARD') return [];
  const ended = before.status === 'RUNNING' && after.status !== 'RUNNING';
  return [...(isNew ? [eventOf({ ...before, status: 'RUNNING' })] : []), ...(ended ? [eventOf(after)] : [])];
}

function eventOf(execution: Execution): AwsEvent {
  const { scope, arn, machineArn, name, status, startDate, stopDate, input, output, error, cause } =
    execution;
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
    },
  };
}
