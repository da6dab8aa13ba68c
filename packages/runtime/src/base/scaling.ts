// How much capacity a policy wants. The same for tasks of a service and instances of a group.

export interface StepAdjustment {
  readonly MetricIntervalLowerBound?: number | undefined;
  readonly MetricIntervalUpperBound?: number | undefined;
  readonly ScalingAdjustment?: number | undefined;
}

export interface Adjustment {
  readonly type: string;
  readonly amount: number;
  /** The least that a percentage comes to. */
  readonly magnitudeMin?: number | undefined;
}

/** A breach of a threshold: how far beyond it the metric is; unknown where an alarm was set by hand. */
export interface Breach {
  readonly threshold?: number | undefined;
  readonly value?: number | undefined;
}

/**
 * The step whose interval the breach lies in.
 * AWS: "Step adjustments": the lower bound is inclusive and the upper one exclusive above the threshold, and the other
 * way round below it. Unverified: that an alarm that was set by hand has only just crossed it.
 */
export function stepOf<Step extends StepAdjustment>(
  steps: readonly Step[],
  { threshold = 0, value = threshold }: Breach,
): Step | undefined {
  const beyond = value - threshold;
  return steps.find(
    ({ MetricIntervalLowerBound: lower = -Infinity, MetricIntervalUpperBound: upper = Infinity }) =>
      upper <= 0 ? beyond > lower && beyond <= upper : beyond >= lower && beyond < upper,
  );
}

/**
 * What capacity becomes.
 * AWS: "Scaling adjustment types": a percentage is rounded towards zero, but comes to 1 (or −1) at least.
 */
export function adjusted(capacity: number, { type, amount, magnitudeMin = 0 }: Adjustment): number {
  if (type === 'ExactCapacity') return amount;
  if (type === 'ChangeInCapacity') return capacity + amount;
  const part = (capacity * amount) / 100;
  const whole = Math.abs(part) < 1 ? Math.sign(part) : Math.trunc(part);
  return capacity + Math.sign(whole) * Math.max(Math.abs(whole), magnitudeMin);
}

/** What capacity keeps a metric, that halves when capacity doubles, at its target. */
// AWS: "Target tracking scaling policies": out in proportion to the metric, in more gradually. Unverified: how
// gradually; here it is never so far that the metric would be above its target.
export function tracked(capacity: number, value: number, target: number): number {
  return Math.max(Math.ceil((capacity * value) / target - 1e-9), 0);
}

export const bounded = (capacity: number, min: number, max: number): number =>
  Math.min(Math.max(capacity, min), max);
