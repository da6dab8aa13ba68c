import type { Service } from '../../dispatch/service.ts';
import { groupFlow } from './flow/group.ts';
import {
  attachLoadBalancerTargetGroups,
  createAutoScalingGroup,
  deleteAutoScalingGroup,
  describeAutoScalingGroups,
  describeLoadBalancerTargetGroups,
  detachLoadBalancerTargetGroups,
  setDesiredCapacity,
  updateAutoScalingGroup,
} from './operations/groups.ts';
import {
  completeLifecycleAction,
  deleteLifecycleHook,
  describeLifecycleHooks,
  putLifecycleHook,
  recordLifecycleActionHeartbeat,
} from './operations/hooks.ts';
import {
  describeAutoScalingInstances,
  describeScalingActivities,
  setInstanceHealth,
  terminateInstanceInAutoScalingGroup,
} from './operations/instances.ts';
import {
  createLaunchConfiguration,
  deleteLaunchConfiguration,
  describeLaunchConfigurations,
} from './operations/launch-configurations.ts';
import { createOrUpdateTags, deleteTags, describeTags } from './operations/tags.ts';
import { resources } from './resources/index.ts';

import {
  deletePolicy,
  describeAdjustmentTypes,
  describePolicies,
  putScalingPolicy,
} from './operations/policies.ts';
import { actOnAlarm, executePolicy } from './operations/scaling.ts';

export const autoscaling: Service = {
  name: 'autoscaling',
  sdk: () => import('@aws-sdk/client-auto-scaling'),
  model: 'autoscaling',
  operations: {
    AttachLoadBalancerTargetGroups: attachLoadBalancerTargetGroups,
    CompleteLifecycleAction: completeLifecycleAction,
    CreateAutoScalingGroup: createAutoScalingGroup,
    CreateLaunchConfiguration: createLaunchConfiguration,
    CreateOrUpdateTags: createOrUpdateTags,
    DeleteAutoScalingGroup: deleteAutoScalingGroup,
    DeleteLaunchConfiguration: deleteLaunchConfiguration,
    DeleteLifecycleHook: deleteLifecycleHook,
    DeletePolicy: deletePolicy,
    DeleteTags: deleteTags,
    DescribeAdjustmentTypes: describeAdjustmentTypes,
    DescribeAutoScalingGroups: describeAutoScalingGroups,
    DescribeAutoScalingInstances: describeAutoScalingInstances,
    DescribeLaunchConfigurations: describeLaunchConfigurations,
    DescribeLifecycleHooks: describeLifecycleHooks,
    DescribeLoadBalancerTargetGroups: describeLoadBalancerTargetGroups,
    DescribePolicies: describePolicies,
    DescribeScalingActivities: describeScalingActivities,
    DescribeTags: describeTags,
    DetachLoadBalancerTargetGroups: detachLoadBalancerTargetGroups,
    ExecutePolicy: executePolicy,
    PutLifecycleHook: putLifecycleHook,
    PutScalingPolicy: putScalingPolicy,
    RecordLifecycleActionHeartbeat: recordLifecycleActionHeartbeat,
    SetDesiredCapacity: setDesiredCapacity,
    SetInstanceHealth: setInstanceHealth,
    TerminateInstanceInAutoScalingGroup: terminateInstanceInAutoScalingGroup,
    UpdateAutoScalingGroup: updateAutoScalingGroup,
  },
  unserved: {
    StartInstanceRefresh: 'instances are replaced by CodeDeploy, or one by one',
  },
  inside: { ActOnAlarm: actOnAlarm },
  flows: [groupFlow],
  resources,
};
