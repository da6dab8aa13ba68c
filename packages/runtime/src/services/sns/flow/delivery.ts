import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { HttpPosted } from '../../../base/effects/http.ts';
import type { SignatureMade } from '../../../base/effects/signature.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { isChat } from '../chat-endpoint.ts';
import { retryDelay, type RetryPolicy } from '../delivery-policy.ts';
import { isSigned, textToSign, type Addressee, type Letter, type Signature } from '../envelopes.ts';
import { deadLetter, effectOf } from './sending.ts';

/** A letter on its way to one subscriber. */
export interface Delivery extends Scope {
  readonly flow: string;
  readonly topicName: string;
  readonly letter: Letter;
  readonly to: Addressee;
  /** `1` or `2`. */
  readonly signatureVersion: string;
  readonly retry: RetryPolicy;
  /** The queue that gets what could not be delivered. */
  readonly deadLetterArn?: string | undefined;
  /** Of a FIFO topic: where it stands in line. The flow goes on with the next one. */
  readonly line?: string;
}

/** What became of it. */
export type Outcome = 'delivered' | 'failed' | 'redriven' | 'not redriven';

interface Delivering extends Delivery {
  readonly signed?: Signature;
  /** How many attempts have begun. */
  readonly attempt: number;
}

export const deliveryFlow: Flow<Delivering, never> = { kind: 'sns.delivery', decide };

export const begun = (delivery: Delivery): Delivering => ({ ...delivery, attempt: 0 });

function decide(state: Delivering, fact: EngineFact, now: number): Decision<Delivering> {
  switch (fact.type) {
    case 'Started':
      return begin(state);
    case 'WakeTime':
      return attempt(state);
    case 'EffectSucceeded':
      return succeeded(state, fact, now);
    case 'EffectFailed':
      return failed(state, fact, now);
    case 'FlowEnded':
      assert(false, 'a delivery awaits no other flow');
      return { state };
    default:
      return never(fact);
  }
}

function begin(state: Delivering): Decision<Delivering> {
  if (!isSigned(state.letter, state.to)) return attempt(state);
  const algorithm = state.signatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
  const text = textToSign(state.letter, state.to);
  return { state, effects: { sign: { type: 'signature.make', text, algorithm } } };
}

function attempt(before: Delivering): Decision<Delivering> {
  const state = { ...before, attempt: before.attempt + 1 };
  return { state, effects: { [`attempt ${state.attempt}`]: effectOf(state) } };
}

type Succeeded = Extract<EngineFact, { type: 'EffectSucceeded' }>;

function succeeded(state: Delivering, { effect, output }: Succeeded, now: number): Decision<Delivering> {
  switch (effect) {
    case 'sign': {
      const { signature, certificate } = output as SignatureMade;
      return attempt({ ...state, signed: { version: state.signatureVersion, signature, certificate } });
    }
    case 'bury':
      return settle(state, 'redriven');
    case 'settle':
      return begin({ ...begun((output as { readonly next: Delivery }).next), flow: state.flow });
    default:
      return state.to.protocol.startsWith('http') && !isChat(state.to.endpoint)
        ? judge(state, (output as HttpPosted).status, now)
        : settle(state, 'delivered');
  }
}

/** AWS: "5XX and 429 … are retryable. All other errors are considered permanent failures." */
function judge(state: Delivering, status: number, now: number): Decision<Delivering> {
  if (status >= 200 && status < 300) return settle(state, 'delivered');
  return status >= 500 || status === 429 ? again(state, now) : giveUp(state);
}

/** Reasons that may pass: of the world, and of AWS's services. */
const passing = new Set([
  'ConnectionFailed',
  'ConnectionRefused',
  'HostNotFound',
  'TimedOut',
  'MailServerFailed',
  'RequestThrottled',
  'ServiceException',
  'ServiceUnavailable',
  'ThrottlingException',
  'TooManyRequestsException',
]);

type Failed = Extract<EngineFact, { type: 'EffectFailed' }>;

function failed(state: Delivering, { effect, code }: Failed, now: number): Decision<Delivering> {
  assert(effect !== 'settle' && effect !== 'sign', `${effect} does not fail`);
  if (effect === 'bury') return settle(state, 'not redriven');
  return passing.has(code) ? again(state, now) : giveUp(state);
}

function again(state: Delivering, now: number): Decision<Delivering> {
  const delay = retryDelay(state.retry, state.attempt - 1);
  if (delay === undefined) return giveUp(state);
  return delay === 0 ? attempt(state) : { state, wakeAt: now + delay * 1000 };
}

function giveUp(state: Delivering): Decision<Delivering> {
  if (state.deadLetterArn === undefined) return settle(state, 'failed');
  return { state, effects: { bury: deadLetter(state, state.deadLetterArn) } };
}

/** Told what became of it, `sns` removes the flow, or answers who stands next in its line. */
function settle(state: Delivering, outcome: Outcome): Decision<Delivering> {
  const { account, region, flow, topicName, line } = state;
  const settled: Effect = {
    type: 'aws.call',
    service: 'sns',
    operation: 'Settle',
    input: { flow, topicName, outcome, line },
    as: servicePrincipal('sns'),
    scope: { account, region },
  };
  return { state, effects: { settle: settled } };
}
