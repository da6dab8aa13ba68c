import type { TriggerEventType } from '@aws-sdk/client-codedeploy';
import { placeOf } from './deployment-state.ts';
import type { InstanceEffects, InstanceState } from './instance-state.ts';

/** Tells the topics that want to hear of an event of an instance. */
export function instanceTriggered(state: InstanceState, event: TriggerEventType): InstanceEffects {
  const wanted = state.triggers.filter(({ triggerEvents }) => triggerEvents?.includes(event));
  return Object.fromEntries(
    wanted.map(({ triggerName, triggerTargetArn }) => [
      `trigger ${event} ${triggerName}`,
      {
        type: 'aws.call',
        service: 'sns',
        operation: 'Publish',
        input: {
          TopicArn: triggerTargetArn,
          // AWS: the subject's wording is unverified.
          Subject: `${state.status.toUpperCase()}: AWS CodeDeploy ${state.deploymentId} in ${state.region}`,
          Message: JSON.stringify(messageOf(state, triggerName!)),
        },
        as: state.serviceRoleArn,
        scope: placeOf(state),
      },
    ]),
  );
}

const seconds = (time: number): string => String(time / 1000);

// AWS: user guide, "JSON data formats for CodeDeploy triggers": instance-based.
const messageOf = (state: InstanceState, eventTriggerName: string) => ({
  region: state.region,
  accountId: state.account,
  eventTriggerName,
  deploymentId: state.deploymentId,
  instanceId: state.instanceArn,
  lastUpdatedAt: seconds(state.updatedAt),
  instanceStatus: state.status,
  lifecycleEvents: state.events.map(({ name, status, startTime, endTime }) => ({
    LifecycleEvent: name,
    LifecycleEventStatus: status,
    ...(startTime !== undefined && { StartTime: seconds(startTime) }),
    ...(endTime !== undefined && { EndTime: seconds(endTime) }),
  })),
});
