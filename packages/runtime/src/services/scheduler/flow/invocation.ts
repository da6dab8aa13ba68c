import { parseArn } from '../../../base/arn.ts';
import { assert } from '../../../base/assert.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import { never } from '../../../base/never.ts';
import { isPassable } from '../../../base/passed-role.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import type { Target } from '../records.ts';
import { askOf, isUniversal } from '../targets.ts';
import { attempted, buried, counted, dropped, notBuriedAs, refusedAs } from './metrics.ts';

/** One time that a schedule came due, on its way to its target. */
export interface Invocation extends Scope {
  readonly scheduleArn: string;
  readonly target: Target;
  /** Of this time alone: what is sent twice carries it twice. */
  readonly id: string;
  /** House time. */
  readonly due: number;
  /** How many attempts have begun. */
  readonly attempts: number;
}

export const invocationFlow: Flow<Invocation, never> = { kind: 'scheduler.invocation', decide };

/** AWS: API reference, RetryPolicy: 185 times and 24 hours, unless said. */
const attemptsMax = 185;
const ageSecondsMax = 86_400;
/** AWS: unverified: the delays, which grow exponentially. */
const delaySecondsMax = 500;

function decide(state: Invocation, fact: EngineFact, now: number): Decision<Invocation> {
  switch (fact.type) {
    case 'Started':
    case 'WakeTime':
      return attempt(state, now);
    case 'EffectSucceeded':
      return over(state, [fact.effect === 'bury' ? buried : attempted], now);
    case 'EffectFailed':
      if (fact.effect === 'bury') return over(state, notBuriedAs(fact.code), now);
      return failed(state, fact, now);
    case 'FlowEnded':
      assert(false, 'an invocation awaits no other flow');
      return { state };
    default:
      return never(fact);
  }
}

const over = (state: Invocation, what: readonly string[], now: number): Decision<Invocation> => ({
  state,
  ended: true,
  forgotten: true,
  measures: [counted(state, what, now)],
});

function attempt(before: Invocation, now: number): Decision<Invocation> {
  const state = { ...before, attempts: before.attempts + 1 };
  if (!isPassable(state, state.target.RoleArn)) return refused(state, now);
  return { state, effects: { [`attempt ${state.attempts}`]: call(state) } };
}

/** Earlier versions took roles of other accounts: neither the target nor the dead-letter queue is told by them. */
function refused(state: Invocation, now: number): Decision<Invocation> {
  const code = 'AccessDeniedException';
  const lost = state.target.DeadLetterConfig ? notBuriedAs(code) : [];
  return over(state, [attempted, refusedAs(code), dropped, ...lost], now);
}

function call(state: Invocation): AwsCall {
  const { target, id } = state;
  const asked = askOf(target)!({ target, id, text: textOf(state) });
  const byUser = isUniversal(target);
  const { account, region } = byUser ? state : parseArn(target.Arn)!;
  const scope = { account, region };
  return { type: 'aws.call', ...asked, as: target.RoleArn, scope, ...(byUser && { byUser }) };
}

// AWS: user guide, "Adding context attributes": four words that are filled in.
function textOf({ scheduleArn, target, id, due, attempts, account, region }: Invocation): string {
  const time = new Date(due).toISOString().replace('.000Z', 'Z');
  const own = {
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account,
    time,
    region,
    resources: [scheduleArn],
    detail: '{}',
  };
  if (target.Input === undefined) return isUniversal(target) ? '{}' : JSON.stringify(own);
  return target.Input.replaceAll('<aws.scheduler.schedule-arn>', scheduleArn)
    .replaceAll('<aws.scheduler.scheduled-time>', time)
    .replaceAll('<aws.scheduler.execution-id>', id)
    .replaceAll('<aws.scheduler.attempt-number>', String(attempts));
}

/** Reasons that may pass. */
const passing = new Set([
  'ServiceException',
  'ServiceUnavailable',
  'ThrottlingException',
  'TooManyRequestsException',
  'InternalServerException',
]);

type Failed = Extract<EngineFact, { type: 'EffectFailed' }>;

function failed(state: Invocation, { code, reason }: Failed, now: number): Decision<Invocation> {
  const { MaximumRetryAttempts = attemptsMax, MaximumEventAgeInSeconds = ageSecondsMax } =
    state.target.RetryPolicy ?? {};
  if (!passing.has(code)) return giveUp(state, { code, reason }, now);
  const wakeAt = now + Math.min(2 ** (state.attempts - 1), delaySecondsMax) * 1000;
  if (state.attempts > MaximumRetryAttempts)
    return giveUp(state, { code, reason, exhausted: 'MaximumRetryAttempts' }, now);
  if (wakeAt - state.due > MaximumEventAgeInSeconds * 1000)
    return giveUp(state, { code, reason, exhausted: 'MaximumEventAgeInSeconds' }, now);
  return { state, wakeAt, measures: [counted(state, [attempted, refusedAs(code)], now)] };
}

interface Why {
  readonly code: string;
  readonly reason: string;
  readonly exhausted?: string;
}

function giveUp(state: Invocation, why: Why, now: number): Decision<Invocation> {
  const what = [attempted, refusedAs(why.code), dropped];
  const bury = deadLetter(state, why);
  return bury ? { state, effects: { bury }, measures: [counted(state, what, now)] } : over(state, what, now);
}

// AWS: user guide, "Configuring a dead-letter queue": the input, and why it is there in the message's attributes.
function deadLetter(state: Invocation, { code, reason, exhausted }: Why): AwsCall | undefined {
  const queue = parseArn(state.target.DeadLetterConfig?.Arn ?? '');
  if (!queue) return undefined;
  const attributes = {
    SCHEDULE_ARN: state.scheduleArn,
    TARGET_ARN: state.target.Arn,
    ERROR_CODE: code,
    ERROR_MESSAGE: reason,
    RETRY_ATTEMPTS: String(state.attempts - 1),
    ...(exhausted !== undefined && { EXHAUSTED_RETRY_CONDITION: exhausted }),
  };
  return {
    type: 'aws.call',
    service: 'sqs',
    operation: 'SendMessage',
    input: {
      QueueUrl: `${queue.account}/${queue.resource}`,
      MessageBody: textOf(state),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes)
          .filter(([, value]) => value !== '')
          .map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    },
    // AWS: the role of the target needs sqs:SendMessage.
    as: state.target.RoleArn,
    scope: { account: queue.account, region: queue.region },
  };
}
