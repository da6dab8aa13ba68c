import {
  isRollback,
  roleCall,
  roleWait,
  type Progress,
  type ServerDeployment,
} from '../../flow/deployment-state.ts';
import { copyName, originalDeleted, takeCopy } from './copying.ts';
import { isBlueGreen } from './lifecycle.ts';
import { instanceFlowOf, isQuiet } from './rolling.ts';

/** Whether the replacements are a copied Auto Scaling group's. */
const wasCopied = (deployment: ServerDeployment): boolean =>
  deployment.server.options.targetInstances?.autoScalingGroups?.[0] === copyName(deployment);

type Progressed = Progress<ServerDeployment>;

/**
 * The deployment has failed or was stopped: servers that have not begun will not, and the others end what they are at.
 */
export function beginRetreat(before: ServerDeployment): Progressed {
  const instances = before.server.instances?.map((instance) =>
    instance.leg === 'Pending' || instance.status === 'Ready'
      ? { ...instance, leg: 'Skipped' as const, status: 'Skipped' as const }
      : instance,
  );
  const deployment = { ...before, server: { ...before.server, instances } };
  const halted = (before.server.instances ?? []).filter(
    ({ leg, status }) => leg === 'InProgress' || status === 'Ready',
  );
  const tells = halted.map(({ id }) => ({
    flow: instanceFlowOf(deployment, id),
    fact: { type: 'Halted' } as const,
  }));
  return { ...goOnRetreating(deployment), tells };
}

/**
 * When nothing is being done any more, traffic goes back to where it came from: at once, and without a word from any
 * agent. The rollback deployment, which is made then, has the agents run their scripts, and sees that all is as it was.
 */
export function goOnRetreating(deployment: ServerDeployment): Progressed {
  if (!isQuiet(deployment)) return { deployment };
  const { server } = deployment;
  const shifted = isBlueGreen(deployment) && server.zonesDone.includes('reroute');
  const blue = targetsOf(deployment, 'Blue');
  if (!shifted || blue.length === 0 || !wantsBack(deployment)) return { deployment, done: true };
  const effects = (server.targetGroups ?? []).map((TargetGroupArn, index) => [
    `back register ${index}`,
    roleCall(deployment, 'elasticloadbalancing', 'RegisterTargets', { TargetGroupArn, Targets: blue }),
  ]);
  return { deployment, effects: Object.fromEntries(effects) };
}

/** Original servers are given their traffic; when they are healthy, it is taken from the replacements. */
export function wentBack(deployment: ServerDeployment, effect: string): Progressed {
  const [, step, index = ''] = effect.split(' ');
  const TargetGroupArn = deployment.server.targetGroups?.[Number(index)];
  if (step === 'register') {
    const until = "length(TargetHealthDescriptions[?TargetHealth.State!='healthy']) == `0`";
    const input = { TargetGroupArn, Targets: targetsOf(deployment, 'Blue') };
    const wait = roleWait(deployment, 'elasticloadbalancing', 'DescribeTargetHealth', { input, until });
    return { deployment, effects: { [`back await ${index}`]: wait } };
  }
  if (step === 'await') {
    const input = { TargetGroupArn, Targets: targetsOf(deployment, 'Green') };
    const leave = roleCall(deployment, 'elasticloadbalancing', 'DeregisterTargets', input);
    return { deployment, effects: { [`back leave ${index}`]: leave } };
  }
  return { deployment, done: !deployment.underWay.some((name) => name.startsWith('back ')) };
}

const targetsOf = ({ server }: ServerDeployment, wanted: 'Blue' | 'Green') =>
  (server.instances ?? []).flatMap(({ id, label }) => (label === wanted ? [{ Id: id }] : []));

/** Whether traffic is wanted back: as a rollback is, elsewhere. */
function wantsBack(deployment: ServerDeployment): boolean {
  const { failure, settings } = deployment;
  if (isRollback(deployment)) return false;
  const { enabled, events } = settings.autoRollbackConfiguration ?? {};
  return failure!.rollBack ?? (enabled === true && (events ?? []).includes(failure!.event));
}

/** The original servers are ended, where the group says so. */
export function beginRetirement(deployment: ServerDeployment): Progressed {
  const { terminateBlueInstancesOnDeploymentSuccess: termination } =
    deployment.settings.blueGreenDeploymentConfiguration ?? {};
  const copy = wasCopied(deployment);
  const taken = copy ? takeCopy(deployment) : { deployment };
  const blue = (deployment.server.instances ?? []).filter(({ label }) => label === 'Blue');
  const keeps = termination?.action === 'KEEP_ALIVE' || (blue.length === 0 && !copy);
  if (keeps) return { ...taken, done: !copy };
  if (copy)
    return { deployment, effects: { ...taken.effects, 'retire original': originalDeleted(deployment) } };
  const InstanceIds = blue.map(({ id }) => id);
  const effect = roleCall(deployment, 'ec2', 'TerminateInstances', { InstanceIds });
  return { deployment, effects: { 'retire instances': effect } };
}
