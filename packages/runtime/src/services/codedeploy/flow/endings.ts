import { servicePrincipal } from '../../../base/service-principal.ts';
import { completionOf } from '../launches.ts';
import { platformOf } from '../platforms/index.ts';
import {
  isRollback,
  placeOf,
  roleCall,
  withEvent,
  type Deployment,
  type Effects,
  type Failure,
  type Progress,
} from './deployment-state.ts';
import { endingTrigger, triggered } from './triggers.ts';

/**
 * The deployment has failed or was stopped. Where a rollback is wanted, traffic goes back at once, by this
 * deployment itself; a rollback deployment is made, which sees to it that all is as it was.
 */
export function fail(before: Deployment, failure: Failure, now: number): Progress {
  const deployment: Deployment = {
    ...closedEvents(before, now),
    failure,
    hook: undefined,
    until: undefined,
  };
  const { rollsBackLast } = platformOf(deployment);
  if (!rollsBackLast && !wantsRollback(deployment, failure)) return close(deployment, failure.status, now);
  const progress = platformOf(deployment).begin({ ...deployment, phase: 'retreat' }, 'retreat', now);
  if (rollsBackLast) return progress;
  return { ...progress, effects: { ...progress.effects, 'roll back': rollBack(deployment) } };
}

/** What was going on has failed; what was to come will not. */
function closedEvents(deployment: Deployment, now: number): Deployment {
  return deployment.events.reduce((before, { name, status }) => {
    if (status === 'InProgress') return withEvent(before, name, 'Failed', now);
    return status === 'Pending' ? withEvent(before, name, 'Skipped', now) : before;
  }, deployment);
}

export function wantsRollback(deployment: Deployment, failure: Failure): boolean {
  if (isRollback(deployment) || !platformOf(deployment).canGoBack(deployment)) return false;
  const { enabled, events } = deployment.settings.autoRollbackConfiguration ?? {};
  return failure.rollBack ?? (enabled === true && (events ?? []).includes(failure.event));
}

export function rollBack({ deploymentId, account, region }: Deployment) {
  return {
    type: 'aws.call',
    service: 'codedeploy',
    operation: 'CreateRollbackDeployment',
    input: { deploymentId },
    as: servicePrincipal('codedeploy'),
    scope: placeOf({ account, region }),
  } as const;
}

/** The rollback deployment has been made. AWS: as GetDeployment answers it. */
export function rollbackMade(deployment: Deployment, rollbackDeploymentId: string): Deployment {
  const { deploymentId } = deployment;
  const rollbackMessage =
    `Deployment ${deploymentId} terminated. Automatic rollback is triggered with a DeploymentId ` +
    `${rollbackDeploymentId}.`;
  return { ...deployment, rollbackInfo: { rollbackDeploymentId, rollbackMessage } };
}

/** An instance that Auto Scaling has launched has what it waited for, or never will. */
function launchCompleted(deployment: Deployment): Effects {
  const launched = deployment.computePlatform === 'Server' && deployment.server.options.launched;
  if (!launched) return {};
  const goesOn = deployment.status === 'Succeeded' || launched.leaves;
  const input = completionOf(launched, goesOn ? 'CONTINUE' : 'ABANDON');
  return { 'trigger launch': roleCall(deployment, 'autoscaling', 'CompleteLifecycleAction', input) };
}

/** Whether instances of Auto Scaling groups may have been launched meanwhile, with the revision before. */
function outdatedUpdated(deployment: Deployment): Effects {
  const { computePlatform, status, settings, deploymentId } = deployment;
  if (computePlatform !== 'Server' || status !== 'Succeeded' || settings.autoScalingGroups.length === 0)
    return {};
  if (deployment.server.options.launched?.leaves || settings.outdatedInstancesStrategy !== 'UPDATE')
    return {};
  const call = {
    type: 'aws.call',
    service: 'codedeploy',
    operation: 'UpdateOutdatedInstances',
    input: { deploymentId },
    as: servicePrincipal('codedeploy'),
    scope: placeOf(deployment),
  } as const;
  return { 'update outdated': call };
}

/** The deployment has its last status; the triggers are told, and it is over. */
export function close(before: Deployment, status: 'Succeeded' | 'Failed' | 'Stopped', now: number): Progress {
  const deployment: Deployment = { ...before, phase: 'closing', status, completeTime: now, until: undefined };
  const effects = {
    ...triggered(deployment, endingTrigger(deployment)),
    ...launchCompleted(deployment),
    ...outdatedUpdated(deployment),
  };
  return { deployment, effects, done: Object.keys(effects).length === 0 };
}
