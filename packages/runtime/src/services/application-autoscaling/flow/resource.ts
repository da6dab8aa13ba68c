import type { Effect } from '../../../base/effects/effect.ts';
import type { TargetState } from './target-state.ts';

// What a target scales: the desired count of a service of ECS.

// AWS: the service-linked role AWSServiceRoleForApplicationAutoScaling_ECSService trusts this principal.
const principal = 'ecs.application-autoscaling.amazonaws.com';

export interface Place {
  readonly cluster: string;
  readonly service: string;
}

/** `service/<cluster>/<service>`; undefined otherwise. */
export function placeIn(resourceId: string): Place | undefined {
  const [, cluster, service] = /^service\/([^/]+)\/([^/]+)$/.exec(resourceId) ?? [];
  return cluster && service ? { cluster, service } : undefined;
}

function asked(state: TargetState): { readonly cluster: string; readonly services: readonly string[] } {
  const { cluster, service } = placeIn(state.key.resourceId)!;
  return { cluster, services: [service] };
}

export const describeService = (state: TargetState): Effect => ({
  type: 'aws.call',
  ...calling(state, 'ecs', 'DescribeServices'),
  input: asked(state),
});

export function setDesiredCount(state: TargetState, desiredCount: number): Effect {
  const { cluster, service } = placeIn(state.key.resourceId)!;
  return {
    type: 'aws.call',
    ...calling(state, 'ecs', 'UpdateService'),
    input: { cluster, service, desiredCount },
  };
}

/** As many tasks run as are desired. */
export const fulfilment = (state: TargetState): Effect => ({
  type: 'aws.wait',
  ...calling(state, 'ecs', 'DescribeServices'),
  input: asked(state),
  until: 'services[0].runningCount == services[0].desiredCount && services[0].pendingCount == `0`',
});

export const describeAlarms = (state: TargetState, AlarmNames: readonly string[]): Effect => ({
  type: 'aws.call',
  ...calling(state, 'cloudwatch', 'DescribeAlarms'),
  input: { AlarmNames },
});

const calling = ({ account, region }: TargetState, service: string, operation: string) => ({
  service,
  operation,
  as: principal,
  scope: { account, region },
});
