import type { ResourceType } from '../../../dispatch/resource.ts';
import { autoScalingGroup } from './auto-scaling-group.ts';
import { launchConfiguration } from './launch-configuration.ts';
import { lifecycleHook } from './lifecycle-hook.ts';
import { scalingPolicy } from './scaling-policy.ts';
import { scheduledAction } from './scheduled-action.ts';
import { warmPool } from './warm-pool.ts';

export const resources: readonly ResourceType[] = [
  autoScalingGroup,
  launchConfiguration,
  lifecycleHook,
  scalingPolicy,
  scheduledAction,
  warmPool,
];
