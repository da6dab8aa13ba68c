import { arnOf } from '../../../base/arn.ts';
import type { Scope } from '../../../base/scope.ts';
import { readZone, type Expression } from '../../../base/schedule-expression.ts';
import { readUnixCron } from '../../../base/unix-cron.ts';
import { flowId } from '../../../dispatch/service.ts';
import { collection } from '../../../store/collection.ts';
import type { Tx } from '../../../store/store.ts';

/** What a group's size becomes when a time comes, once or again and again. Times are house time, in milliseconds. */
export interface ScheduledAction {
  readonly groupName: string;
  readonly name: string;
  readonly arn: string;
  readonly startAt?: number | undefined;
  readonly endAt?: number | undefined;
  readonly recurrence?: string | undefined;
  readonly timezone?: string | undefined;
  readonly minSize?: number | undefined;
  readonly maxSize?: number | undefined;
  readonly desiredCapacity?: number | undefined;
}

/** By `<group>|<action>`. */
export const scheduledActions = collection<ScheduledAction>('autoscaling.scheduledActions');

export const actionKey = (group: string, name: string): string => `${group}|${name}`;

export const actionsOf = (tx: Tx, scope: Scope, group: string): ScheduledAction[] =>
  scheduledActions.list(tx, scope, { prefix: actionKey(group, '') });

export const actionArn = (scope: Scope, uuid: string, group: string, name: string): string =>
  arnOf(
    'autoscaling',
    scope,
    `scheduledUpdateGroupAction:${uuid}:autoScalingGroupName/${group}:scheduledActionName/${name}`,
  );

export const scheduleFlowKind = 'autoscaling.schedule';

export const scheduleFlowId = (scope: Scope, { groupName, name }: ScheduledAction): string =>
  flowId(scheduleFlowKind, scope, actionKey(groupName, name));

/** Undefined where it means nothing. */
export function recurrenceOf(recurrence: string, timezone: string | undefined): Expression | undefined {
  const zone = readZone(timezone);
  return zone && readUnixCron(recurrence, zone);
}

/** The first time after this one; undefined where there is none. */
export function nextTime(
  { startAt, endAt, recurrence, timezone }: ScheduledAction,
  after: number,
): number | undefined {
  if (recurrence === undefined) return startAt! > after ? startAt : undefined;
  const from = startAt === undefined ? after : Math.max(after, startAt - 1);
  const next = recurrenceOf(recurrence, timezone)!.next(from, from);
  return next !== undefined && endAt !== undefined && next > endAt ? undefined : next;
}
