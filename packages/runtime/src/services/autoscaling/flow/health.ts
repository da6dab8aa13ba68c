import type { Effect } from '../../../base/effects/effect.ts';
import {
  serviceWait,
  withMember,
  type GroupState,
  type Known,
  type Member,
  type Step,
} from './group-state.ts';

/** AWS: nobody looks at an instance in its target groups before its group's grace period is over. */
export function graceOf({ group }: Known, now: number): Pick<Member, 'inServiceAt' | 'checkAt'> {
  const looks = group?.healthCheckType === 'ELB' && group.targetGroups.length > 0;
  return { inServiceAt: now, ...(looks && { checkAt: now + group.healthCheckGracePeriod * 1000 }) };
}

/** Whose grace is over: from now on it is to be healthy wherever it is registered. */
export function checked(before: GroupState, known: Known, now: number): Step {
  const due = before.members.filter(({ checkAt = Infinity }) => checkAt <= now);
  const state = due.reduce(
    (each, { instanceId }) => withMember(each, instanceId, { checkAt: undefined }),
    before,
  );
  const effects = due.flatMap(({ instanceId }) => checks(state, known, instanceId));
  return { state, effects: Object.fromEntries(effects) };
}

function checks(state: GroupState, { group }: Known, instanceId: string): [string, Effect][] {
  const until = "TargetHealthDescriptions[?TargetHealth.State=='unhealthy']";
  return (group?.targetGroups ?? []).map((TargetGroupArn, index) => {
    const input = { TargetGroupArn, Targets: [{ Id: instanceId }] };
    const wait = serviceWait(state, 'elasticloadbalancing', 'DescribeTargetHealth', { input, until });
    return [`health ${instanceId} ${index}`, wait];
  });
}
