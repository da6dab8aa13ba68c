import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Vended, VendedDatum } from '../../../base/vended.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { forget, keptMs } from './forgetting.ts';
import { deadLetterCall, destinationCall, type Condition } from './outcome-record.ts';

/** An invocation that nobody waits for. */
export interface Invocation extends Scope, AsyncSettings {
  readonly functionName: string;
  readonly qualifier?: string | undefined;
  /** As it was invoked; `$LATEST` where without a qualifier. */
  readonly functionArn: string;
  /** The same for every attempt. */
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly queuedAt: number;
  /** When the attempt under way began. */
  readonly attemptedAt?: number;
  /** How many attempts have begun that were not turned away. */
  readonly attempt: number;
  /** How often it was turned away since the last attempt. */
  readonly turnedAway: number;
  /** How the last attempt went. */
  readonly ran?: Ran | undefined;
  /** It has succeeded, or there will be no more attempts. */
  readonly over: boolean;
  readonly flow: string;
}

/** What the function says of such invocations, as of the last attempt. */
export interface AsyncSettings {
  /** The function's own, by which others are told. */
  readonly role: string;
  readonly retriesMax: number;
  readonly ageMsMax: number;
  readonly onSuccess?: string | undefined;
  readonly onFailure?: string | undefined;
  readonly deadLetterArn?: string | undefined;
}

export interface Ran {
  readonly executedVersion: string;
  readonly functionError?: string | undefined;
  readonly payload: string;
}

/** What `RunInvocation` answers. */
export interface AttemptMade {
  readonly ran: Ran;
  readonly settings: AsyncSettings;
}

/** AWS: "two more times, with a one-minute wait between the first two attempts, and two minutes …". */
const retryAfterMs = 60_000;
/** AWS: of throttling: "exponentially from 1 second after the first attempt to a maximum of 5 minutes". */
const throttledMs = { first: 1000, most: 5 * 60_000 };

export const invocationFlow: Flow<Invocation, never> = { kind: 'lambda.invocation', decide };

function decide(invocation: Invocation, fact: EngineFact, now: number): Decision<Invocation> {
  switch (fact.type) {
    case 'Started':
      return {
        ...attempt(invocation, now),
        measures: [measured(invocation, counted('AsyncEventsReceived'), now)],
      };
    case 'WakeTime':
      if (!invocation.over) return attempt(invocation, now);
      return { state: invocation, effects: { forget: forget(invocation, invocation.flow) } };
    case 'EffectSucceeded':
      return invocation.over ? rest(invocation, now) : made(invocation, fact.output, now);
    case 'EffectFailed':
      return invocation.over ? untold(invocation, fact.effect, now) : failed(invocation, fact.code, now);
    case 'FlowEnded':
      assert(false, 'an invocation awaits no other flow');
      return { state: invocation };
    default:
      return never(fact);
  }
}

function attempt(before: Invocation, now: number): Decision<Invocation> {
  if (now - before.queuedAt > before.ageMsMax) return end(before, 'EventAgeExceeded', now);
  const invocation = { ...before, attempt: before.attempt + 1, attemptedAt: now };
  const { functionName, qualifier, payload, requestId, attempt: number, account, region } = invocation;
  return {
    state: invocation,
    effects: {
      [`attempt-${number}-${before.turnedAway}`]: {
        type: 'aws.call',
        service: 'lambda',
        operation: 'RunInvocation',
        input: { functionName, qualifier, payload, requestId, attempt: number },
        as: servicePrincipal('lambda'),
        scope: { account, region },
      },
    },
  };
}

function made(before: Invocation, { ran, settings }: AttemptMade, now: number): Decision<Invocation> {
  const invocation = { ...before, ...settings, ran, turnedAway: 0 };
  const { functionError } = ran;
  const decision = functionError === undefined ? end(invocation, 'Success', now) : again(invocation, now);
  return { ...decision, measures: [...(decision.measures ?? []), aged(invocation)] };
}

