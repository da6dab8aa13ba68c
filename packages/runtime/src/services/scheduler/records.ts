import type { Target as TargetGiven } from '@aws-sdk/client-scheduler';
import { arnOf } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { groupNotFound, scheduleNotFound } from './errors.ts';

export type Target = TargetGiven & { readonly Arn: string; readonly RoleArn: string };

export interface Schedule {
  readonly group: string;
  readonly name: string;
  readonly expression: string;
  readonly timezone?: string | undefined;
  /** Epoch milliseconds. */
  readonly startAt?: number | undefined;
  readonly endAt?: number | undefined;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly description?: string | undefined;
  /** 0: on time. */
  readonly windowMinutes: number;
  readonly target: Target;
  /** Whether it goes when it has come due for the last time. */
  readonly deletesItself: boolean;
  readonly kmsKeyArn?: string | undefined;
  readonly clientToken?: string | undefined;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface ScheduleGroup {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** By `<group>|<name>`. */
export const schedules = collection<Schedule>('scheduler.schedules');
/** By name; `default` is there without a record. */
export const groups = collection<ScheduleGroup>('scheduler.groups');

export const defaultGroup = 'default';

export const scheduleKey = (group: string, name: string): string => `${group}|${name}`;

export const scheduleArn = (scope: Scope, { group, name }: Pick<Schedule, 'group' | 'name'>): string =>
  arnOf('scheduler', scope, `schedule/${group}/${name}`);

export const groupArn = (scope: Scope, name: string): string =>
  arnOf('scheduler', scope, `schedule-group/${name}`);

/** AWS: every account has the group `default` from the beginning. */
export function groupOf(tx: Tx, scope: Scope, name: string): ScheduleGroup | undefined {
  const known = groups.get(tx, scope, name);
  if (known || name !== defaultGroup) return known;
  return { name, tags: {}, createdAt: 0, modifiedAt: 0 };
}

export const findGroup = (call: Call, name: string): ScheduleGroup =>
  groupOf(call.tx, call, name) ?? groupNotFound(name);

export const findSchedule = (call: Call, name: string, group = defaultGroup): Schedule =>
  schedules.get(call.tx, call, scheduleKey(group, name)) ?? scheduleNotFound(name);
