import { vend, type VendedDatum } from '../../../dispatch/vending.ts';
import type { NewFlow } from '../../../engine/flow.ts';
import type { Execution } from './execution-state.ts';

/** AWS: developer guide, "Monitoring Step Functions metrics": the metric of each end. */
const ends: Readonly<Record<string, string>> = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  ABORTED: 'ExecutionsAborted',
  TIMED_OUT: 'ExecutionsTimedOut',
};

/** What CloudWatch is told of a decision: that an execution has begun, and how it ended. */
export function measurements(before: Execution, after: Execution, isNew: boolean): NewFlow[] {
  const { startDate, stopDate = startDate } = after;
  const ended = before.status === 'RUNNING' && after.status !== 'RUNNING';
  const end = ends[after.status];
  return [
    ...(isNew ? [vended(after, 'begun', [datum('ExecutionsStarted', 1, 'Count', startDate)])] : []),
    ...(ended && end !== undefined
      ? [
          vended(after, `over|${stopDate}`, [
            datum(end, 1, 'Count', stopDate),
            datum('ExecutionTime', stopDate - startDate, 'Milliseconds', stopDate),
          ]),
        ]
      : []),
  ];
}

type Measured = Omit<VendedDatum, 'Dimensions'>;

const datum = (MetricName: string, Value: number, Unit: VendedDatum['Unit'], at: number): Measured => ({
  MetricName,
  Value,
  Unit,
  Timestamp: new Date(at).toISOString(),
});

function vended({ scope, arn, machineArn }: Execution, what: string, measured: readonly Measured[]): NewFlow {
  const Dimensions = [{ Name: 'StateMachineArn', Value: machineArn }];
  const data = measured.map((each) => ({ ...each, Dimensions }));
  return vend('states', `${arn}|${what}`, { scope, namespace: 'AWS/States', data });
}
