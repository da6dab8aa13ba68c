import type { Call } from '../../../dispatch/service.ts';
import { invalid } from '../errors.ts';
import { groupFlowId, groups, type AutoScalingGroup } from '../records.ts';

/** The group itself, if its sizes go together. */
export function sized(group: AutoScalingGroup): AutoScalingGroup {
  const { minSize, maxSize, desiredCapacity } = group;
  if (minSize < 0 || maxSize < minSize) invalid('Min bound, 0, must be less than or equal to max bound.');
  if (desiredCapacity < minSize || desiredCapacity > maxSize)
    invalid(
      `Desired capacity:${desiredCapacity} must be between the specified min size:${minSize} and max size:${maxSize}`,
    );
  return group;
}

/** Keeps what a group is to be, and tells its flow. */
export function changeGroup(call: Call, group: AutoScalingGroup): void {
  groups.put(call.tx, call, group.name, group);
  call.flows.tell(groupFlowId(call, group.name), { type: 'GroupChanged' });
}
