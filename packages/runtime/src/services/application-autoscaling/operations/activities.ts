import type * as sdk from '@aws-sdk/client-application-auto-scaling';
import type { Handler } from '../../../dispatch/service.ts';
import type { Activity, TargetState } from '../flow/target-state.ts';
import { paged, type Answer } from '../keys.ts';
import { targetFlowId, targets, type TargetKey } from '../records.ts';

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingActivities.html */
export const describeScalingActivities: Handler<
  sdk.DescribeScalingActivitiesCommandInput,
  Answer<sdk.DescribeScalingActivitiesCommandOutput>
> = (input, call) => {
  const found = targets
    .list(call.tx, call, { prefix: `${input.ServiceNamespace}|` })
    .filter(
      ({ resourceId, dimension }) =>
        (input.ResourceId === undefined || input.ResourceId === resourceId) &&
        (input.ScalableDimension === undefined || input.ScalableDimension === dimension),
    );
  const activities = found
    .flatMap((target) =>
      (call.flows.state<TargetState>(targetFlowId(call, target))?.activities ?? [])
        .filter(({ notScaled }) => !notScaled || input.IncludeNotScaledActivities)
        .map((activity) => activityAnswer(target, activity)),
    )
    .sort((a, b) => b.StartTime!.getTime() - a.StartTime!.getTime());
  const { items, NextToken } = paged(activities, ({ ActivityId }) => ActivityId!, input);
  return { ScalingActivities: [...items], NextToken };
};

const activityAnswer = (key: TargetKey, activity: Activity): sdk.ScalingActivity => ({
  ActivityId: activity.id,
  ServiceNamespace: key.namespace as sdk.ServiceNamespace,
  ResourceId: key.resourceId,
  ScalableDimension: key.dimension as sdk.ScalableDimension,
  Description: activity.description,
  Cause: activity.cause,
  StartTime: new Date(activity.startTime),
  EndTime: activity.endTime === undefined ? undefined : new Date(activity.endTime),
  StatusCode: activity.status,
  StatusMessage: activity.message,
  NotScaledReasons: activity.notScaled && [activity.notScaled],
});
