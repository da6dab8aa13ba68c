import type {
  CancelExportTaskRequest,
  CreateExportTaskRequest,
  CreateExportTaskResponse,
  DescribeExportTasksRequest,
  DescribeExportTasksResponse,
  ExportTask,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../../../base/aws-error.ts';
import { pageOf } from '../../../base/pagination.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import {
  exportTaskEnded,
  exportTaskNotFound,
  invalidParameter,
  limitExceeded,
  bucketRefused,
} from '../errors.ts';
import { exportTasks, isActive, type ExportTaskRecord } from '../exports.ts';
import { exportFlow, type Export } from '../flow/export.ts';
import { describedMax, groupOf, invalidToken } from './groups.ts';
import { requireStandard } from './log-classes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateExportTask.html */
export const createExportTask: Handler<CreateExportTaskRequest, CreateExportTaskResponse> = (input, call) => {
  const group = groupOf(call, input.logGroupName);
  requireStandard(group, 'Export tasks');
  const { from, to, destination: bucket, taskName } = input;
  // AWS: unverified words.
  if (from! >= to!) invalidParameter('The from time must be before the to time.');
  requireBucket(call, bucket!);
  // AWS: "Each account can only have one active (RUNNING or PENDING) export task at a time".
  if (exportTasks.list(call.tx, call).some(isActive)) limitExceeded();
  const id = call.ids.uuid();
  exportTasks.put(call.tx, call, id, {
    id,
    ...(taskName !== undefined && { name: taskName }),
    group: group.name,
    streamPrefix: input.logStreamNamePrefix ?? '',
    from: from!,
    to: to!,
    bucket: bucket!,
    keyPrefix: input.destinationPrefix ?? 'exportedlogs',
    status: 'PENDING',
    createdAt: call.now,
  });
  const state: Export = { account: call.account, region: call.region, taskId: id };
  call.flows.start(exportFlow.kind, flowId(exportFlow.kind, call, id), state);
  return { taskId: id };
};

function requireBucket(call: Call, bucket: string): void {
  try {
    call.forward('s3', 'GetBucketAcl', { Bucket: bucket });
  } catch (error) {
    if (error instanceof AwsError) bucketRefused('GetBucketAcl');
    throw error;
  }
}

export const cancelExportTask: Handler<CancelExportTaskRequest, object> = (input, call) => {
  const task = exportTasks.get(call.tx, call, input.taskId!) ?? exportTaskNotFound();
  if (!isActive(task)) exportTaskEnded();
  endTask(call, task, { status: 'CANCELLED', message: 'Cancelled by user' });
  return {};
};

export function endTask(call: Call, task: ExportTaskRecord, end: Partial<ExportTaskRecord>): void {
  exportTasks.put(call.tx, call, task.id, { ...task, ...end, completedAt: call.now });
}

export const describeExportTasks: Handler<DescribeExportTasksRequest, DescribeExportTasksResponse> = (
  input,
  call,
) => {
  const found = exportTasks
    .list(call.tx, call)
    .filter(({ id }) => input.taskId === undefined || id === input.taskId)
    .filter(({ status }) => input.statusCode === undefined || status === input.statusCode)
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
  const page = pageOf(found, ({ id }) => id, {
    token: input.nextToken,
    limit: input.limit ?? describedMax,
    invalid: invalidToken,
  });
  return { exportTasks: page.items.map(described), nextToken: page.next };
};

const described = (task: ExportTaskRecord): ExportTask => ({
  taskId: task.id,
  ...(task.name !== undefined && { taskName: task.name }),
  logGroupName: task.group,
  from: task.from,
  to: task.to,
  destination: task.bucket,
  destinationPrefix: task.keyPrefix,
  status: { code: task.status, ...(task.message !== undefined && { message: task.message }) },
  executionInfo: {
    creationTime: task.createdAt,
    ...(task.completedAt !== undefined && { completionTime: task.completedAt }),
  },
});
