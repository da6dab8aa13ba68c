import { arnOf } from '../../../base/arn.ts';
import type { AwsEvent } from '../../../base/event.ts';
import type { Deployment } from './deployment-state.ts';

const states: Readonly<Record<string, string>> = {
  InProgress: 'START',
  Ready: 'READY',
  Succeeded: 'SUCCESS',
  Failed: 'FAILURE',
  Stopped: 'STOP',
};

/** What EventBridge is told of a decision about a deployment. */
// AWS: CodeDeploy user guide, "Monitoring deployments with Amazon CloudWatch Events", and its example of an event.
export function happenings(before: Deployment, after: Deployment): AwsEvent[] {
  // What another service has deployed is its own to tell.
  if (after.computePlatform === 'Server' && after.server.options.managed) return [];
  const state = states[after.status];
  // What was ready goes on without having started again.
  if (before.status === after.status || state === undefined) return [];
  if (before.status === 'Ready' && state === 'START') return [];
  const { account, region, applicationName, deploymentGroupName, deploymentId } = after;
  const scope = { account, region };
  return [
    {
      ...scope,
      source: 'aws.codedeploy',
      detailType: 'CodeDeploy Deployment State-change Notification',
      resources: [
        arnOf('codedeploy', scope, `application:${applicationName}`),
        arnOf('codedeploy', scope, `deploymentgroup:${applicationName}/${deploymentGroupName}`),
      ],
      detail: {
        instanceGroupId: after.deploymentGroupId,
        region,
        application: applicationName,
        deploymentId,
        state,
        deploymentGroup: deploymentGroupName,
      },
    },
  ];
}
