import type { Vended, VendedDatum } from '../../../base/vended.ts';
import type { Execution, ExecutionStatus } from './execution-state.ts';

const ended: ReadonlySet<ExecutionStatus> = new Set(['Failed', 'Stopped', 'Succeeded']);

/** What CloudWatch is told when an execution has ended: one that is retried ends again, and is counted again. */
// AWS: user guide, "CodePipeline CloudWatch metrics": how long it took, of its pipeline; failures of the account, too.
// Unverified: that what was superseded or cancelled has no duration.
export function measurements(before: Execution | undefined, after: Execution): Vended[] {
  const { status, startTime, lastUpdateTime, scope, declaration } = after;
  if (before?.status === status || !ended.has(status)) return [];
  const ofPipeline = [{ Name: 'PipelineName', Value: declaration.name }];
  const Timestamp = new Date(lastUpdateTime).toISOString();
  const seconds = (lastUpdateTime - startTime) / 1000;
  const duration = { MetricName: 'PipelineDuration', Value: seconds, Unit: 'Seconds', Timestamp } as const;
  const failed = { MetricName: 'FailedPipelineExecutions', Value: 1, Unit: 'Count', Timestamp } as const;
  const data: VendedDatum[] = [
    { ...duration, Dimensions: ofPipeline },
    ...(status === 'Failed' ? [{ ...failed, Dimensions: ofPipeline }, failed] : []),
  ];
  return [{ scope, namespace: 'AWS/CodePipeline', data }];
}