/** What was turned away has not been attempted; of a function that is gone nobody is told. */
function failed(before: Invocation, code: string, now: number): Decision<Invocation> {
  switch (code) {
    case 'ResourceNotFoundException':
      return rest({ ...before, over: true }, now);
    case 'TooManyRequestsException': {
      const { first, most } = throttledMs;
      const wait = Math.min(first * 2 ** before.turnedAway, most);
      const state = { ...before, attempt: before.attempt - 1, turnedAway: before.turnedAway + 1 };
      return { state, wakeAt: now + wait };
    }
    default:
      return again(before, now);
  }
}

function again(invocation: Invocation, now: number): Decision<Invocation> {
  if (invocation.attempt > invocation.retriesMax) return end(invocation, 'RetriesExhausted', now);
  return { state: invocation, wakeAt: now + retryAfterMs * invocation.attempt };
}

/** Tells whoever is to be told. */
function end(before: Invocation, condition: Condition, now: number): Decision<Invocation> {
  const state = { ...before, over: true };
  const destination = condition === 'Success' ? before.onSuccess : before.onFailure;
  const told =
    destination === undefined ? undefined : destinationCall(before, destination, { condition, now });
  const dead =
    condition === 'Success' || before.deadLetterArn === undefined ? undefined : before.deadLetterArn;
  const letter = dead === undefined ? undefined : deadLetterCall(before, dead);
  const effects = { ...(told && { destination: told }), ...(letter && { 'dead letter': letter }) };
  const measures = condition === 'Success' ? [] : [measured(before, counted('AsyncEventsDropped'), now)];
  return { ...rest(state, now), effects, measures };
}

type Measured = Pick<VendedDatum, 'MetricName' | 'Value' | 'Unit'>;

const counted = (MetricName: string): Measured => ({ MetricName, Value: 1, Unit: 'Count' });

/** How old an event was when the function was invoked with it: of each attempt that was not turned away. */
function aged(invocation: Invocation): Vended {
  const { queuedAt, attemptedAt = queuedAt } = invocation;
  const age: Measured = { MetricName: 'AsyncEventAge', Value: attemptedAt - queuedAt, Unit: 'Milliseconds' };
  return measured(invocation, age, attemptedAt);
}

// AWS: "Types of metrics for Lambda functions", Asynchronous invocation metrics: what came in, how old it was when it
// was tried, what was given up; of all functions together, too.
function measured(invocation: Invocation, measure: Measured, at: number): Vended {
  const { account, region, functionName, qualifier } = invocation;
  const own = { Name: 'FunctionName', Value: functionName };
  const resource = { Name: 'Resource', Value: `${functionName}:${qualifier}` };
  const sets = qualifier === undefined ? [[], [own]] : [[], [own], [own, resource]];
  const datum = { ...measure, Timestamp: new Date(at).toISOString() };
  const data = sets.map((Dimensions) => ({ ...datum, Dimensions }));
  return { scope: { account, region }, namespace: 'AWS/Lambda', data };
}

/** AWS: "Viewing metrics for Lambda functions", Asynchronous invocation metrics. */
const lostMetrics = new Map([
  ['destination', 'DestinationDeliveryFailures'],
  ['dead letter', 'DeadLetterErrors'],
]);

function untold(invocation: Invocation, effect: string, now: number): Decision<Invocation> {
  const MetricName = lostMetrics.get(effect);
  if (MetricName === undefined) return rest(invocation, now);
  const { account, region, functionName } = invocation;
  const Dimensions = [{ Name: 'FunctionName', Value: functionName }];
  const MetricData = [
    { MetricName, Value: 1, Unit: 'Count', Dimensions, Timestamp: new Date(now).toISOString() },
  ];
  const lost: Effect = {
    type: 'aws.call',
    service: 'cloudwatch',
    operation: 'PutMetricData',
    input: { Namespace: 'AWS/Lambda', MetricData },
    as: servicePrincipal('lambda'),
    scope: { account, region },
  };
  return { ...rest(invocation, now), effects: { lost } };
}

/** It is kept for a while: a call that queued it, made again after a crash, finds it. */
const rest = (invocation: Invocation, now: number): Decision<Invocation> => ({
  state: { ...invocation, payload: '', ran: undefined },
  wakeAt: now + keptMs,
});
