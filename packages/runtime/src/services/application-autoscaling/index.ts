import type { Service } from '../../dispatch/service.ts';
import { scheduleFlow } from './flow/schedule.ts';
import { targetFlow } from './flow/target.ts';
import { describeScalingActivities } from './operations/activities.ts';
import { actOnAlarm } from './operations/alarms.ts';
import {
  deregisterScalableTarget,
  describeScalableTargets,
  registerScalableTarget,
} from './operations/scalable-targets.ts';
import {
  deleteScalingPolicy,
  describeScalingPolicies,
  putScalingPolicy,
} from './operations/scaling-policies.ts';
import {
  deleteScheduledAction,
  describeScheduledActions,
  putScheduledAction,
  runScheduledAction,
} from './operations/scheduled-actions.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { scalableTarget } from './resources/scalable-target.ts';
import { scalingPolicy } from './resources/scaling-policy.ts';

export const applicationAutoscaling: Service = {
  name: 'application-autoscaling',
  sdk: () => import('@aws-sdk/client-application-auto-scaling'),
  model: 'application-autoscaling',
  operations: {
    DeleteScalingPolicy: deleteScalingPolicy,
    DeleteScheduledAction: deleteScheduledAction,
    DeregisterScalableTarget: deregisterScalableTarget,
    DescribeScalableTargets: describeScalableTargets,
    DescribeScalingActivities: describeScalingActivities,
    DescribeScalingPolicies: describeScalingPolicies,
    DescribeScheduledActions: describeScheduledActions,
    ListTagsForResource: listTagsForResource,
    PutScalingPolicy: putScalingPolicy,
    PutScheduledAction: putScheduledAction,
    RegisterScalableTarget: registerScalableTarget,
    TagResource: tagResource,
    UntagResource: untagResource,
  },
  unserved: { GetPredictiveScalingForecast: 'nothing is predicted' },
  inside: { ActOnAlarm: actOnAlarm, RunScheduledAction: runScheduledAction },
  flows: [scheduleFlow, targetFlow],
  resources: [scalableTarget, scalingPolicy],
};
