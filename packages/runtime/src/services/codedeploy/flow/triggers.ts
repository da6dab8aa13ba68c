import type { TriggerEventType } from '@aws-sdk/client-codedeploy';
import { overviewOf } from '../platforms/server/overview.ts';
import { isRollback, roleCall, type Deployment, type Effects } from './deployment-state.ts';

const endings = {
  Succeeded: 'DeploymentSuccess',
  Failed: 'DeploymentFailure',
  Stopped: 'DeploymentStop',
} as const;

export const beginningTrigger = (deployment: Deployment): TriggerEventType =>
  isRollback(deployment) ? 'DeploymentRollback' : 'DeploymentStart';

export const endingTrigger = ({ status }: Deployment): TriggerEventType =>
  endings[status as keyof typeof endings];

/** Tells the topics that want to hear of an event. */
export function triggered(deployment: Deployment, event: TriggerEventType): Effects {
  const wanted = deployment.settings.triggerConfigurations.filter(({ triggerEvents }) =>
    triggerEvents?.includes(event),
  );
  return Object.fromEntries(
    wanted.map(({ triggerName, triggerTargetArn }) => [
      `trigger ${event} ${triggerName}`,
      roleCall(deployment, 'sns', 'Publish', {
        TopicArn: triggerTargetArn,
        Subject: subjectOf(deployment, event),
        Message: JSON.stringify(messageOf(deployment, triggerName!)),
      }),
    ]),
  );
}

// AWS: the subject's wording is unverified.
function subjectOf({ deploymentId, region, status }: Deployment, event: TriggerEventType): string {
  const state = event === 'DeploymentStart' ? 'CREATED' : status.toUpperCase();
  return `${state}: AWS CodeDeploy ${deploymentId} in ${region}`;
}

// AWS: user guide, "JSON data formats for CodeDeploy triggers".
function messageOf(deployment: Deployment, triggerName: string) {
  const { failure, rollbackInfo, completeTime } = deployment;
  return {
    region: deployment.region,
    accountId: deployment.account,
    eventTriggerName: triggerName,
    applicationName: deployment.applicationName,
    deploymentId: deployment.deploymentId,
    deploymentGroupName: deployment.deploymentGroupName,
    createTime: new Date(deployment.createTime).toUTCString(),
    completeTime: completeTime === undefined ? null : new Date(completeTime).toUTCString(),
    ...(deployment.computePlatform === 'Server' &&
      deployment.server.instances && {
        // AWS: as a string, as errorInformation is.
        deploymentOverview: JSON.stringify(overviewOf(deployment.server.instances)),
      }),
    status: deployment.status.toUpperCase(),
    ...(failure && {
      errorInformation: JSON.stringify({ ErrorCode: failure.code, ErrorMessage: failure.message }),
    }),
    ...(rollbackInfo && {
      rollbackInformation: JSON.stringify({
        RollbackDeploymentId: rollbackInfo.rollbackDeploymentId,
        RollbackTriggeringDeploymentId: rollbackInfo.rollbackTriggeringDeploymentId,
        RollbackMessage: rollbackInfo.rollbackMessage,
      }),
    }),
  };
}
