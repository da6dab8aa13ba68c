import {
  failed,
  permissionMissing,
  roleCall,
  type DeploymentFact,
  type Failure,
  type Phase,
  type Progress,
  type Refused,
  type ServerDeployment,
} from '../../flow/deployment-state.ts';
import type { Platform } from '../index.ts';
import { beginCopy, copied, copyLate, isCopying } from './copying.ts';
import { isHopeless } from './fleet.ts';
import { isBlueGreen, isReturn } from './lifecycle.ts';
import { advance, markZone, withInstance } from './rolling.ts';
import type { ServerInstance } from './progress.ts';
import { beginRetirement, beginRetreat, goOnRetreating, wentBack } from './leaving.ts';

type Progressed = Progress<ServerDeployment>;

/** In-place, all but the first two are over at once. */
const phases: readonly Phase[] = [
  'prepare',
  'instances',
  'ready',
  'reroute',
  'block',
  'termination',
  'retire',
];

/** Servers are deployed to by their agents, so many at a time that enough of them stay healthy. */
export const serverPlatform: Platform<ServerDeployment> = {
  phases,
  phasesBack: (deployment) => (isReturn(deployment) ? ['reroute', 'block'] : undefined),
  begin,
  outcome,
  wake: (deployment, now) =>
    deployment.phase === 'prepare'
      ? { deployment, failure: copyLate(deployment) }
      : advance(markZone(deployment), now),
  refusal,
  readAppSpec: () => ({ hooks: {} }),
  // Where nobody was replaced, there is nobody to go back to.
  canGoBack: ({ server: { instances = [] } }) => instances.some(({ label }) => label !== 'Green'),
  rollsBackLast: true,
};

function begin(deployment: ServerDeployment, phase: Phase, now: number): Progressed {
  switch (phase) {
    case 'prepare':
      return isCopying(deployment) ? beginCopy(deployment) : beginSearch(deployment);
    case 'instances':
    case 'reroute':
    case 'block':
      return advance(deployment, now);
    case 'retire':
      return beginRetirement(deployment);
    case 'retreat':
      return beginRetreat(deployment);
    default:
      return { deployment, done: true };
  }
}

function beginSearch(deployment: ServerDeployment): Progressed {
  const { deploymentId, settings, server } = deployment;
  const { deploymentOption } = settings.deploymentStyle;
  const search = { deploymentId, settings, options: server.options };
  const find = roleCall(deployment, 'codedeploy', 'FindInstances', search);
  const Names = (settings.loadBalancerInfo?.targetGroupInfoList ?? []).map(({ name }) => name);
  if (deploymentOption !== 'WITH_TRAFFIC_CONTROL') return { deployment, effects: { 'find instances': find } };
  const read = roleCall(deployment, 'elasticloadbalancing', 'DescribeTargetGroups', { Names });
  return { deployment, effects: { 'find instances': find, 'read groups': read } };
}

function outcome(deployment: ServerDeployment, effect: string, output: any, now: number): Progressed {
  const [verb] = effect.split(' ');
  const { server } = deployment;
  switch (verb) {
    case 'copy': {
      const progress = copied(deployment, effect, output, now);
      return effect === 'copy wait' ? beginSearch(progress.deployment) : progress;
    }
    case 'find':
      return found({ ...deployment, server: { ...server, instances: output.instances } });
    case 'read': {
      const targetGroups = output.TargetGroups.map((group: any) => group.TargetGroupArn);
      return found({ ...deployment, server: { ...server, targetGroups } });
    }
    case 'back':
      return wentBack(deployment, effect);
    case 'retire':
      return { deployment, done: !deployment.underWay.some((name) => name.startsWith('retire ')) };
    default:
      return { deployment };
  }
}

/** What was looked for is there: whether there is enough of it. */
function found(deployment: ServerDeployment): Progressed {
  const { instances, targetGroups } = deployment.server;
  const awaitsGroups =
    targetGroups === undefined &&
    deployment.settings.deploymentStyle.deploymentOption === 'WITH_TRAFFIC_CONTROL';
  if (!instances || awaitsGroups) return { deployment };
  const wanted = isBlueGreen(deployment) ? instances.filter(({ label }) => label === 'Green') : instances;
  if (wanted.length === 0) return nothingFound(deployment);
  if (!deployment.server.options.managed && isHopeless(wanted, deployment.server))
    return { deployment, failure: hopeless };
  return { deployment, done: true };
}

function nothingFound(deployment: ServerDeployment): Progressed {
  const { options } = deployment.server;
  // AWS: unverified: there was nothing to do, and it is done.
  if (options.updateOutdatedInstancesOnly) return { deployment, done: true };
  return { deployment, failure: noInstances };
}

// AWS: user guide, "Error codes for AWS CodeDeploy"; the sentences as GetDeployment answers them.
const noInstances = failed(
  'NO_INSTANCES',
  'The deployment failed because no instances were found for your deployment group. Check your deployment ' +
    'group settings to make sure the tags for your Amazon EC2 instances or Auto Scaling groups correctly ' +
    'identify the instances you want to deploy to, and then try again.',
);
const hopeless = failed(
  'HEALTH_CONSTRAINTS_INVALID',
  'The deployment cannot start because the minimum number of healthy instances, as defined by the deployment ' +
    'configuration, are not available. You can reduce the required number of healthy instances by updating ' +
    'the deployment configuration or increase the number of instances in this deployment group.',
);

export type LegEnded = Extract<DeploymentFact, { type: 'LegEnded' }>;

/** A server has come as far as it was asked to. */
export function legOver(before: ServerDeployment, { instanceId, status }: LegEnded, now: number): Progressed {
  const isFinal = status !== 'Succeeded' || isLast(before, instanceId);
  const deployment = withInstance(before, instanceId, {
    leg: status,
    status: isFinal ? status : 'Ready',
  });
  if (deployment.phase !== 'retreat') return advance(deployment, now);
  return goOnRetreating(deployment);
}

/** Whether the part of its way that a server has ended is the last one. */
function isLast({ phase, server }: ServerDeployment, instanceId: string): boolean {
  const { label } = server.instances!.find(({ id }) => id === instanceId) as ServerInstance;
  return label !== 'Green' || phase !== 'instances';
}

/** AWS's codes; the sentences are AWS: unverified. */
function refusal(deployment: ServerDeployment, effect: string, { code, reason }: Refused): Failure {
  if (effect.startsWith('copy ')) {
    const isDenied = code.startsWith('AccessDenied');
    const message = isDenied ? permissionMissing(deployment, 'AmazonAutoScaling') : reason;
    return failed(isDenied ? 'AUTO_SCALING_IAM_ROLE_PERMISSIONS' : 'AUTO_SCALING_CONFIGURATION', message);
  }
  const balancing = effect === 'read groups';
  if (code.startsWith('AccessDenied')) {
    const service = balancing ? 'ElasticLoadBalancing' : 'AmazonEC2';
    return failed('IAM_ROLE_PERMISSIONS', permissionMissing(deployment, service));
  }
  if (!balancing) return failed('INTERNAL_ERROR', reason);
  const message = `The ELB could not be updated due to the following error: ${reason}`;
  return failed('ELASTIC_LOAD_BALANCING_INVALID', message);
}
