import { flowId, type Call } from '../../dispatch/service.ts';
import { invalidParameter, notServed } from './errors.ts';
import { rotationFlow, type Rotation } from './flow/rotation.ts';
import type { RotationRecord, SecretRecord } from './records.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const flowOf = (call: Call, secret: SecretRecord): string => flowId(rotationFlow.kind, call, secret.name);

/** Whether there is a flow that rotates it. */
const isRotating = ({ rotation, deletedDate }: SecretRecord): boolean =>
  rotation?.enabled === true && deletedDate === undefined;

/** Rotates it from now on; at once, into the version named by `token`. */
export function startRotating(call: Call, secret: SecretRecord, token: string | undefined): void {
  const { lambdaArn, next } = secret.rotation!;
  const { account, region } = call;
  const state: Rotation = { account, region, arn: secret.arn, lambdaArn, next, token, step: 0 };
  call.flows.start(rotationFlow.kind, flowOf(call, secret), state);
}

export function stopRotating(call: Call, secret: SecretRecord): void {
  if (isRotating(secret)) call.flows.remove(flowOf(call, secret));
}

/** How long after a rotation the next one is; undefined where none is said. */
export function intervalOf(rules: RotationRecord['rules']): number | undefined {
  const { AutomaticallyAfterDays: days, ScheduleExpression: schedule } = rules;
  if (days !== undefined && schedule !== undefined)
    invalidParameter('You can specify AutomaticallyAfterDays or ScheduleExpression, but not both.');
  if (schedule === undefined) return days === undefined ? undefined : days * dayMs;
  if (schedule.startsWith('cron(')) notServed('rotation schedules by cron()');
  const [, amount, unit] = /^rate\((\d+) (hours?|days?)\)$/.exec(schedule) ?? [];
  if (!amount || !unit) return invalidParameter(`Invalid ScheduleExpression: ${schedule}`);
  const interval = Number(amount) * (unit.startsWith('hour') ? hourMs : dayMs);
  // AWS: "as often as every four hours", at most 999 days.
  if (interval < 4 * hourMs || interval > 999 * dayMs)
    invalidParameter(`Invalid ScheduleExpression: ${schedule}`);
  return interval;
}
