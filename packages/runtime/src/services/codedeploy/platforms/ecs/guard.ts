import { roleCall, type EcsDeployment, type Progress } from '../../flow/deployment-state.ts';
import { watchAlarm } from '../../flow/alarms.ts';
import { isGuarded } from '../../guard-tag.ts';
import type { DeploymentGroup } from '../../records.ts';
import { routesOf } from './listeners.ts';
import { shift } from './shifting.ts';

// The guard of a release, which is ours and asked for by a tag of the deployment group: `docs/decisions/0019`.

export function guardAlarmOf({ applicationName, name, tags }: DeploymentGroup): string | undefined {
  return isGuarded(tags) ? `penstock-guard-${applicationName}-${name}` : undefined;
}

/** Before the first request goes to green: the load balancer begins to compare it with blue. */
export function startGuard(deployment: EcsDeployment): Progress<EcsDeployment> {
  const { blueGroup, greenGroup, guardAlarm } = deployment.ecs;
  const input = {
    ListenerArns: routesOf(deployment).prod,
    Baseline: blueGroup!.arn,
    Candidate: greenGroup!.arn,
    AlarmName: guardAlarm,
  };
  const guard = roleCall(deployment, 'elasticloadbalancing', 'StartGuard', input);
  return { deployment, effects: { guard } };
}

/** Its alarm is on the watch like those of the group; traffic is shifted. */
export function guarded(deployment: EcsDeployment): Progress<EcsDeployment> {
  const progress = shift(deployment);
  const alarm = watchAlarm(deployment, deployment.ecs.guardAlarm!);
  return { ...progress, effects: { ...progress.effects, 'alarms guard': alarm } };
}
