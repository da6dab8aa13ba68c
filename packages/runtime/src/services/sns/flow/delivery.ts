import { assert } from '../../../base/assert.ts';
import type { HttpPosted } from '../../../base/effects/http.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import type { Posting } from '../envelopes.ts';

/** One message on its way to one subscriber. */
export interface Delivery extends Posting, Scope {
  readonly flow: string;
  readonly url: string;
  /** Seconds to wait before each retry that is left. */
  readonly retryDelays: readonly number[];
  /** How many attempts have begun. */
  readonly attempt: number;
}

/** AWS: "Amazon SNS … waits for a response for 15 seconds". Wall time. */
const responseTimeoutMs = 15_000;

export const deliveryFlow: Flow<Delivery, never> = { kind: 'sns.delivery', decide };

function decide(delivery: Delivery, fact: EngineFact, now: number): Decision<Delivery> {
  switch (fact.type) {
    case 'Started':
    case 'WakeTime':
      return attempt(delivery);
    case 'EffectSucceeded':
      return judge(delivery, (fact.output as HttpPosted).status, now);
    case 'EffectFailed':
      assert(fact.effect !== 'forget', 'what is over can be forgotten');
      return again(delivery, now);
    case 'FlowEnded':
      assert(false, 'a delivery awaits no other flow');
      return { state: delivery };
    default:
      return never(fact);
  }
}

function attempt(before: Delivery): Decision<Delivery> {
  const delivery = { ...before, attempt: before.attempt + 1 };
  const { url, headers, body } = delivery;
  return {
    state: delivery,
    effects: {
      [`post-${delivery.attempt}`]: { type: 'http.post', url, headers, body, timeoutMs: responseTimeoutMs },
    },
  };
}

/** AWS: "5XX and 429 … are retryable. All other errors are considered permanent failures." */
function judge(delivery: Delivery, status: number, now: number): Decision<Delivery> {
  if (status >= 200 && status < 300) return end(delivery);
  return status >= 500 || status === 429 ? again(delivery, now) : end(delivery);
}

function again(delivery: Delivery, now: number): Decision<Delivery> {
  const [delay, ...retryDelays] = delivery.retryDelays;
  if (delay === undefined) return end(delivery);
  const left = { ...delivery, retryDelays };
  return delay === 0 ? attempt(left) : { state: left, wakeAt: now + delay * 1000 };
}

/** Delivered, or not to be delivered: it is forgotten. */
const end = (delivery: Delivery): Decision<Delivery> => ({
  state: delivery,
  effects: {
    forget: {
      type: 'aws.call',
      service: 'sns',
      operation: 'Forget',
      input: { flow: delivery.flow },
      as: servicePrincipal('sns'),
      scope: { account: delivery.account, region: delivery.region },
    },
  },
});
