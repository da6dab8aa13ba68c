import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { platformOf } from '../platforms/index.ts';
import { legOver, type LegEnded } from '../platforms/server/index.ts';
import { deploymentFlowKind } from '../records.ts';
import { alarmFailure, alarmsUnknown } from './alarms.ts';
import {
  failed,
  isFinal,
  permissionMissing,
  type Deployment,
  type DeploymentFact,
  type Effects,
  type Failure,
  type Phase,
  type Progress,
  type Refused,
} from './deployment-state.ts';
import { close, fail, rollBack, rollbackMade, wantsRollback } from './endings.ts';
import { happenings } from './event-bridge.ts';
import { hookReported, nextPhase, readRevision, waitEnded, woken } from './phases.ts';
import { overrun, wakeOf } from './run-time.ts';
import { roleRead, roleUnread } from './service-role.ts';
import { beginningTrigger, triggered } from './triggers.ts';

export const deploymentFlow: Flow<Deployment, DeploymentFact> = {
  kind: deploymentFlowKind,
  decide(before, fact, now) {
    const decision = decide(before, fact, now);
    return { ...decision, events: happenings(before, decision.state) };
  },
};

function decide(before: Deployment, fact: DeploymentFact | EngineFact, now: number): Decision<Deployment> {
  switch (fact.type) {
    case 'Started':
      return settle(before, start(before, now), now);
    case 'WakeTime': {
      const failure = overrun(before, now);
      return settle(before, failure ? { deployment: before, failure } : woken(before, now), now);
    }
    case 'EffectSucceeded': {
      const left = withoutEffect(before, fact.effect);
      return settle(left, succeeded(left, fact.effect, fact.output, now), now);
    }
    case 'EffectFailed': {
      const left = withoutEffect(before, fact.effect);
      return settle(left, refused(left, fact.effect, fact, now), now);
    }
    case 'HookReported':
      return settle(before, hookReported(before, fact.executionId, fact.status), now);
    case 'StopRequested':
      return settle(before, stop(before, fact.rollBack), now);
    case 'LegEnded':
      return settle(before, legEnded(before, fact, now), now);
    case 'WaitEnded':
      return settle(before, waitEnded(before, fact.wait), now);
    case 'FlowEnded':
      assert(false, 'a deployment awaits no other flow');
      return { state: before };
    default:
      return never(fact);
  }
}

const withoutEffect = (deployment: Deployment, effect: string): Deployment => ({
  ...deployment,
  underWay: deployment.underWay.filter((name) => name !== effect),
});

function start(before: Deployment, now: number): Progress {
  const deployment: Deployment = { ...before, status: 'InProgress', startTime: now };
  return { deployment, effects: triggered(deployment, beginningTrigger(deployment)), done: true };
}

function stop(deployment: Deployment, rollBack: boolean | undefined): Progress {
  if (isFinal(deployment)) return { deployment };
  // AWS: the wording is unverified.
  const message = `Deployment ${deployment.deploymentId} was stopped by the user.`;
  const failure: Failure = {
    status: 'Stopped',
    code: 'MANUAL_STOP',
    message,
    event: 'DEPLOYMENT_STOP_ON_REQUEST',
    rollBack,
  };
  return { deployment, failure };
}

function succeeded(deployment: Deployment, effect: string, output: any, now: number): Progress {
  const [verb] = effect.split(' ');
  switch (verb) {
    case 'trigger':
    case 'update':
      return { deployment, done: isTold(deployment) };
    case 'role':
      return roleRead(deployment, output);
    case 'alarm-check': {
      const failure = alarmFailure(output);
      return failure ? { deployment, failure } : { deployment, done: true };
    }
    case 'alarms':
      return isFinal(deployment) ? { deployment } : { deployment, failure: alarmFailure(output) };
    case 'revision':
      return readRevision(deployment, output.content);
    case 'hook':
      return { deployment }; // It was invoked; what it finds, it reports.
    case 'roll': {
      const made = rollbackMade(deployment, output.deploymentId);
      return { deployment: made, done: hasRetreated(made) };
    }
    default:
      return platformOf(deployment).outcome(deployment, effect, output, now);
  }
}

/** Whether a deployment that is over has told everybody. */
const isTold = ({ phase, underWay }: Deployment): boolean =>
  phase === 'closing' && !underWay.some((name) => /^(trigger|update) /.test(name));

/**
 * Whether the way back has been gone to its end, all but the rollback deployment, which may be made before
 * or after.
 */
const hasRetreated = ({ phase, retreated }: Deployment): boolean => phase === 'retreat' && retreated === true;

