import { assert } from '../../../base/assert.ts';
import { derivedUuid } from '../../../base/ids.ts';
import { AppSpecError } from '../app-spec.ts';
import { platformOf } from '../platforms/index.ts';
import {
  failed,
  isEvent,
  isRollback,
  roleCall,
  withEvent,
  type Deployment,
  type Phase,
  type Progress,
} from './deployment-state.ts';
import { triggered } from './triggers.ts';
import { beginRoleCheck } from './service-role.ts';
import { alarmsWatched, beginAlarmCheck, watchAlarms } from './alarms.ts';

const minuteMs = 60_000;

/** AWS: "must … within one hour", in "AppSpec 'hooks' section". */
const hookWithinMs = 60 * minuteMs;

/** As long as a new task set has. */
const verifiedWithinMs = 60 * minuteMs;

function phasesOf(deployment: Deployment): readonly Phase[] {
  const platform = platformOf(deployment);
  const back = isRollback(deployment) ? platform.phasesBack(deployment) : undefined;
  return back ?? ['role', 'alarm-check', 'revision', ...platform.phases];
}

/** Goes on to the next phase; undefined where there is none left. */
export function nextPhase(before: Deployment, now: number): Progress | undefined {
  const phases = phasesOf(before);
  const next = phases[phases.indexOf(before.phase) + 1];
  const over = isEvent(before, before.phase) ? withEvent(before, before.phase, 'Succeeded', now) : before;
  if (!next) return undefined;
  const deployment = { ...over, phase: next, until: undefined };
  return begin(isEvent(deployment, next) ? withEvent(deployment, next, 'InProgress', now) : deployment, now);
}

function begin(deployment: Deployment, now: number): Progress {
  const { phase } = deployment;
  switch (phase) {
    case 'role':
      return beginRoleCheck(deployment);
    case 'alarm-check':
      return beginAlarmCheck(deployment);
    case 'revision':
      return beginRevision(deployment);
    case 'prepare':
      return withAlarms(platformOf(deployment).begin(deployment, phase, now));
    case 'ready':
      return beginReadyWait(deployment, now);
    case 'termination':
      return beginTermination(deployment, now);
    case 'verify': {
      const verifying = withEvent(deployment, 'AllowTraffic', 'InProgress', now);
      return platformOf(deployment).begin({ ...verifying, until: now + verifiedWithinMs }, phase, now);
    }
    default:
      if (deployment.appSpec?.hooks[phase] !== undefined) return beginHook(deployment, now);
      return platformOf(deployment).begin(deployment, phase, now);
  }
}

/** From here on alarms are watched, until the deployment is over. */
function withAlarms(progress: Progress): Progress {
  const { deployment } = progress;
  if (!alarmsWatched(deployment)) return progress;
  return { ...progress, effects: { ...progress.effects, alarms: watchAlarms(deployment) } };
}

function beginRevision(deployment: Deployment): Progress {
  const { revisionType, s3Location, appSpecContent, string } = deployment.revision;
  // What is in a bundle is an agent's business.
  if (deployment.computePlatform === 'Server') return { deployment, done: true };
  if (revisionType === 'S3') {
    const effect = roleCall(deployment, 'codedeploy', 'ReadRevision', { s3Location });
    return { deployment, effects: { revision: effect } };
  }
  return readRevision(deployment, appSpecContent?.content ?? string?.content ?? '');
}

/** Reads the AppSpec that a revision is. */
export function readRevision(deployment: Deployment, content: string): Progress {
  try {
    const appSpec = platformOf(deployment).readAppSpec(content);
    return { deployment: { ...deployment, appSpec } as Deployment, done: true };
  } catch (error) {
    if (!(error instanceof AppSpecError)) throw error;
    return { deployment, failure: failed('INVALID_REVISION', invalidAppSpec(error)) };
  }
}

// AWS: the wording is unverified.
export const invalidAppSpec = ({ message }: AppSpecError): string =>
  `The AppSpec file is not valid: ${message}.`;

