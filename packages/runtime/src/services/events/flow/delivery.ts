import { assert } from '../../../base/assert.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import { never } from '../../../base/never.ts';
import { isPassable } from '../../../base/passed-role.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import type { Target } from '../records.ts';
import { deliveryMetrics, type Ending } from './delivery-metrics.ts';
import { deadLetter, stepsTo } from './targets.ts';

/** One event on its way to one target of a rule. */
export interface Delivery extends Scope {
  readonly ruleArn: string;
  readonly ruleName: string;
  readonly bus: string;
  readonly target: Target;
  readonly eventId: string;
  /** As the bus got it, JSON. */
  readonly event: string;
  /** As the target gets it. */
  readonly input: string;
  /** House time at which the rule heard of it. */
  readonly since: number;
  /** Whether it is told to the rule's first target: what is counted once for a rule is counted then. */
  readonly first: boolean;
  /** How many attempts have begun. */
  readonly attempts: number;
  /** House time at which the first of them began, and at which it ended. */
  readonly attemptedAt?: number;
  readonly answeredAt?: number;
  /** The step whose turn is still to come. */
  readonly pending?: number;
}

/** When an API destination may be asked. */
export interface Turn {
  /** House time. */
  readonly notBefore: number;
}

/** How asking an API went. */
export interface Invoked {
  readonly failed?: {
    readonly code: string;
    readonly reason: string;
    readonly passing: boolean;
    readonly retryAfterMs?: number;
  };
}

export const deliveryFlow: Flow<Delivery, never> = { kind: 'events.delivery', decide };

/** AWS: "By default, EventBridge retries … for 24 hours and up to 185 times with an exponential back off". */
const attemptsMax = 185;
const ageSecondsMax = 86_400;
/** AWS: unverified: the delays. These fill 24 hours with 185 attempts. */
const delaySecondsMax = 500;

function decide(delivery: Delivery, fact: EngineFact, now: number): Decision<Delivery> {
  switch (fact.type) {
    case 'Started':
      return attempt({ ...delivery, attemptedAt: now }, now);
    case 'WakeTime':
      return delivery.pending === undefined ? attempt(delivery, now) : step(delivery, delivery.pending);
    case 'EffectSucceeded':
      return succeeded(delivery, fact, now);
    case 'EffectFailed': {
      const answered = { ...delivery, answeredAt: delivery.answeredAt ?? now };
      return failed(answered, { ...fact, passing: passing.has(fact.code) }, now);
    }
    case 'FlowEnded':
      assert(false, 'a delivery awaits no other flow');
      return { state: delivery };
    default:
      return never(fact);
  }
}

function attempt(before: Delivery, now: number): Decision<Delivery> {
  const state = { ...before, attempts: before.attempts + 1 };
  const first = firstStep(state);
  return 'type' in first
    ? { state, effects: { 'step 0': first } }
    : giveUp({ ...state, answeredAt: now }, first, now);
}

/** Or why there is none. */
function firstStep(state: Delivery): AwsCall | Why {
  const { RoleArn, Id } = state.target;
  // Earlier versions took such roles.
  if (RoleArn !== undefined && !isPassable(state, RoleArn))
    return { code: 'AccessDeniedException', reason: 'Cross-account pass role is not allowed.' };
  try {
    return stepsTo(state)[0]!;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // The target takes JSON, and what its rule makes of the event is none. AWS: unverified code and words.
    return { code: 'INVALID_JSON', reason: `The input of the target ${Id} is not valid JSON.` };
  }
}

type Succeeded = Extract<EngineFact, { type: 'EffectSucceeded' }>;

function succeeded(state: Delivery, { effect, output }: Succeeded, now: number): Decision<Delivery> {
  if (effect === 'metrics') return { state, ended: true, forgotten: true };
  if (effect === 'bury') return over(state, 'buried', now);
  // What an API answers is an outcome, whether it likes it or not.
  const { failed: no, notBefore } = (output ?? {}) as Invoked & Partial<Turn>;
  if (no) return failed(state, { effect, ...no }, now);
  return goOn(state, effect, { now, notBefore });
}

/** Most targets are told by one call, a log by two; an API when its turn has come. */
function goOn(state: Delivery, effect: string, { now, notBefore = now }: Going): Decision<Delivery> {
  const next = Number(effect.slice('step '.length)) + 1;
  if (notBefore > now) return { state: { ...state, pending: next }, wakeAt: notBefore };
  return stepsTo(state)[next] ? step(state, next) : over(state, 'told', now);
}

interface Going {
  readonly now: number;
  /** When the next step may begin. */
  readonly notBefore?: number | undefined;
}

function step({ pending: _, ...state }: Delivery, index: number): Decision<Delivery> {
  return { state, effects: { [`step ${index}`]: stepsTo(state)[index]! } };
}

/** Reasons that may pass. AWS: what is for good, such as a missing permission or target, is not tried again. */
const passing = new Set([
  'ConnectionFailed',
  'ConnectionRefused',
  'HostNotFound',
  'RequestThrottled',
  'ServiceException',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimedOut',
  'TooManyRequestsException',
]);

interface Failed {
  readonly effect: string;
  readonly code: string;
  readonly reason: string;
  readonly passing: boolean;
  /** How long who refused wants to be left alone. */
  readonly retryAfterMs?: number;
}

function failed(state: Delivery, failed: Failed, now: number): Decision<Delivery> {
  const { effect, code, reason, retryAfterMs = 0 } = failed;
  assert(effect !== 'metrics', 'CloudWatch takes the metrics of AWS services');
  if (effect === 'bury') return over(state, 'not buried', now);
  if (code === 'ResourceAlreadyExistsException' && effect === 'step 0') return goOn(state, effect, { now });
  const { MaximumRetryAttempts = attemptsMax, MaximumEventAgeInSeconds = ageSecondsMax } =
    state.target.RetryPolicy ?? {};
  if (!failed.passing) return giveUp(state, { code, reason }, now);
  const delayMs = Math.min(2 ** (state.attempts - 1), delaySecondsMax) * 1000;
  const wakeAt = now + Math.max(delayMs, retryAfterMs);
  if (state.attempts > MaximumRetryAttempts)
    return giveUp(state, { code, reason, exhausted: 'MaximumRetryAttempts' }, now);
  if (wakeAt - state.since > MaximumEventAgeInSeconds * 1000)
    return giveUp(state, { code, reason, exhausted: 'MaximumEventAgeInSeconds' }, now);
  return { state, wakeAt };
}

/** Why a target was not told in the end. */
export interface Why {
  readonly code: string;
  readonly reason: string;
  readonly exhausted?: string;
}

function giveUp(state: Delivery, why: Why, now: number): Decision<Delivery> {
  const queue = state.target.DeadLetterConfig?.Arn;
  if (queue === undefined) return over(state, 'given up', now);
  return { state, effects: { bury: deadLetter(state, why, queue) } };
}

/** It is over: CloudWatch is told how it went. */
const over = (state: Delivery, ending: Ending, now: number): Decision<Delivery> => ({
  state,
  effects: { metrics: deliveryMetrics(state, ending, now) },
});
