import type { AwsEvent } from '../../../base/event.ts';
import { windowArn } from '../windows/kept.ts';
import type { WindowExecution } from './window-execution-state.ts';

const isoOf = (time: number | undefined): string => (time === undefined ? '' : new Date(time).toISOString());

/** AWS: user guide, "Amazon EventBridge event examples for Systems Manager": Maintenance Windows. */
export function windowHappenings(before: WindowExecution, after: WindowExecution): AwsEvent[] {
  const { account, region, windowId, executionId } = after;
  const scope = { account, region };
  const told = (detailType: string, detail: object): AwsEvent => ({
    ...scope,
    source: 'aws.ssm',
    detailType,
    resources: [windowArn(scope, windowId)],
    detail: { 'window-id': windowId, 'window-execution-id': executionId, ...detail },
  });
  const tasks = after.tasks
    .filter(({ status }, index) => status !== before.tasks[index]!.status)
    .map(({ id, status, startedAt, endedAt }) =>
      told('Maintenance Window Task Execution State-change Notification', {
        'task-execution-id': id,
        'start-time': isoOf(startedAt),
        'end-time': isoOf(endedAt),
        status,
      }),
    );
  if (before.status === after.status) return tasks;
  const detail = {
    'start-time': isoOf(after.startedAt),
    'end-time': isoOf(after.endedAt),
    status: after.status,
  };
  return [...tasks, told('Maintenance Window Execution State-change Notification', detail)];
}
