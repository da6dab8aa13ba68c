import type { Service } from '../../dispatch/service.ts';
import { groupFlow } from './flow/group.ts';
import {
  attachLoadBalancerTargetGroups,
  createAutoScalingGroup,
  deleteAutoScalingGroup,
  describeAutoScalingGroups,
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
  terminateInstanceInAutoScalingGroup,
} from './operations/instances.ts';
import {
  createLaunchConfiguration,
  deleteLaunchConfiguration,
  describeLaunchConfigurations,
} from './operations/launch-configurations.ts';

export const autoscaling: Service = {
  name: 'autoscaling',
  sdk: () => import('@aws-sdk/client-auto-scaling'),
  model: 'autoscaling',
  operations: {
    AttachLoadBalancerTargetGroups: attachLoadBalancerTargetGroups,
    CompleteLifecycleAction: completeLifecycleAction,
    CreateAutoScalingGroup: createAutoScalingGroup,
    CreateLaunchConfiguration: createLaunchConfiguration,
    DeleteAutoScalingGroup: deleteAutoScalingGroup,
    DeleteLaunchConfiguration: deleteLaunchConfiguration,
    DeleteLifecycleHook: deleteLifecycleHook,
    DescribeAutoScalingGroups: describeAutoScalingGroups,
    DescribeAutoScalingInstances: describeAutoScalingInstances,
    DescribeLaunchConfigurations: describeLaunchConfigurations,
    DescribeLifecycleHooks: describeLifecycleHooks,
    DescribeScalingActivities: describeScalingActivities,
    PutLifecycleHook: putLifecycleHook,
    RecordLifecycleActionHeartbeat: recordLifecycleActionHeartbeat,
    SetDesiredCapacity: setDesiredCapacity,
    TerminateInstanceInAutoScalingGroup: terminateInstanceInAutoScalingGroup,
    UpdateAutoScalingGroup: updateAutoScalingGroup,
  },
  unserved: {
    StartInstanceRefresh: 'instances are replaced by CodeDeploy, or one by one',
    ExecutePolicy: 'policies are not served: SetDesiredCapacity is what changes a group',
    PutScalingPolicy: 'policies are not served: SetDesiredCapacity is what changes a group',
  },
  flows: [groupFlow],
};
