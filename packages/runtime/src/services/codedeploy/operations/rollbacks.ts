import { alphabets, derivedWord } from '../../../base/ids.ts';
import type { Handler } from '../../../dispatch/service.ts';
import type { Deployment } from '../flow/deployment-state.ts';
import { beginning } from '../platforms/ecs/progress.ts';
import { deploymentsOf, findDeployment } from './deployment-list.ts';
import { ecsEvents, startDeployment } from './deployments.ts';

/** AWS: what a rollback of an ECS deployment is deployed by, whatever its group says. */
const rollbackConfigName = 'CodeDeployDefault.ECSAllAtOnce';

/**
 * The house's own, told by a deployment that failed: makes the deployment that brings the last good revision
 * back.
 */
export const createRollbackDeployment: Handler<
  { readonly deploymentId: string },
  { readonly deploymentId: string }
> = (input, call) => {
  const triggering = findDeployment(call, input.deploymentId);
  const { applicationName, deploymentGroupName, settings, ecs } = triggering;
  const earlier = deploymentsOf(call, applicationName, deploymentGroupName);
  const good = earlier.find(({ status }) => status === 'Succeeded');
  const deploymentId = startDeployment(
    call,
    { applicationName, name: deploymentGroupName },
    {
      settings,
      deploymentConfigName: rollbackConfigName,
      routing: { type: 'AllAtOnce' },
      revision: good?.revision ?? originalRevision(triggering),
      previousRevision: triggering.revision,
      creator: 'codeDeployRollback',
      description: undefined,
      rollbackInfo: { rollbackTriggeringDeploymentId: triggering.deploymentId },
      // AWS: which events a rollback shows is unverified; traffic is all it is about.
      events: ecsEvents.map((name) => ({ name, status: name === 'AllowTraffic' ? 'Pending' : 'Skipped' })),
      ecs: { ...beginning(ecs.cluster, ecs.service), ...inForce(triggering) },
    },
    `d-${derivedWord(9, alphabets.upper, 'rollback', triggering.deploymentId)}`,
  );
  return { deploymentId };
};

function inForce({ ecs }: Deployment) {
  const { blue, green, blueGroup, greenGroup } = ecs;
  return { blue, green, blueGroup, greenGroup };
}

/** What ran before CodeDeploy's first success: the service as it was made. */
function originalRevision({ ecs, appSpec }: Deployment): Deployment['revision'] {
  const { containerName, containerPort } = appSpec!;
  const Properties = {
    TaskDefinition: ecs.blue!.taskDefinition,
    LoadBalancerInfo: { ContainerName: containerName, ContainerPort: containerPort },
  };
  const TargetService = { Type: 'AWS::ECS::Service', Properties };
  const content = JSON.stringify({ version: 0, Resources: [{ TargetService }] });
  return { revisionType: 'AppSpecContent', appSpecContent: { content } };
}
