import type * as sdk from '@aws-sdk/client-cloudformation';
import { isActive, type DriftDetails, type OperationRecord, type ResultRecord } from './records.ts';

/** What a detection of drift has found so far. */
export function driftOf(operation: OperationRecord, results: readonly ResultRecord[]): DriftDetails {
  const count = (wanted: (result: ResultRecord) => boolean): number => results.filter(wanted).length;
  const drifted = count(({ drift }) => drift === 'DRIFTED');
  const inSync = count(({ drift }) => drift === 'IN_SYNC');
  const failed = count(({ status }) => status === 'FAILED');
  return {
    status: drifted > 0 ? 'DRIFTED' : inSync > 0 || results.length === 0 ? 'IN_SYNC' : 'NOT_CHECKED',
    detection: detectionOf(operation, failed),
    at: operation.endedAt ?? operation.createdAt,
    total: results.length,
    drifted,
    inSync,
    inProgress: count(({ status }) => status === 'PENDING' || status === 'RUNNING'),
    failed,
  };
}

/** AWS: API reference, StackSetDriftDetectionDetails, DriftDetectionStatus. */
function detectionOf(operation: OperationRecord, failed: number): sdk.StackSetDriftDetectionStatus {
  if (isActive(operation)) return 'IN_PROGRESS';
  if (operation.status === 'SUCCEEDED') return failed > 0 ? 'PARTIAL_SUCCESS' : 'COMPLETED';
  return operation.status === 'STOPPED' ? 'STOPPED' : 'FAILED';
}

export const driftAnswer = (drift: DriftDetails): sdk.StackSetDriftDetectionDetails => ({
  DriftStatus: drift.status,
  DriftDetectionStatus: drift.detection,
  LastDriftCheckTimestamp: new Date(drift.at),
  TotalStackInstancesCount: drift.total,
  DriftedStackInstancesCount: drift.drifted,
  InSyncStackInstancesCount: drift.inSync,
  InProgressStackInstancesCount: drift.inProgress,
  FailedStackInstancesCount: drift.failed,
});
