import { arnOf } from '../../../base/arn.ts';
import type { AwsEvent } from '../../../base/event.ts';
import { placeOf } from './deployment-state.ts';
import type { InstanceState } from './instance-state.ts';

const states: Readonly<Record<string, string>> = {
  InProgress: 'START',
  Ready: 'READY',
  Succeeded: 'SUCCESS',
  Failed: 'FAILURE',
};

/** What EventBridge is told of an instance. */
// AWS: CodeDeploy user guide, "Monitoring deployments with Amazon CloudWatch Events".
export function instanceHappenings(before: InstanceState, after: InstanceState): AwsEvent[] {
  if (after.managed) return [];
  const isFirst = before.updatedAt === 0;
  const state = states[after.status];
  if (state === undefined || (before.status === after.status && !isFirst)) return [];
  if (before.status === 'Ready' && state === 'START') return [];
  const { applicationName, deploymentGroupName, deploymentId, instanceArn, instanceId } = after;
  const scope = placeOf(after);
  return [
    {
      ...scope,
      source: 'aws.codedeploy',
      detailType: 'CodeDeploy Instance State-change Notification',
      resources: [
        instanceArn,
        arnOf('codedeploy', scope, `application:${applicationName}`),
        arnOf('codedeploy', scope, `deploymentgroup:${applicationName}/${deploymentGroupName}`),
      ],
      detail: {
        instanceId,
        region: after.region,
        state,
        application: applicationName,
        deploymentId,
        instanceGroupId: after.deploymentGroupId,
        deploymentGroup: deploymentGroupName,
      },
    },
  ];
}