function refused(deployment: Deployment, effect: string, reason: Refused, now: number): Progress {
  const [verb] = effect.split(' ');
  switch (verb) {
    case 'trigger':
    case 'update':
      return { deployment, done: isTold(deployment) };
    case 'role':
      return roleUnread(deployment, reason);
    case 'alarm-check': {
      const failure = alarmsUnknown(deployment, reason);
      return failure ? { deployment, failure } : { deployment, done: true };
    }
    case 'alarms':
      return isFinal(deployment)
        ? { deployment }
        : { deployment, failure: alarmsUnknown(deployment, reason) };
    case 'revision':
      return { deployment, failure: revisionRefused(deployment, reason) };
    case 'hook':
      return { deployment, failure: hookNotInvoked(deployment, effect, reason) };
    case 'roll':
      return { deployment: noted(deployment, reason), done: hasRetreated(deployment) };
    default:
      return platformRefused(deployment, effect, reason, now);
  }
}

function platformRefused(deployment: Deployment, effect: string, reason: Refused, now: number): Progress {
  const platform = platformOf(deployment);
  if (deployment.phase === 'retreat')
    return platform.outcome(noted(deployment, reason), effect, undefined, now);
  const failure = platform.refusal(deployment, effect, reason);
  return { deployment, failure: isFinal(deployment) ? { ...failure, rollBack: false } : failure };
}

const noted = (deployment: Deployment, { code, reason }: Refused): Deployment => ({
  ...deployment,
  messages: [...deployment.messages, `${code}: ${reason}`],
});

function revisionRefused(deployment: Deployment, { code, reason }: Refused): Failure {
  return code.startsWith('AccessDenied')
    ? failed('IAM_ROLE_PERMISSIONS', permissionMissing(deployment, 'AmazonS3'))
    : failed('INVALID_REVISION', reason);
}

function hookNotInvoked(
  deployment: Deployment,
  effect: string,
  { code, reason }: Refused,
): Failure | undefined {
  if (deployment.hook === undefined) return undefined; // It was answered nevertheless.
  if (code.startsWith('AccessDenied'))
    return failed('IAM_ROLE_PERMISSIONS', permissionMissing(deployment, 'AWSLambda'));
  const event = effect.slice('hook '.length);
  // AWS: the wording is unverified.
  return failed('HOOK_EXECUTION_FAILURE', `The function of ${event} could not be invoked: ${reason}`);
}

/** Follows what has come to its end with what is next, until something has to be waited for. */
function settle(before: Deployment, first: Progress, now: number): Decision<Deployment> {
  let progress = first;
  let effects: Effects = { ...first.effects };
  let starts = first.starts ?? [];
  let tells = first.tells ?? [];
  let cancels: readonly string[] = [];
  for (let next = follow(progress, now); next; next = follow(progress, now)) {
    const { phase } = next.deployment;
    if (phase === 'closing' || (phase === 'retreat' && progress.failure))
      cancels = before.underWay.filter((effect) => isGivenUp(effect, phase));
    progress = next;
    effects = { ...effects, ...next.effects };
    starts = [...starts, ...(next.starts ?? [])];
    tells = [...tells, ...(next.tells ?? [])];
  }
  const { deployment } = progress;
  const left = before.underWay.filter((name) => !cancels.includes(name));
  const underWay = [...new Set([...left, ...Object.keys(effects)])];
  return {
    state: { ...deployment, underWay, updatedAt: now },
    effects,
    cancels,
    starts,
    tells,
    wakeAt: wakeOf(deployment),
    ended: deployment.phase === 'ended',
  };
}

/**
 * What is under way when a retreat begins, or an end, and is given up; the others' outcome has to be known.
 */
function isGivenUp(effect: string, phase: Phase): boolean {
  if (/^(trigger|update) /.test(effect)) return false;
  return phase === 'closing' || (effect !== 'create green' && effect !== 'primary green');
}

function follow(progress: Progress, now: number): Progress | undefined {
  const { deployment, failure, done } = progress;
  if (failure) return fail(deployment, failure, now);
  if (!done || deployment.phase === 'ended') return undefined;
  if (deployment.phase === 'closing') return { deployment: { ...deployment, phase: 'ended' } };
  if (deployment.phase === 'retreat') return afterRetreat(deployment, now);
  return nextPhase(deployment, now) ?? succeed(deployment, now);
}

function afterRetreat(deployment: Deployment, now: number): Progress {
  const late = platformOf(deployment).rollsBackLast && !deployment.retreated;
  if (late && wantsRollback(deployment, deployment.failure!))
    return { deployment: { ...deployment, retreated: true }, effects: { 'roll back': rollBack(deployment) } };
  // The rollback deployment is made before this one is said to be over.
  const waiting = deployment.rollbackInfo === undefined && deployment.underWay.includes('roll back');
  if (waiting) return { deployment: { ...deployment, retreated: true } };
  return close(deployment, deployment.failure!.status, now);
}

/** A server has come as far as it was asked to. */
function legEnded(before: Deployment, fact: LegEnded, now: number): Progress {
  assert(before.computePlatform === 'Server', 'only servers have legs');
  return legOver(before, fact, now);
}

function succeed(before: Deployment, now: number): Progress {
  const events = before.events.map((event) =>
    event.status === 'InProgress' ? { ...event, status: 'Succeeded' as const, endTime: now } : event,
  );
  return close({ ...before, events }, 'Succeeded', now);
}
