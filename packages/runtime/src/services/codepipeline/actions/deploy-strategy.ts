import { minuteMs } from './action.ts';

/** So much traffic goes to the new version, for so long. */
export interface TrafficStep {
  /** Of 100. */
  readonly percent: number;
  readonly forMs: number;
}

/** AWS: user guide, "AWS Lambda deploy action reference": "The maximum total wait time is 2 days". */
const totalMsMax = 2 * 24 * 60 * minuteMs;

/**
 * The steps before all traffic goes to the new version; undefined where the strategy is none. AWS: `AllAtOnce`,
 * `Canary10Percent5Minutes`, `Linear10PercentEvery1Minute`, "Both percentage and minute values are changeable".
 */
export function trafficSteps(strategy: string): readonly TrafficStep[] | undefined {
  if (strategy === 'AllAtOnce') return [];
  const canary = /^Canary(\d+)Percent(\d+)Minutes?$/.exec(strategy);
  const linear = /^Linear(\d+)PercentEvery(\d+)Minutes?$/.exec(strategy);
  const [, percentText, minutesText] = canary ?? linear ?? [];
  const [percent, forMs] = [Number(percentText), Number(minutesText) * minuteMs];
  if (!(percent > 0 && percent < 100 && forMs > 0)) return undefined;
  const count = canary ? 1 : Math.ceil(100 / percent) - 1;
  if (count * forMs > totalMsMax) return undefined;
  return Array.from({ length: count }, (_, index) => ({ percent: percent * (index + 1), forMs }));
}
