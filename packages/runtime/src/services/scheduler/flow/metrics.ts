import type { Vended } from '../../../base/vended.ts';
import type { Invocation } from './invocation.ts';

// AWS: user guide, "Monitoring with CloudWatch", and CDK's `ScheduleGroup`, which names each of them.
export const attempted = 'InvocationAttemptCount';
export const dropped = 'InvocationDroppedCount';
export const buried = 'InvocationsSentToDeadLetterCount';

// AWS: unverified that an attempt which the target throttled is counted as such alone.
export const refusedAs = (code: string): string =>
  throttling.has(code) ? 'TargetErrorThrottledCount' : 'TargetErrorCount';

const throttling = new Set(['ThrottlingException', 'TooManyRequestsException', 'RequestThrottled']);

export const notBuriedAs = (code: string): readonly string[] => {
  const name = 'InvocationsFailedToBeSentToDeadLetterCount';
  return [name, `${name}_${code}`];
};

/** What CloudWatch is told has happened to an invocation: of its schedule's group, and of all of them together. */
export function counted(invocation: Invocation, what: readonly string[], now: number): Vended {
  const { account, region, scheduleArn } = invocation;
  const group = scheduleArn.split('/')[1]!;
  const Timestamp = new Date(now).toISOString();
  const data = what.flatMap((MetricName) => {
    const datum = { MetricName, Value: 1, Unit: 'Count', Timestamp } as const;
    return [{ ...datum, Dimensions: [{ Name: 'ScheduleGroup', Value: group }] }, datum];
  });
  return { scope: { account, region }, namespace: 'AWS/Scheduler', data };
}
