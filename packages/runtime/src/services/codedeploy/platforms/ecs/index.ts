import {
  failed,
  permissionMissing,
  roleCall,
  type EcsDeployment,
  type Failure,
  type Phase,
  type Progress,
  type Refused,
} from '../../flow/deployment-state.ts';
import { readEcsAppSpec } from '../../app-spec.ts';
import type { Platform } from '../index.ts';
import { awaitSteady, beginInstallation, createTaskSet, installed, steadyTimeOut } from './installation.ts';
import { guarded, startGuard } from './guard.ts';
import { isMove, move, moved, routesOf } from './listeners.ts';
import { beginPreparation, cleared, clearLeftovers, prepared, seen } from './preparation.ts';
import { afterRetreat, beginRetreat, beginVerification } from './retreat.ts';
import { shift, shifted } from './shifting.ts';

/**
 * AWS: user guide, "List of lifecycle event hooks for an Amazon ECS deployment"; where the wait is, is
 * unverified.
 */
const phases: readonly Phase[] = [
  'prepare',
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'AllowTestTraffic',
  'AfterAllowTestTraffic',
  'ready',
  'BeforeAllowTraffic',
  'AllowTraffic',
  'AfterAllowTraffic',
  'handover',
  'termination',
  'retire',
];

export const ecsPlatform: Platform<EcsDeployment> = {
  phases,
  phasesBack: () => ['verify'], // Traffic has gone back already.
  begin,
  outcome,
  wake,
  refusal,
  readAppSpec: readEcsAppSpec,
  // Before green has a place in the listener there is nothing to go back from.
  canGoBack: ({ ecs }) => ecs.greenGroup !== undefined,
};

function begin(deployment: EcsDeployment, phase: Phase): Progress<EcsDeployment> {
  switch (phase) {
    case 'prepare':
      return beginPreparation(deployment);
    case 'Install':
      return beginInstallation(deployment);
    case 'AllowTestTraffic':
      return move(deployment, 'test', routesOf(deployment).test, 100);
    case 'AllowTraffic':
      return deployment.ecs.guardAlarm === undefined ? shift(deployment) : startGuard(deployment);
    case 'handover':
      return handOver(deployment);
    case 'retire':
      return retire(deployment);
    case 'verify':
      return beginVerification(deployment);
    case 'retreat':
      return beginRetreat(deployment);
    default:
      return { deployment, done: true };
  }
}

function outcome(
  deployment: EcsDeployment,
  effect: string,
  output: any,
  now: number,
): Progress<EcsDeployment> {
  if (isMove(effect)) {
    const progress = moved(deployment, effect, output === undefined);
    return progress.done ? afterMove(progress.deployment, now) : progress;
  }
  const [verb] = effect.split(' ');
  switch (verb) {
    case 'read':
      return prepared(deployment, effect, output);
    case 'clear':
      return cleared(deployment, effect);
    case 'guard':
      return guarded(deployment);
    case 'verify':
      return { deployment, done: deployment.underWay.every((name) => !name.startsWith('verify ')) };
    default:
      return taskSetOutcome(deployment, effect, output, now);
  }
}

function taskSetOutcome(
  deployment: EcsDeployment,
  effect: string,
  output: any,
  now: number,
): Progress<EcsDeployment> {
  const retreating = deployment.phase === 'retreat';
  switch (effect) {
    case 'create green': {
      if (!retreating) return awaitSteady(deployment, output, now);
      const green = output && seen(output.taskSet);
      return goOnRetreating({ ...deployment, ecs: { ...deployment.ecs, green } });
    }
    case 'steady green':
      return retreating ? { deployment } : installed(deployment, output);
    case 'primary green': {
      const primary = handedOver(deployment, output, output !== undefined);
      return retreating ? goOnRetreating(primary) : { deployment: primary, done: true };
    }
    case 'primary blue':
      return afterRetreat(handedOver(deployment, output, false));
    default: // `delete blue`, `delete green`
      return { deployment, done: true };
  }
}

/** All listeners of a shift follow: what it was for can begin. */
function afterMove(deployment: EcsDeployment, now: number): Progress<EcsDeployment> {
  switch (deployment.phase) {
    case 'prepare':
      return clearLeftovers(deployment);
    case 'Install':
      return createTaskSet(deployment);
    case 'AllowTraffic':
      return shifted(deployment, now);
    case 'retreat':
      return afterRetreat(deployment);
    default:
      return { deployment, done: true };
  }
}

/** What was under way when the retreat began has come to its end. */
function goOnRetreating(deployment: EcsDeployment): Progress<EcsDeployment> {
  return deployment.ecs.moving?.left.length === 0 ? afterRetreat(deployment) : { deployment };
}

function handOver(deployment: EcsDeployment): Progress<EcsDeployment> {
  const { cluster, service, green } = deployment.ecs;
  const input = { cluster, service, primaryTaskSet: green!.id };
  return {
    deployment,
    effects: { 'primary green': roleCall(deployment, 'ecs', 'UpdateServicePrimaryTaskSet', input) },
  };
}

function handedOver(deployment: EcsDeployment, output: any, toGreen: boolean): EcsDeployment {
  const { blue, green } = deployment.ecs;
  const [primary, other] = toGreen ? [green, blue] : [blue, green];
  const now = output ? seen(output.taskSet) : primary;
  const was = other && { ...other, status: 'ACTIVE' };
  const sets = toGreen ? { green: now, blue: was } : { blue: now, green: was };
  return { ...deployment, ecs: { ...deployment.ecs, ...sets, handedOver: toGreen } };
}

function retire(deployment: EcsDeployment): Progress<EcsDeployment> {
  const { cluster, service, blue } = deployment.ecs;
  const input = { cluster, service, taskSet: blue!.id, force: true };
  return { deployment, effects: { 'delete blue': roleCall(deployment, 'ecs', 'DeleteTaskSet', input) } };
}

/** AWS's codes; the sentences are those of its user guide where it has one, else AWS: unverified. */
function refusal(deployment: EcsDeployment, effect: string, { code, reason }: Refused): Failure {
  const balancing =
    isMove(effect) || effect === 'guard' || effect === 'read groups' || effect === 'read listeners';
  if (code.startsWith('AccessDenied')) {
    const service = balancing ? 'ElasticLoadBalancing' : 'AmazonECS';
    return failed('IAM_ROLE_PERMISSIONS', permissionMissing(deployment, service));
  }
  if (balancing) {
    const message = `The ELB could not be updated due to the following error: ${reason}`;
    return failed('ELASTIC_LOAD_BALANCING_INVALID', message);
  }
  if (effect === 'read service') return failed('INVALID_ECS_SERVICE', reason);
  return failed(
    'ECS_UPDATE_ERROR',
    `The ECS service cannot be updated due to the following error: ${reason}`,
  );
}

function wake(deployment: EcsDeployment): Progress<EcsDeployment> {
  const { phase } = deployment;
  switch (phase) {
    case 'Install':
      return { deployment, failure: steadyTimeOut };
    case 'AllowTraffic':
      return shift(deployment);
    default:
      return { deployment };
  }
}
