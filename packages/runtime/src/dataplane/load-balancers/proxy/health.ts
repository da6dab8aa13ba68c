import type { HealthCheck, TargetGroup, TargetObservation } from '../../../base/effects/load-balancer.ts';

/** What is known of a target's health. Counts are of the checks in a row. */
export interface Health {
  readonly state: 'initial' | 'healthy' | 'unhealthy';
  readonly passes: number;
  readonly failures: number;
  readonly reason?: string;
  readonly description?: string;
}

export type CheckOutcome =
  | { readonly passed: true }
  | { readonly passed: false; readonly reason: string; readonly description: string };

// AWS: user guide, "Health check reason codes": codes and descriptions, here and below.
export const initialHealth: Health = {
  state: 'initial',
  passes: 0,
  failures: 0,
  reason: 'Elb.InitialHealthChecking',
  description: 'Initial health checks in progress',
};

/** Of what is not checked. */
export const healthyAlways: Health = { state: 'healthy', passes: 0, failures: 0 };

export const checkFailures = {
  mismatch: (status: number): CheckOutcome => ({
    passed: false,
    reason: 'Target.ResponseCodeMismatch',
    description: `Health checks failed with these codes: [${status}]`,
  }),
  timeout: { passed: false, reason: 'Target.Timeout', description: 'Request timed out' },
  failed: { passed: false, reason: 'Target.FailedHealthChecks', description: 'Health checks failed' },
} as const;

type Thresholds = Pick<HealthCheck, 'healthyThreshold' | 'unhealthyThreshold'>;

/**
 * Health after one more check. AWS: user guide, "Health checks": "After your target is registered, it must
 * pass one health check to be considered healthy"; the thresholds hold for changing sides later.
 */
export function healthAfter(health: Health, outcome: CheckOutcome, thresholds: Thresholds): Health {
  if (outcome.passed) {
    const passes = health.passes + 1;
    if (health.state === 'unhealthy' && passes < thresholds.healthyThreshold)
      return { ...health, passes, failures: 0 };
    return { state: 'healthy', passes, failures: 0 };
  }
  const failures = health.failures + 1;
  if (health.state !== 'unhealthy' && failures < thresholds.unhealthyThreshold)
    return { ...health, passes: 0, failures };
  return {
    state: 'unhealthy',
    passes: 0,
    failures,
    reason: outcome.reason,
    description: outcome.description,
  };
}

/** Whether a status satisfies AWS's matcher: `200`, `200,202`, `200-299`. */
export function matches(matcher: string, status: number): boolean {
  return matcher.split(',').some((part) => {
    const [from = '', to = from] = part.trim().split('-');
    return status >= Number(from) && status <= Number(to);
  });
}

type Told = Pick<TargetObservation, 'state' | 'reason' | 'description'>;

export const draining: Told = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
};

/** It has nothing in flight, or its delay is over: the table may let go of it. */
export const drained: Told = { ...draining, state: 'drained' };

/** AWS: user guide, "Health check reason codes". */
export const unchecked: Told = {
  state: 'unavailable',
  reason: 'Target.HealthCheckDisabled',
  description: 'Health checks are not enabled for this target',
};

export const unused: Told = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target group is not configured to receive traffic from the load balancer',
};

export function toldOf(health: Health): Told {
  return {
    state: health.state,
    ...(health.reason !== undefined && { reason: health.reason }),
    ...(health.description !== undefined && { description: health.description }),
  };
}

/** AWS: user guide, "Target group health": with fewer healthy targets than the minimum, all get requests. */
export function routable<T>(
  healthy: readonly T[],
  ill: readonly T[],
  minimum: TargetGroup['healthyMin'],
): readonly T[] {
  const { count, percent } = minimum ?? { count: 1, percent: 0 };
  const least = Math.max(1, count, Math.ceil(((healthy.length + ill.length) * percent) / 100));
  return healthy.length >= least ? healthy : [...healthy, ...ill];
}
