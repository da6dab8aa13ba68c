import type { Tx } from '../../store/store.ts';
import type { GroupState, Known } from './flow/group-state.ts';
import { groups, launchConfigurations, lifecycleHooks, notifications } from './records.ts';

/** What a group's decisions have to know. */
export function prefetchGroup(tx: Tx, state: GroupState): Known {
  const group = groups.get(tx, state, state.name);
  return {
    group,
    configuration:
      group?.LaunchConfigurationName === undefined
        ? undefined
        : launchConfigurations.get(tx, state, group.LaunchConfigurationName),
    notifications: notifications.list(tx, state, { prefix: `${state.name}|` }),
    hooks: lifecycleHooks.list(tx, state, { prefix: `${state.name}|` }),
  };
}
