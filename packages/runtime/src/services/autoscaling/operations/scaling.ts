import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Given } from '../../../base/given.ts';
import type { Breach } from '../../../base/scaling.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalid, scalingInProgress } from '../errors.ts';
import { isMoving } from '../flow/group-state.ts';
import { outcomeOf } from '../policies/capacity.ts';
import { policies, scalings, type ScalingPolicy } from '../policies/records.ts';
import { isSuspended } from '../processes.ts';
import { groupFlowId, groups, type AutoScalingGroup } from '../records.ts';
import { findGroup, stateOf } from './finding.ts';
import { findPolicy } from './policies.ts';

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_ExecutePolicy.html */
export const executePolicy: Handler<Given<sdk.ExecutePolicyCommandInput>, object> = (input, call) => {
  const policy = findPolicy(call, input.PolicyName, input.AutoScalingGroupName);
  const { MetricValue: value, BreachThreshold: threshold } = input;
  // AWS: the sentences are unverified.
  if (policy.type === 'TargetTrackingScaling')
    invalid('Target tracking scaling policies cannot be executed by ExecutePolicy');
  if (policy.type === 'StepScaling' && (value === undefined || threshold === undefined))
    invalid('MetricValue and BreachThreshold must be specified for a step scaling policy');
  const cools = policy.type === 'SimpleScaling' && input.HonorCooldown === true;
  if (cools && isCooling(call, findGroup(call, policy.groupName))) scalingInProgress();
  const cause = `a user request executed policy ${policy.name}`;
  scale(call, policy, { breach: { value, threshold }, cause });
  return {};
};

interface AlarmTold extends Breach {
  readonly policyArn: string;
  readonly alarm: string;
  readonly state: string;
}

/** The house's own, told by an alarm of CloudWatch; again every minute for as long as it stays in that state. */
export const actOnAlarm: Handler<AlarmTold, object> = (input, call) => {
  const { policyArn, alarm, state, threshold, value } = input;
  const policy = policies.list(call.tx, call).find(({ arn }) => arn === policyArn);
  const group = policy && groups.get(call.tx, call, policy.groupName);
  if (!policy?.enabled || !group || isSuspended(group, 'AlarmNotification')) return {};
  if (policy.type === 'SimpleScaling' && isCooling(call, group)) return {};
  const cause = `a monitor alarm ${alarm} in state ${state} triggered policy ${policy.name}`;
  scale(call, policy, { breach: { threshold, value }, cause, alarm });
  return {};
};

interface Occasion {
  readonly breach: Breach;
  readonly cause: string;
  readonly alarm?: string;
}

// AWS: causes of activities in public.
function scale(call: Call, policy: ScalingPolicy, { breach, cause, alarm }: Occasion): void {
  const group = findGroup(call, policy.groupName);
  const scaling = scalings.get(call.tx, call, group.name) ?? { warming: {} };
  const outcome = outcomeOf(policy, { group, scaling, breach, alarm, now: call.now });
  if (!outcome) return;
  scalings.put(call.tx, call, group.name, outcome.scaling);
  const at = new Date(call.now).toISOString().slice(0, 19);
  const { desired } = outcome;
  const change = `changing the desired capacity from ${group.desiredCapacity} to ${desired}.`;
  const changedBy = { desired, cause: `At ${at}Z ${cause} ${change}` };
  groups.put(call.tx, call, group.name, { ...group, desiredCapacity: desired, changedBy });
  call.flows.tell(groupFlowId(call, group.name), { type: 'GroupChanged' });
}

/**
 * AWS: a simple policy waits until the activity is over that the last one began, and then until its cooldown is; and
 * for whatever else is being launched or ended.
 */
export function isCooling(call: Call, group: AutoScalingGroup): boolean {
  const { launching = [], members = [], activities = [] } = stateOf(call, group) ?? {};
  if (launching.length > 0 || members.some(isMoving)) return true;
  const { cooldown } = scalings.get(call.tx, call, group.name) ?? {};
  if (!cooldown) return false;
  const over = Math.max(cooldown.from, ...activities.map(({ endTime }) => endTime ?? 0));
  return over + cooldown.seconds * 1000 > call.now;
}
