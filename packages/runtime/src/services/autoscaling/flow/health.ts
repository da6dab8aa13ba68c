import type { Effect } from '../../../base/effects/effect.ts';
import { isSuspended } from '../processes.ts';
import {
  isCounted,
  memberOf,
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

/** Waits until it does not run any more. */
export function watch(state: GroupState, instanceId: string): Readonly<Record<string, Effect>> {
  const input = { InstanceIds: [instanceId] };
  const until = "Reservations[].Instances[].State | [?Name!='running']";
  return { [`watch ${instanceId}`]: serviceWait(state, 'ec2', 'DescribeInstances', { input, until }) };
}

/** It is replaced, unless it is on its way out already. */
export function unhealthy(before: GroupState, instanceId: string, cause: string): GroupState {
  const member = memberOf(before, instanceId);
  return member && isCounted(member) ? withMember(before, instanceId, { unhealthyBy: cause }) : before;
}

/** AWS: with HealthCheck suspended, what health checks find marks nobody; it is looked again when that is over. */
export function foundIll(
  before: GroupState,
  { group }: Known,
  instanceId: string,
  cause: string,
): GroupState {
  const looks = !isSuspended(group, 'HealthCheck');
  return looks ? unhealthy(before, instanceId, cause) : withMember(before, instanceId, { isMissed: true });
}

/** What was not to be seen is looked for again. */
export function lookedAgain(before: GroupState, known: Known): Step {
  const missed = isSuspended(known.group, 'HealthCheck')
    ? []
    : before.members.filter(({ isMissed, state }) => isMissed && state === 'InService');
  const state = missed.reduce(
    (each, { instanceId }) => withMember(each, instanceId, { isMissed: undefined }),
    before,
  );
  const effects = missed.map(({ instanceId }) => ({
    ...watch(state, instanceId),
    ...(known.group?.healthCheckType === 'ELB' && Object.fromEntries(checks(state, known, instanceId))),
  }));
  return { state, effects: Object.assign({}, ...effects) };
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
