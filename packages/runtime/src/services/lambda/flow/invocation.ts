import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Scope } from '../../../base/scope.ts';
import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** An invocation that nobody waits for. */
export interface Invocation extends Scope {
  readonly functionName: string;
  readonly qualifier?: string | undefined;
  /** JSON text. */
  readonly payload: string;
  /** How many attempts have begun. */
  readonly attempt: number;
}

/** AWS: "Lambda attempts to run it two more times, with a one-minute wait … and two minutes". */
const attemptsMax = 3;
const retryAfterMs = 60_000;

export const invocationFlow: Flow<Invocation, never> = { kind: 'lambda.invocation', decide };

function decide(invocation: Invocation, fact: EngineFact, now: number): Decision<Invocation> {
  switch (fact.type) {
    case 'Started':
    case 'WakeTime':
      return attempt(invocation);
    case 'EffectSucceeded':
      return fact.output.FunctionError === undefined ? end(invocation) : again(invocation, now);
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
  return {
    state: invocation,
    effects: {
      [`attempt-${invocation.attempt}`]: {
        type: 'aws.call',
        service: 'lambda',
        operation: 'RunInvocation',
        input: invocation,
        as: servicePrincipal('lambda'),
        scope: { account: invocation.account, region: invocation.region },
      },
    },
  };
}

function again(invocation: Invocation, now: number): Decision<Invocation> {
  if (invocation.attempt >= attemptsMax) return end(invocation);
  return { state: invocation, wakeAt: now + retryAfterMs * invocation.attempt };
}

const end = (invocation: Invocation): Decision<Invocation> => ({ state: invocation, ended: true });
