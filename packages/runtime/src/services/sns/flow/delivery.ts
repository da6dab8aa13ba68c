import { assert } from '../../../base/assert.ts';
import type { HttpPosted } from '../../../base/effects/http.ts';
import { never } from '../../../base/never.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import type { Posting } from '../envelopes.ts';

/** One message on its way to one subscriber. */
export interface Delivery extends Posting {
  readonly url: string;
  /** Seconds to wait before each retry that is left. */
  readonly retryDelays: readonly number[];
  /** How many attempts have begun. */
  readonly attempt: number;
  readonly outcome?: 'Delivered' | 'Failed';
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
  if (status >= 200 && status < 300) return end(delivery, 'Delivered');
  return status >= 500 || status === 429 ? again(delivery, now) : end(delivery, 'Failed');
}

function again(delivery: Delivery, now: number): Decision<Delivery> {
  const [delay, ...retryDelays] = delivery.retryDelays;
  if (delay === undefined) return end(delivery, 'Failed');
  const left = { ...delivery, retryDelays };
  return delay === 0 ? attempt(left) : { state: left, wakeAt: now + delay * 1000 };
}

const end = (delivery: Delivery, outcome: 'Delivered' | 'Failed'): Decision<Delivery> => ({
  // What was said is not needed any more.
  state: { ...delivery, body: '', outcome },
  ended: true,
});
