import type { TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';

const minuteMs = 60_000;

/** One shift of production traffic. */
export interface Shift {
  /** Of the new version, after it. */
  readonly percent: number;
  /** After the shift before it, house time; 0 for the first. */
  readonly afterMs: number;
}

/**
 * How traffic goes over to the new version. AWS: a canary shifts in two steps, a linear one in equal steps,
 * each at the start of its interval.
 */
export function shiftsOf(routing: TrafficRoutingConfig | undefined): readonly Shift[] {
  switch (routing?.type) {
    case 'TimeBasedCanary': {
      const { canaryPercentage, canaryInterval } = routing.timeBasedCanary!;
      return [
        { percent: canaryPercentage!, afterMs: 0 },
        { percent: 100, afterMs: canaryInterval! * minuteMs },
      ];
    }
    case 'TimeBasedLinear': {
      const { linearPercentage, linearInterval } = routing.timeBasedLinear!;
      const steps = Math.ceil(100 / linearPercentage!);
      return Array.from({ length: steps }, (_, step) => ({
        percent: Math.min(100, (step + 1) * linearPercentage!),
        afterMs: step === 0 ? 0 : linearInterval! * minuteMs,
      }));
    }
    default:
      return [{ percent: 100, afterMs: 0 }];
  }
}
