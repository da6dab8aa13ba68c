import type { LoadBalancer, NetworkConfiguration } from '@aws-sdk/client-ecs';
import { invalidParameter } from './errors.ts';
import type { TaskDefinitionRecord } from './records.ts';

/** Refuses load balancers that a task definition has no container or port for. */
export function checkLoadBalancers(
  definition: TaskDefinitionRecord,
  loadBalancers: readonly LoadBalancer[] | undefined,
): void {
  for (const { targetGroupArn, containerName, containerPort } of loadBalancers ?? []) {
    if (!targetGroupArn) invalidParameter('targetGroupArn must be specified.'); // AWS: unverified.
    const container = definition.containerDefinitions.find(({ name }) => name === containerName);
    if (!container) invalidParameter(`The container ${containerName} does not exist in the task definition.`);
    if (!container.portMappings?.some((mapping) => mapping.containerPort === containerPort))
      invalidParameter(
        `The container ${containerName} did not have a container port ${containerPort} defined.`,
      );
  }
}

export function checkNetwork(
  definition: TaskDefinitionRecord,
  network: NetworkConfiguration | undefined,
): void {
  if (definition.networkMode === 'awsvpc' && !network?.awsvpcConfiguration)
    invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
}
