import type { Handler } from '../../../dispatch/service.ts';
import type { TargetFact } from '../flow/target-state.ts';
import { policies, targetFlowId } from '../records.ts';

/** What an alarm tells of itself when one of its actions is a policy. */
export interface AlarmTold {
  readonly policyArn: string;
  readonly alarm: string;
  readonly state: string;
  readonly threshold?: number;
  /** The newest that was judged; none where the alarm was set by hand. */
  readonly value?: number;
}

/** The house's own, told by an alarm of CloudWatch; again every minute for as long as it stays in that state. */
export const actOnAlarm: Handler<AlarmTold, object> = (input, call) => {
  const arn = input.policyArn.replace(/:createdBy\/[^:]+$/, '');
  const policy = policies.list(call.tx, call).find((each) => each.arn === arn);
  // AWS: unverified: an alarm whose policy is gone.
  if (!policy) return {};
  const { alarm, state, threshold, value } = input;
  const reason = {
    kind: 'alarm',
    policy: policy.name,
    alarm,
    alarmState: state,
    breach: { threshold, value },
  } as const;
  const told: TargetFact = { type: 'CapacityQuestioned', reason };
  call.flows.tell(targetFlowId(call, policy), told);
  return {};
};
