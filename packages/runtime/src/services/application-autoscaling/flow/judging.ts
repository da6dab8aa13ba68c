import { assert } from '../../../base/assert.ts';
import type { ScalableTarget, ScalingPolicy } from '../records.ts';
import { adjusted, bounded, stepOf, tracked } from '../../../base/scaling.ts';
import type { Activity, Change, Known, NotScaledReason, Reason, TargetState } from './target-state.ts';

/** What is to be done about a question. */
export type Verdict =
  | { readonly ask: 'nothing'; readonly notScaled?: Pick<Activity, 'cause' | 'notScaled'> }
  /** Whether the other policies that track a target would take away, too. */
  | {
      readonly ask: 'peers';
      readonly alarms: readonly string[];
      readonly current: number;
      readonly deploying: boolean;
    }
  | {
      readonly ask: 'change';
      readonly change: Omit<Change, 'activity'>;
      readonly cause: string;
      readonly cooldowns: Pick<TargetState, 'out' | 'inUntil'>;
    };

interface Found {
  readonly effect: string;
  readonly output: any;
  readonly now: number;
}

/** The resource as it is, or the alarms of other policies. */
export function looked(state: TargetState, known: Known, { effect, output, now }: Found): Verdict {
  const { looking } = state;
  assert(looking && known.target, 'a target looks into one question at a time');
  const { target, policies } = known;
  if (effect === 'peers') {
    const willing = output.MetricAlarms.every((alarm: any) => alarm.StateValue === 'ALARM');
    const place = { current: looking.current!, deploying: looking.deploying!, now, asked: true };
    return willing ? judge(state, { target, policies, reason: looking.reason, ...place }) : nothing;
  }
  const [service] = output.services;
  if (service?.status !== 'ACTIVE') return nothing;
  const place = { current: service.desiredCount, deploying: isDeploying(service), now, asked: false };
  return judge(state, { target, policies, reason: looking.reason, ...place });
}

const nothing: Verdict = { ask: 'nothing' };

const isDeploying = ({ deployments = [], taskSets = [] }: any): boolean =>
  taskSets.length > 1 || deployments.some(({ rolloutState }: any) => rolloutState === 'IN_PROGRESS');

interface Question {
  readonly target: ScalableTarget;
  readonly policies: readonly ScalingPolicy[];
  readonly reason: Reason;
  readonly current: number;
  readonly deploying: boolean;
  readonly now: number;
  /** The alarms of other policies have been looked at. */
  readonly asked: boolean;
}

function judge(state: TargetState, question: Question): Verdict {
  const { target, reason, current } = question;
  const { minCapacity: min, maxCapacity: max } = target;
  if (reason.kind === 'alarm') return judgeAlarm(state, question, reason);
  const to = bounded(current, min, max);
  if (to === current) return nothing;
  // AWS: in the user guide's examples.
  const cause = to > current ? `minimum capacity was set to ${min}` : `maximum capacity was set to ${max}`;
  return { ask: 'change', change: { from: current, to }, cause, cooldowns: { out: state.out } };
}

function judgeAlarm(
  state: TargetState,
  question: Question,
  reason: Extract<Reason, { kind: 'alarm' }>,
): Verdict {
  const { target, policies, current, now } = question;
  const policy = policies.find(({ name }) => name === reason.policy);
  if (!policy) return nothing;
  const cooling = state.out[policy.name];
  const cooldown = cooling && cooling.until > now ? cooling : undefined;
  const raw = wantedBy(policy, reason, current, cooldown?.base ?? current);
  if (raw === undefined) return nothing;
  const { minCapacity: min, maxCapacity: max, suspended } = target;
  const to = bounded(raw, min, max);
  const cause = `monitor alarm ${reason.alarm} in state ${reason.alarmState} triggered policy ${policy.name}`;
  const change = { from: current, to, policy: policy.name };
  if (to > current) {
    if (suspended.DynamicScalingOutSuspended) return nothing;
    const until = now + secondsOf(policy, 'ScaleOutCooldown') * 1000;
    const out = { ...state.out, [policy.name]: { until, base: cooldown?.base ?? current } };
    return { ask: 'change', change, cause, cooldowns: { out, inUntil: undefined } };
  }
  if (to === current) return cooldown ? nothing : unchanged(cause, { raw, min, max, current });
  if (cooldown || !mayTakeAway(state, question)) return nothing;
  const alarms = question.asked ? [] : othersLow(policies, policy);
  if (alarms.length > 0) return { ask: 'peers', alarms, current, deploying: question.deploying };
  const inUntil = now + secondsOf(policy, 'ScaleInCooldown') * 1000;
  return { ask: 'change', change, cause, cooldowns: { out: state.out, inUntil } };
}

/** AWS: "Application Auto Scaling turns off scale-in processes while Amazon ECS deployments are in progress." */
const mayTakeAway = ({ inUntil = 0 }: TargetState, { target, deploying, now }: Question): boolean =>
  !target.suspended.DynamicScalingInSuspended && !deploying && inUntil <= now;

/** AWS: scales in only if all of the target tracking policies (with the scale-in portion enabled) are ready to. */
function othersLow(policies: readonly ScalingPolicy[], policy: ScalingPolicy): readonly string[] {
  if (!policy.tracking) return [];
  return policies.flatMap(({ name, alarms }) => (name !== policy.name && alarms?.low ? [alarms.low] : []));
}

/**
 * What a policy makes of an alarm. AWS: while it waits for what it has added to take effect, that counts as part of
 * what it wants.
 */
function wantedBy(
  { step, tracking, alarms }: ScalingPolicy,
  { alarm, breach }: Extract<Reason, { kind: 'alarm' }>,
  current: number,
  base: number,
): number | undefined {
  if (tracking) {
    if (breach.value === undefined) return undefined;
    const isHigh = alarm === alarms?.high;
    const wanted = tracked(isHigh ? base : current, breach.value, tracking.TargetValue!);
    return isHigh ? Math.max(wanted, current) : Math.min(wanted, current);
  }
  const found = stepOf(step?.StepAdjustments ?? [], breach);
  if (!found) return undefined;
  const adjustment = {
    type: step!.AdjustmentType ?? 'ChangeInCapacity',
    amount: found.ScalingAdjustment!,
    magnitudeMin: step!.MinAdjustmentMagnitude,
  };
  const wanted = adjusted(base, adjustment);
  return wanted > base ? Math.max(wanted, current) : adjusted(current, adjustment);
}

/** AWS: 300 s for the services of ECS. */
function secondsOf({ step, tracking }: ScalingPolicy, kind: 'ScaleOutCooldown' | 'ScaleInCooldown'): number {
  return (tracking ? tracking[kind] : step?.Cooldown) ?? 300;
}

function unchanged(
  cause: string,
  {
    raw,
    min,
    max,
    current,
  }: { readonly raw: number; readonly min: number; readonly max: number; readonly current: number },
): Verdict {
  const notScaled: NotScaledReason =
    raw > max
      ? { Code: 'AlreadyAtMaxCapacity', MaxCapacity: max }
      : raw < min
        ? { Code: 'AlreadyAtMinCapacity', MinCapacity: min }
        : { Code: 'AlreadyAtDesiredCapacity', CurrentCapacity: current };
  return { ask: 'nothing', notScaled: { cause, notScaled } };
}
