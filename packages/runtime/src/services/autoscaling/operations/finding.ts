import type { Call } from '../../../dispatch/service.ts';
import { groupNotFound } from '../errors.ts';
import type { GroupState } from '../flow/group-state.ts';
import { groupFlowId, groups, type AutoScalingGroup } from '../records.ts';

export const findGroup = (call: Call, name: string): AutoScalingGroup =>
  groups.get(call.tx, call, name) ?? groupNotFound(name);

export const stateOf = (call: Call, { name }: Pick<AutoScalingGroup, 'name'>): GroupState | undefined =>
  call.flows.state<GroupState>(groupFlowId(call, name));
