import type { Vended, VendedDatum } from '../../../base/vended.ts';
import type { Execution } from './execution-state.ts';

/** AWS: developer guide, "Monitoring Step Functions metrics": the metric of each end. */
const ends: Readonly<Record<string, string>> = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  ABORTED: 'ExecutionsAborted',
  TIMED_OUT: 'ExecutionsTimedOut',
};

/**
 * What CloudWatch is told of a decision: that an execution has begun, or has been redriven, and how it ended. AWS: the
 * same page: the end of one that was redriven counts as both.
 */
export function measurements(before: Execution, after: Execution, isNew: boolean): Vended[] {
  const { startDate, stopDate = startDate, redrives } = after;
  const ended = before.status === 'RUNNING' && after.status !== 'RUNNING';
  const end = ends[after.status];
  return [
    ...(isNew ? [begun(after)] : []),
    ...(ended && end !== undefined
      ? [
          vended(after, [
            datum(end, 1, 'Count', stopDate),
            ...(redrives ? [datum(`Redriven${end}`, 1, 'Count', stopDate)] : []),
            datum('ExecutionTime', stopDate - startDate, 'Milliseconds', stopDate),
          ]),
        ]
      : []),
  ];
}

function begun(execution: Execution): Vended {
  const { startDate, redrives } = execution;
  if (!redrives) return vended(execution, [datum('ExecutionsStarted', 1, 'Count', startDate)]);
  return vended(execution, [datum('ExecutionsRedriven', 1, 'Count', redrives.date)]);
}

type Measured = Omit<VendedDatum, 'Dimensions'>;

const datum = (MetricName: string, Value: number, Unit: VendedDatum['Unit'], at: number): Measured => ({
  MetricName,
  Value,
  Unit,
  Timestamp: new Date(at).toISOString(),
});

function vended({ scope, machineArn }: Execution, measured: readonly Measured[]): Vended {
  const Dimensions = [{ Name: 'StateMachineArn', Value: machineArn }];
  const data = measured.map((each) => ({ ...each, Dimensions }));
  return { scope, namespace: 'AWS/States', data };
}
