import { failed, isFinal, type Deployment, type Failure } from './deployment-state.ts';

const hourMs = 60 * 60_000;

/**
 * How long a deployment may run. AWS: user guide, "CodeDeploy quotas": to servers in place twelve hours, blue/green
 * 109; of a function fifty. Of ECS it says nothing.
 */
function hoursOf({ computePlatform, settings }: Deployment): number {
  if (computePlatform === 'ECS') return Infinity;
  if (computePlatform === 'Lambda') return 50;
  return settings.deploymentStyle.deploymentType === 'BLUE_GREEN' ? 109 : 12;
}

/** When a deployment has run for too long, house time; of one that is on its way out, never. */
function deadlineOf(deployment: Deployment): number {
  const { startTime } = deployment;
  return startTime === undefined || isFinal(deployment) ? Infinity : startTime + hoursOf(deployment) * hourMs;
}

/** When to wake a deployment: at the time it asked for, or when it has run for too long. */
export function wakeOf(deployment: Deployment): number | undefined {
  const first = Math.min(deployment.until ?? Infinity, deadlineOf(deployment));
  return first === Infinity ? undefined : first;
}

/** What it means that a deployment runs still. AWS: the words are unverified. */
export function overrun(deployment: Deployment, now: number): Failure | undefined {
  if (now < deadlineOf(deployment)) return undefined;
  return failed('TIMEOUT', `The deployment did not end within ${hoursOf(deployment)} hours.`);
}
