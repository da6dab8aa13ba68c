import type { AutoScalingGroup } from './records.ts';

// AWS: user guide, "Suspend and resume Amazon EC2 Auto Scaling processes".

/** What a group does by itself, and can be told not to do. Nothing here rebalances zones. */
export const processes = [
  'AZRebalance',
  'AddToLoadBalancer',
  'AlarmNotification',
  'HealthCheck',
  'InstanceRefresh',
  'Launch',
  'ReplaceUnhealthy',
  'ScheduledActions',
  'Terminate',
] as const;

export type Process = (typeof processes)[number];

/** A process that somebody has told a group not to do. */
export interface Suspension {
  readonly process: Process;
  readonly since: number;
}

export const isSuspended = (group: AutoScalingGroup | undefined, process: Process): boolean =>
  group?.suspended?.some((each) => each.process === process) ?? false;
