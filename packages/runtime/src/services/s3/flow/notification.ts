import { never } from '../../../base/never.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import type { Message } from '../message.ts';

/** One event on its way to one destination. */
export interface Delivery {
  readonly message: Message;
  /** How many have begun. */
  readonly attempts: number;
}

export const notificationKind = 's3.notification';

// AWS: unverified; it says only that events are delivered at least once.
/** Seconds before each further attempt. */
const delays = [1, 10, 60, 600, 3600];

/** What no further attempt would change. */
const hopeless = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'InvalidParameter',
  'InvalidParameterValueException',
  'NotFound',
  'QueueDoesNotExist',
  'ResourceNotFoundException',
  'UnsupportedOperationException',
]);

export const notificationFlow: Flow<Delivery, never> = {
  kind: notificationKind,
  decide(delivery: Delivery, fact: EngineFact, now: number): Decision<Delivery> {
    switch (fact.type) {
      case 'Started':
      case 'WakeTime':
        return attempt(delivery);
      case 'EffectFailed':
        return hopeless.has(fact.code) ? over(delivery) : again(delivery, now);
      case 'EffectSucceeded':
      case 'FlowEnded':
        return over(delivery);
      default:
        return never(fact);
    }
  },
};

function attempt(before: Delivery): Decision<Delivery> {
  const delivery = { ...before, attempts: before.attempts + 1 };
  return {
    state: delivery,
    effects: {
      [`tell-${delivery.attempts}`]: { type: 'aws.call', ...delivery.message, as: servicePrincipal('s3') },
    },
  };
}

function again(delivery: Delivery, now: number): Decision<Delivery> {
  const delay = delays[delivery.attempts - 1];
  return delay === undefined ? over(delivery) : { state: delivery, wakeAt: now + delay * 1000 };
}

const over = (state: Delivery): Decision<Delivery> => ({ state, ended: true, forgotten: true });
