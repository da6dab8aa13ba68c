import { assert } from '../../../../base/assert.ts';
import { roleCall, roleWait, type EcsDeployment, type Progress } from '../../flow/deployment-state.ts';
import { move, routesOf } from './listeners.ts';
import { seen } from './preparation.ts';

/** AWS: user guide, "Troubleshoot Amazon ECS deployment issues": 60 minutes, and its words. */
const steadyWithinMs = 60 * 60_000;

export const steadyTimeOut = {
  status: 'Failed',
  code: 'TIMEOUT',
  message:
    'The deployment timed out while waiting for the replacement task set to become healthy. ' +
    'This time out period is 60 minutes.',
  event: 'DEPLOYMENT_FAILURE',
} as const;

/**
 * Puts green behind the listener, without traffic, so that its targets are looked after; then makes its task
 * set.
 */
export const beginInstallation = (deployment: EcsDeployment): Progress<EcsDeployment> =>
  move(deployment, 'attach', routesOf(deployment).prod, 0);

export function createTaskSet(deployment: EcsDeployment): Progress<EcsDeployment> {
  const { ecs, appSpec, deploymentId } = deployment;
  assert(appSpec && ecs.greenGroup, 'an AppSpec and a target group are there before a task set is made');
  const { taskDefinition, containerName, containerPort } = appSpec;
  const { platformVersion, networkConfiguration, capacityProviderStrategy } = appSpec;
  const { launchType: _replaced, ...elsewhere } = ecs.placement as { launchType?: string };
  const input = {
    cluster: ecs.cluster,
    service: ecs.service,
    externalId: deploymentId,
    taskDefinition,
    loadBalancers: [{ targetGroupArn: ecs.greenGroup.arn, containerName, containerPort }],
    scale: { unit: 'PERCENT', value: 100 },
    ...(capacityProviderStrategy ? { ...elsewhere, capacityProviderStrategy } : ecs.placement),
    ...(platformVersion !== undefined && { platformVersion }),
    ...(networkConfiguration && { networkConfiguration }),
  };
  return { deployment, effects: { 'create green': roleCall(deployment, 'ecs', 'CreateTaskSet', input) } };
}

/** Waits until the new tasks run and answer their health checks. */
export function awaitSteady(before: EcsDeployment, output: any, now: number): Progress<EcsDeployment> {
  const green = seen(output.taskSet);
  const { cluster, service } = before.ecs;
  const deployment = { ...before, ecs: { ...before.ecs, green }, until: now + steadyWithinMs };
  const asked = {
    input: { cluster, service, taskSets: [green.id] },
    until: "taskSets[0].stabilityStatus == 'STEADY_STATE'",
  };
  return { deployment, effects: { 'steady green': roleWait(deployment, 'ecs', 'DescribeTaskSets', asked) } };
}

export function installed(deployment: EcsDeployment, output: any): Progress<EcsDeployment> {
  const green = seen(output.taskSets[0]);
  return { deployment: { ...deployment, until: undefined, ecs: { ...deployment.ecs, green } }, done: true };
}
