import { adjusted, bounded, stepOf, tracked, type Breach } from '../../../base/scaling.ts';
import type { AutoScalingGroup } from '../records.ts';
import type { Scaling, ScalingPolicy } from './records.ts';

export interface Situation {
  readonly group: AutoScalingGroup;
  readonly scaling: Scaling;
  readonly breach: Breach;
  /** The alarm that has told of it. */
  readonly alarm?: string | undefined;
  readonly now: number;
}

export interface Outcome {
  readonly desired: number;
  readonly scaling: Scaling;
}

/** What a policy makes of a group; undefined where it changes nothing. */
export function outcomeOf(policy: ScalingPolicy, situation: Situation): Outcome | undefined {
  const { group, scaling, now } = situation;
  const current = group.desiredCapacity;
  const warming = { ...scaling.warming };
  for (const [name, { until }] of Object.entries(warming)) if (until <= now) delete warming[name];
  const base = warming[policy.name]?.base ?? current;
  const raw = wantedBy(policy, situation, base);
  if (raw === undefined) return undefined;
  const desired = bounded(raw, group.minSize, group.maxSize);
  if (desired === current) return undefined;
  if (policy.type === 'SimpleScaling') {
    const seconds = policy.cooldownSeconds ?? group.defaultCooldown;
    return { desired, scaling: { warming, cooldown: { from: now, seconds } } };
  }
  // AWS: "Scale-in activities can't start while a scale-out activity is in progress", which lasts for the warm-up.
  if (desired < current)
    return Object.keys(warming).length > 0 ? undefined : { desired, scaling: { warming } };
  const seconds = policy.warmupSeconds ?? group.instanceWarmup ?? group.defaultCooldown;
  return {
    desired,
    scaling: { warming: { ...warming, [policy.name]: { base, until: now + seconds * 1000 } } },
  };
}

function wantedBy(
  { type, tracking, alarms, adjustment, steps = [], adjustmentType = '', magnitudeMin }: ScalingPolicy,
  { group: { desiredCapacity: current }, breach, alarm }: Situation,
  base: number,
): number | undefined {
  if (type === 'TargetTrackingScaling') {
    if (breach.value === undefined) return undefined;
    const isHigh = alarm === alarms?.high;
    const wanted = tracked(isHigh ? base : current, breach.value, tracking!.TargetValue);
    return isHigh ? Math.max(wanted, current) : Math.min(wanted, current);
  }
  const amount = type === 'SimpleScaling' ? adjustment : stepOf(steps, breach)?.ScalingAdjustment;
  if (amount === undefined) return undefined;
  const change = { type: adjustmentType, amount, magnitudeMin };
  const wanted = adjusted(base, change);
  return wanted > base ? Math.max(wanted, current) : adjusted(current, change);
}
