import type { ExportTaskStatusCode } from '@aws-sdk/client-cloudwatch-logs';
import { collection } from '../../store/collection.ts';

/** Log events on their way to a bucket. */
export interface ExportTaskRecord {
  readonly id: string;
  readonly name?: string;
  readonly group: string;
  readonly streamPrefix: string;
  /** Epoch milliseconds: inclusive, exclusive. */
  readonly from: number;
  readonly to: number;
  readonly bucket: string;
  readonly keyPrefix: string;
  readonly status: ExportTaskStatusCode;
  readonly message?: string;
  readonly createdAt: number;
  readonly completedAt?: number;
}

/** By id. */
export const exportTasks = collection<ExportTaskRecord>('logs.export-tasks');

export const isActive = ({ status }: ExportTaskRecord): boolean =>
  status === 'PENDING' || status === 'RUNNING';
