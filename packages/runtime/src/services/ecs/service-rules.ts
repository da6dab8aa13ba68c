import type { LoadBalancer, NetworkConfiguration } from '@aws-sdk/client-ecs';
import type { Call } from '../../dispatch/service.ts';
import { invalidParameter } from './errors.ts';
import type { TaskDefinitionRecord } from './records.ts';

interface Groups {
  readonly TargetGroups: readonly {
    readonly TargetGroupArn: string;
    readonly LoadBalancerArns: readonly string[];
  }[];
}

/** AWS: CreateService answers so where a target group is there and no load balancer forwards to it yet. */
export function checkBehindLoadBalancer(call: Call, balancers: readonly LoadBalancer[] | undefined): void {
  const TargetGroupArns = (balancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
  if (TargetGroupArns.length === 0) return;
  const asked = { TargetGroupArns };
  const { TargetGroups } = call.forward<Groups>('elasticloadbalancing', 'DescribeTargetGroups', asked);
  const bare = TargetGroups.find(({ LoadBalancerArns }) => LoadBalancerArns.length === 0);
  if (bare)
    invalidParameter(
      `The target group with targetGroupArn ${bare.TargetGroupArn} does not have an associated load balancer.`,
    );
}

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
