import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { forget, keptMs } from './forgetting.ts';

/** An invocation that nobody waits for. */
export interface Invocation extends Scope {
  readonly functionName: string;
  readonly qualifier?: string | undefined;
  /** JSON text. */
  readonly payload: string;
  /** How many attempts have begun. */
  readonly attempt: number;
  /** It has succeeded, or there will be no more attempts. */
  readonly over: boolean;
  readonly flow: string;
}

/** AWS: "Lambda attempts to run it two more times, with a one-minute wait … and two minutes". */
const attemptsMax = 3;
const retryAfterMs = 60_000;

export const invocationFlow: Flow<Invocation, never> = { kind: 'lambda.invocation', decide };

function decide(invocation: Invocation, fact: EngineFact, now: number): Decision<Invocation> {
  switch (fact.type) {
    case 'Started':
      return attempt(invocation);
    case 'WakeTime':
      if (!invocation.over) return attempt(invocation);
      return { state: invocation, effects: { forget: forget(invocation, invocation.flow) } };
    case 'EffectSucceeded':
      return fact.output.FunctionError === undefined ? end(invocation, now) : again(invocation, now);
    case 'EffectFailed':
      return again(invocation, now);
    case 'FlowEnded':
      assert(false, 'an invocation awaits no other flow');
      return { state: invocation };
    default:
      return never(fact);
  }
}

function attempt(before: Invocation): Decision<Invocation> {
  const invocation = { ...before, attempt: before.attempt + 1 };
  const { functionName, qualifier, payload } = invocation;
  return {
    state: invocation,
    effects: {
      [`attempt-${invocation.attempt}`]: {
        type: 'aws.call',
        service: 'lambda',
        operation: 'RunInvocation',
        input: { functionName, qualifier, payload },
        as: servicePrincipal('lambda'),
        scope: { account: invocation.account, region: invocation.region },
      },
    },
  };
}

function again(invocation: Invocation, now: number): Decision<Invocation> {
  if (invocation.attempt >= attemptsMax) return end(invocation, now);
  return { state: invocation, wakeAt: now + retryAfterMs * invocation.attempt };
}

/** It is kept for a while: a call that queued it, made again after a crash, finds it. */
const end = (invocation: Invocation, now: number): Decision<Invocation> => ({
  state: { ...invocation, payload: '', over: true },
  wakeAt: now + keptMs,
});
