import type { TargetHealth } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TargetObservation } from '../../base/effects/load-balancer.ts';
import type { LoadBalancerState } from './flow/load-balancer.ts';
import { reached, type TargetGroupRecord, type TargetRecord } from './records.ts';

/** AWS: API_TargetHealth, reasons and their descriptions. */
const unused = {
  notInUse: {
    State: 'unused',
    Reason: 'Target.NotInUse',
    Description: 'Target group is not configured to receive traffic from the load balancer',
  },
  notRegistered: {
    State: 'unused',
    Reason: 'Target.NotRegistered',
    Description: 'Target is not registered to the target group',
  },
} as const satisfies Record<string, TargetHealth>;

const draining = {
  State: 'draining',
  Reason: 'Target.DeregistrationInProgress',
  Description: 'Target deregistration is in progress',
} as const satisfies TargetHealth;

const registering = {
  State: 'initial',
  Reason: 'Elb.RegistrationInProgress',
  Description: 'Target registration is in progress',
} as const satisfies TargetHealth;

/** The health of one target, as far as the data plane has told it. */
export function healthOf(
  target: TargetRecord | undefined,
  group: TargetGroupRecord,
  balancer: LoadBalancerState | undefined,
): TargetHealth {
  if (!target) return unused.notRegistered;
  if (group.loadBalancerArn === undefined) return unused.notInUse;
  if (target.draining) return draining;
  if (!balancer || balancer.seen < target.version) return registering;
  const { id, port } = reached(target);
  const seen = balancer.observed.targets.find(
    (each) => each.targetGroup === group.arn && each.id === id && each.port === port,
  );
  return seen ? healthSeen(seen) : registering;
}

function healthSeen({ state, reason, description }: TargetObservation): TargetHealth {
  switch (state) {
    case 'healthy':
      return { State: 'healthy' };
    case 'initial':
    case 'unhealthy':
    case 'unavailable':
    case 'unused':
      return { State: state, Reason: reason as TargetHealth['Reason'], Description: description };
    case 'draining':
    case 'drained':
      // It was told so of an earlier registration of the same target.
      return registering;
  }
}
