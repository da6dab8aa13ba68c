import type { LoadBalancer, NetworkConfiguration } from '@aws-sdk/client-ecs';
import type { Call } from '../../dispatch/service.ts';
import { invalidParameter, notServedHere } from './errors.ts';
import type { TaskDefinitionRecord } from './records.ts';

interface Groups {
  readonly TargetGroups: readonly {
    readonly TargetGroupArn: string;
    readonly TargetType: string;
    readonly LoadBalancerArns: readonly string[];
  }[];
}

function groupsOf(call: Call, balancers: readonly LoadBalancer[] | undefined): Groups {
  const TargetGroupArns = (balancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
  if (TargetGroupArns.length === 0) return { TargetGroups: [] };
  return call.forward('elasticloadbalancing', 'DescribeTargetGroups', { TargetGroupArns });
}

/** AWS: CreateService answers so where a target group is there and no load balancer forwards to it yet. */
export function checkBehindLoadBalancer(call: Call, balancers: readonly LoadBalancer[] | undefined): void {
  const { TargetGroups } = groupsOf(call, balancers);
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
  for (const { targetGroupArn, loadBalancerName, containerName, containerPort } of loadBalancers ?? []) {
    if (loadBalancerName !== undefined) notServedHere('Classic Load Balancers');
    if (!targetGroupArn) invalidParameter('targetGroupArn must be specified.'); // AWS: unverified.
    const container = definition.containerDefinitions.find(({ name }) => name === containerName);
    if (!container) invalidParameter(`The container ${containerName} does not exist in the task definition.`);
    if (!container.portMappings?.some((mapping) => mapping.containerPort === containerPort))
      invalidParameter(
        `The container ${containerName} did not have a container port ${containerPort} defined.`,
      );
  }
}

/** What AWS says of networks that are not for tasks of such a definition. */
export function checkNetwork(
  { networkMode }: TaskDefinitionRecord,
  network: NetworkConfiguration | undefined,
): void {
  if (networkMode === 'awsvpc' && !network?.awsvpcConfiguration)
    invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  if (networkMode !== 'awsvpc' && network?.awsvpcConfiguration)
    invalidParameter('Network Configuration is not valid for the given networkMode of this task definition.');
}

/** Tasks with a network interface are targets by their addresses, all others by the instances that they run on. */
export function checkTargetTypes(
  call: Call,
  { networkMode = 'bridge' }: TaskDefinitionRecord,
  balancers: readonly LoadBalancer[] | undefined,
): void {
  const { TargetGroups } = groupsOf(call, balancers);
  const fitting = networkMode === 'awsvpc' ? 'ip' : 'instance';
  const other = TargetGroups.find(({ TargetType }) => TargetType !== fitting);
  if (other)
    invalidParameter(
      `The provided target group ${other.TargetGroupArn} has target type ${other.TargetType}, which is incompatible ` +
        `with the ${networkMode} network mode specified in the task definition.`,
    );
  if (fitting === 'instance' && TargetGroups.length > 0)
    notServedHere('container instances, which tasks of other network modes than awsvpc are targets by');
}
