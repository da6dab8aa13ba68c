import { isCounted, type GroupState, type Known } from './group-state.ts';

// Why instances come and go. AWS: causes of activities in its user guide, and in public.

const at = (now: number): string => `At ${new Date(now).toISOString().slice(0, 19)}Z`;

/** What has changed the desired capacity to what it is now, if a policy did. */
const changeOf = ({ group }: Known): string =>
  group?.changedBy?.desired === group?.desiredCapacity
    ? `${group?.changedBy?.cause ?? ''}  `.trimStart()
    : '';

export const launchCause = (known: Known, now: number): string =>
  `${changeOf(known)}${at(now)} an instance was started in response to a difference between desired and actual ` +
  `capacity, increasing the capacity to ${known.group!.desiredCapacity}.`;

export function shrinkCause({ members }: GroupState, known: Known, instanceId: string, now: number): string {
  const alive = members.filter(isCounted).length;
  return (
    `${changeOf(known)}${at(now)} an instance was taken out of service in response to a difference between desired ` +
    `and actual capacity, shrinking the capacity from ${alive} to ${alive - 1}.  ` +
    `${at(now)} instance ${instanceId} was selected for termination.`
  );
}

const outOfService = (now: number, response: string): string =>
  `${at(now)} an instance was taken out of service in response to ${response}.`;

export const goneCause = (now: number): string =>
  outOfService(now, 'an EC2 health check indicating it has been terminated or stopped');

export const unhealthyCause = (now: number): string =>
  outOfService(now, 'an ELB system health check failure');

export const toldUnhealthyCause = (now: number): string => outOfService(now, 'a user health-check');

/** AWS: unverified, as the next one. */
export const poolCause = (now: number): string =>
  `${at(now)} an instance was started or ended in response to a difference between desired and actual capacity of ` +
  'the warm pool.';

export const wakingCause = (known: Known, now: number): string =>
  `${launchCause(known, now)}  ${at(now)} an instance was moved from the warm pool into the Auto Scaling group.`;

export const refreshCause = (now: number): string => outOfService(now, 'an instance refresh');

export const askedCause = (now: number, instanceId: string): string =>
  `${at(now)} instance ${instanceId} was taken out of service in response to a user request.`;

/** AWS: unverified. */
export const outlivedCause = (now: number): string =>
  outOfService(now, 'having reached its maximum instance lifetime');

/** AWS: unverified. */
export const abandonedCause = (now: number): string =>
  outOfService(now, 'a lifecycle action that was abandoned');
