import {
  failed,
  roleCall,
  roleWait,
  type Progress,
  type ServerDeployment,
} from '../../flow/deployment-state.ts';
import { servicePrincipal } from '../../../../base/service-principal.ts';
import { placeOf } from '../../flow/deployment-state.ts';

// AWS: API reference, GreenFleetProvisioningOption: "Use settings from a specified Auto Scaling group to define and
// create instances in a new Auto Scaling group".

type Progressed = Progress<ServerDeployment>;

/** AWS: unverified: how long the instances of a copy may take. */
const launchedWithinMs = 60 * 60_000;

export const isCopying = ({ settings, server }: ServerDeployment): boolean =>
  settings.deploymentStyle.deploymentType === 'BLUE_GREEN' &&
  settings.blueGreenDeploymentConfiguration?.greenFleetProvisioningOption?.action ===
    'COPY_AUTO_SCALING_GROUP' &&
  server.options.targetInstances === undefined;

/** AWS: as the console shows such groups. */
export const copyName = ({ deploymentGroupName, deploymentId }: ServerDeployment): string =>
  `CodeDeploy_${deploymentGroupName}_${deploymentId}`;

const original = ({ settings }: ServerDeployment): string => settings.autoScalingGroups[0] ?? '';

export function beginCopy(deployment: ServerDeployment): Progressed {
  const AutoScalingGroupNames = [original(deployment)];
  const read = roleCall(deployment, 'autoscaling', 'DescribeAutoScalingGroups', { AutoScalingGroupNames });
  return { deployment, effects: { 'copy read': read } };
}

/** The original was read; the copy was made; its instances are in service. */
export function copied(before: ServerDeployment, effect: string, output: any, now: number): Progressed {
  const AutoScalingGroupName = copyName(before);
  if (effect === 'copy read') {
    const [group] = output.AutoScalingGroups;
    if (!group) return { deployment: before, failure: noGroup(before) };
    const create = { ...settingsOf(group), AutoScalingGroupName };
    const effects = { 'copy create': roleCall(before, 'autoscaling', 'CreateAutoScalingGroup', create) };
    const server = { ...before.server, originalTargets: group.TargetGroupARNs as readonly string[] };
    return { deployment: { ...before, server }, effects };
  }
  if (effect === 'copy create') {
    const until =
      "length(AutoScalingGroups[0].Instances[?LifecycleState=='InService'] || `[]`) >= " +
      'AutoScalingGroups[0].DesiredCapacity';
    const input = { AutoScalingGroupNames: [AutoScalingGroupName] };
    const wait = roleWait(before, 'autoscaling', 'DescribeAutoScalingGroups', { input, until });
    return { deployment: { ...before, until: now + launchedWithinMs }, effects: { 'copy wait': wait } };
  }
  const { server } = before;
  const options = { ...server.options, targetInstances: { autoScalingGroups: [AutoScalingGroupName] } };
  return { deployment: { ...before, until: undefined, server: { ...server, options } } };
}

/** What a group is made by, of what it is described as. It has no traffic yet, and no hooks of its own. */
function settingsOf(group: any): object {
  const { LaunchConfigurationName, LaunchTemplate, MixedInstancesPolicy, VPCZoneIdentifier, Tags } = group;
  const said = { LaunchConfigurationName, LaunchTemplate, MixedInstancesPolicy };
  const places = VPCZoneIdentifier ? { VPCZoneIdentifier } : { AvailabilityZones: group.AvailabilityZones };
  return {
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
    ...places,
    MinSize: group.MinSize,
    MaxSize: group.MaxSize,
    DesiredCapacity: group.DesiredCapacity,
    DefaultCooldown: group.DefaultCooldown,
    HealthCheckType: group.HealthCheckType,
    HealthCheckGracePeriod: group.HealthCheckGracePeriod,
    Tags: Tags.map(({ Key, Value, PropagateAtLaunch }: any) => ({ Key, Value, PropagateAtLaunch })),
  };
}

// AWS: unverified sentences.
const noGroup = (deployment: ServerDeployment) =>
  failed('AUTO_SCALING_CONFIGURATION', `The Auto Scaling group ${original(deployment)} does not exist.`);

export const copyLate = (deployment: ServerDeployment) =>
  failed(
    'AUTO_SCALING_CONFIGURATION',
    `The instances of ${copyName(deployment)} were not in service within an hour.`,
  );

/** From now on the copy is the deployment group's, and has the traffic of the original. */
export function takeCopy(deployment: ServerDeployment): Progressed {
  const AutoScalingGroupName = copyName(deployment);
  const { deploymentId, server } = deployment;
  const take = {
    type: 'aws.call',
    service: 'codedeploy',
    operation: 'TakeCopiedGroup',
    input: { deploymentId, autoScalingGroupName: AutoScalingGroupName },
    as: servicePrincipal('codedeploy'),
    scope: placeOf(deployment),
  } as const;
  const TargetGroupARNs = server.originalTargets ?? [];
  const attach = { AutoScalingGroupName, TargetGroupARNs };
  return {
    deployment,
    effects: {
      'retire take': take,
      ...(TargetGroupARNs.length > 0 && {
        'retire attach': roleCall(deployment, 'autoscaling', 'AttachLoadBalancerTargetGroups', attach),
      }),
    },
  };
}

/** The original group goes with its instances. */
export const originalDeleted = (deployment: ServerDeployment) =>
  roleCall(deployment, 'autoscaling', 'DeleteAutoScalingGroup', {
    AutoScalingGroupName: original(deployment),
    ForceDelete: true,
  });
