import type { Service } from '../../dispatch/service.ts';
import { groupFlow } from './flow/group.ts';
import {
  createAutoScalingGroup,
  deleteAutoScalingGroup,
  describeAutoScalingGroups,
  describeTerminationPolicyTypes,
  setDesiredCapacity,
  updateAutoScalingGroup,
} from './operations/groups.ts';
import {
  attachLoadBalancers,
  describeLoadBalancers,
  detachLoadBalancers,
} from './operations/classic-load-balancers.ts';
import {
  completeLifecycleAction,
  deleteLifecycleHook,
  describeLifecycleHooks,
  describeLifecycleHookTypes,
  putLifecycleHook,
  recordLifecycleActionHeartbeat,
} from './operations/hooks.ts';
import {
  describeAutoScalingInstances,
  describeScalingActivities,
  setInstanceHealth,
  setInstanceProtection,
  terminateInstanceInAutoScalingGroup,
} from './operations/instances.ts';
import {
  createLaunchConfiguration,
  deleteLaunchConfiguration,
  describeLaunchConfigurations,
} from './operations/launch-configurations.ts';
import { attachInstances, detachInstances, enterStandby, exitStandby } from './operations/moves.ts';
import { describeScalingProcessTypes, resumeProcesses, suspendProcesses } from './operations/processes.ts';
import { createOrUpdateTags, deleteTags, describeTags } from './operations/tags.ts';
import { targetGroupOperations } from './operations/target-groups.ts';
import { instanceRefreshOperations } from './operations/instance-refreshes.ts';
import { warmPoolOperations } from './operations/warm-pools.ts';
import { resources } from './resources/index.ts';

import {
  deletePolicy,
  describeAdjustmentTypes,
  describePolicies,
  putScalingPolicy,
} from './operations/policies.ts';
import {
  batchDeleteScheduledAction,
  batchPutScheduledUpdateGroupAction,
  deleteScheduledAction,
  describeScheduledActions,
  putScheduledUpdateGroupAction,
  runScheduledAction,
} from './operations/scheduled-actions.ts';
import { metricsFlow } from './metrics/flow.ts';
import {
  describeMetricCollectionTypes,
  disableMetricsCollection,
  enableMetricsCollection,
  tellGroupMetrics,
} from './operations/metrics.ts';
import {
  deleteNotificationConfiguration,
  describeAutoScalingNotificationTypes,
  describeNotificationConfigurations,
  putNotificationConfiguration,
} from './operations/notifications.ts';
import { scheduleFlow } from './schedule/flow.ts';
import { actOnAlarm, executePolicy } from './operations/scaling.ts';

export const autoscaling: Service = {
  name: 'autoscaling',
  sdk: () => import('@aws-sdk/client-auto-scaling'),
  model: 'autoscaling',
  operations: {
    ...instanceRefreshOperations,
    ...targetGroupOperations,
    ...warmPoolOperations,
    AttachInstances: attachInstances,
    AttachLoadBalancers: attachLoadBalancers,
    BatchDeleteScheduledAction: batchDeleteScheduledAction,
    BatchPutScheduledUpdateGroupAction: batchPutScheduledUpdateGroupAction,
    CompleteLifecycleAction: completeLifecycleAction,
    CreateAutoScalingGroup: createAutoScalingGroup,
    CreateLaunchConfiguration: createLaunchConfiguration,
    CreateOrUpdateTags: createOrUpdateTags,
    DeleteAutoScalingGroup: deleteAutoScalingGroup,
    DeleteLaunchConfiguration: deleteLaunchConfiguration,
    DeleteLifecycleHook: deleteLifecycleHook,
    DeleteNotificationConfiguration: deleteNotificationConfiguration,
    DeletePolicy: deletePolicy,
    DeleteScheduledAction: deleteScheduledAction,
    DeleteTags: deleteTags,
    DescribeAdjustmentTypes: describeAdjustmentTypes,
    DescribeAutoScalingGroups: describeAutoScalingGroups,
    DescribeAutoScalingInstances: describeAutoScalingInstances,
    DescribeAutoScalingNotificationTypes: describeAutoScalingNotificationTypes,
    DescribeLaunchConfigurations: describeLaunchConfigurations,
    DescribeLifecycleHookTypes: describeLifecycleHookTypes,
    DescribeLifecycleHooks: describeLifecycleHooks,
    DescribeLoadBalancers: describeLoadBalancers,
    DescribeMetricCollectionTypes: describeMetricCollectionTypes,
    DescribeNotificationConfigurations: describeNotificationConfigurations,
    DescribePolicies: describePolicies,
    DescribeScalingActivities: describeScalingActivities,
    DescribeScalingProcessTypes: describeScalingProcessTypes,
    DescribeScheduledActions: describeScheduledActions,
    DescribeTags: describeTags,
    DescribeTerminationPolicyTypes: describeTerminationPolicyTypes,
    DetachInstances: detachInstances,
    DetachLoadBalancers: detachLoadBalancers,
    DisableMetricsCollection: disableMetricsCollection,
    EnableMetricsCollection: enableMetricsCollection,
    EnterStandby: enterStandby,
    ExecutePolicy: executePolicy,
    ExitStandby: exitStandby,
    PutLifecycleHook: putLifecycleHook,
    PutNotificationConfiguration: putNotificationConfiguration,
    PutScalingPolicy: putScalingPolicy,
    PutScheduledUpdateGroupAction: putScheduledUpdateGroupAction,
    RecordLifecycleActionHeartbeat: recordLifecycleActionHeartbeat,
    ResumeProcesses: resumeProcesses,
    SetDesiredCapacity: setDesiredCapacity,
    SetInstanceHealth: setInstanceHealth,
    SetInstanceProtection: setInstanceProtection,
    SuspendProcesses: suspendProcesses,
    TerminateInstanceInAutoScalingGroup: terminateInstanceInAutoScalingGroup,
    UpdateAutoScalingGroup: updateAutoScalingGroup,
  },
  inside: {
    ActOnAlarm: actOnAlarm,
    RunScheduledAction: runScheduledAction,
    TellGroupMetrics: tellGroupMetrics,
  },
  flows: [groupFlow, metricsFlow, scheduleFlow],
  resources,
};