function beginHook(before: Deployment, now: number): Progress {
  const { phase, deploymentId, appSpec } = before;
  const executionId = derivedUuid('hook', deploymentId, phase);
  const deployment = { ...before, hook: { executionId, event: phase }, until: now + hookWithinMs };
  const Payload = JSON.stringify({ DeploymentId: deploymentId, LifecycleEventHookExecutionId: executionId });
  const input = { FunctionName: appSpec!.hooks[phase], InvocationType: 'Event', Payload };
  return { deployment, effects: { [`hook ${phase}`]: roleCall(deployment, 'lambda', 'Invoke', input) } };
}

/** A hook's function has said how its check went. */
export function hookReported(
  before: Deployment,
  executionId: string,
  status: 'Succeeded' | 'Failed',
): Progress {
  if (before.hook?.executionId !== executionId) return { deployment: before };
  const hooksDone = [...before.hooksDone, executionId];
  const deployment = { ...before, hook: undefined, hooksDone, until: undefined };
  return status === 'Succeeded' ? { deployment, done: true } : { deployment, failure: hookFailed };
}

// AWS: user guide, "Troubleshoot Amazon ECS deployment issues", for both.
const hookFailed = failed(
  'HOOK_EXECUTION_FAILURE',
  'The deployment failed because one or more of the lifecycle event validation functions failed.',
);
const hookTimedOut = failed(
  'TIMEOUT',
  'The deployment timed out while waiting for a status callback. CodeDeploy expects a status ' +
    'callback within one ' +
    'hour after a deployment hook is invoked.',
);

// AWS: the wording is unverified.
const notVerified = failed(
  'TIMEOUT',
  'The deployment timed out while waiting for the original task set to have all traffic. ' +
    'This time out period is 60 minutes.',
);

/** AWS: deploymentReadyOption; with STOP_DEPLOYMENT nothing goes on before ContinueDeployment. */
function beginReadyWait(before: Deployment, now: number): Progress {
  const option = before.settings.blueGreenDeploymentConfiguration?.deploymentReadyOption;
  if (option?.actionOnTimeout !== 'STOP_DEPLOYMENT') return { deployment: before, done: true };
  const until = now + (option.waitTimeInMinutes ?? 0) * minuteMs;
  const deployment: Deployment = { ...before, status: 'Ready', until };
  return { deployment, effects: triggered(deployment, 'DeploymentReady') };
}

function readyTimedOut({ settings }: Deployment): NonNullable<Progress['failure']> {
  const minutes = settings.blueGreenDeploymentConfiguration?.deploymentReadyOption?.waitTimeInMinutes ?? 0;
  const message =
    'The deployment timed out while waiting for a notification to continue. ' +
    `This time out period is ${minutes} minutes.`;
  return { ...failed('TIMEOUT', message), status: 'Stopped' };
}

function beginTermination(deployment: Deployment, now: number): Progress {
  const option =
    deployment.settings.blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess;
  const minutes = option?.terminationWaitTimeInMinutes ?? 0;
  if (minutes === 0 || option?.action === 'KEEP_ALIVE') return { deployment, done: true };
  return { deployment: { ...deployment, until: now + minutes * minuteMs } };
}

/** The time has come that a phase asked to be woken at. */
export function woken(before: Deployment, now: number): Progress {
  const deployment = { ...before, until: undefined };
  if (before.hook) return { deployment: { ...deployment, hook: undefined }, failure: hookTimedOut };
  switch (before.phase) {
    case 'ready':
      return { deployment, failure: readyTimedOut(before) };
    case 'termination':
      return { deployment, done: true };
    case 'verify':
      return { deployment, failure: notVerified };
    default:
      return platformOf(before).wake(deployment, now);
  }
}

/** ContinueDeployment: a wait is over before its time. */
export function waitEnded(deployment: Deployment, wait: 'READY_WAIT' | 'TERMINATION_WAIT'): Progress {
  const phase = wait === 'READY_WAIT' ? 'ready' : 'termination';
  assert(wait === 'READY_WAIT' || wait === 'TERMINATION_WAIT', 'there are two waits');
  if (deployment.phase !== phase) return { deployment };
  return { deployment: { ...deployment, status: 'InProgress', until: undefined }, done: true };
}
