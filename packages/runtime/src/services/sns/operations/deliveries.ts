import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { retryDelays, retryPolicyOf } from '../delivery-policy.ts';
import type { Posting } from '../envelopes.ts';
import { deliveryFlow, type Delivery } from '../flow/delivery.ts';
import type { Subscription, Topic } from '../records.ts';

/** Starts posting something to a subscriber, under the id of its message. */
export function startDelivery(
  call: Call,
  to: { readonly topic: Topic; readonly subscription: Subscription },
  messageId: string,
  posting: Posting,
): void {
  const { topic, subscription } = to;
  const { account, region } = call;
  const policy = retryPolicyOf(topic.attributes['DeliveryPolicy'], subscription.attributes['DeliveryPolicy']);
  const flow = flowId(deliveryFlow.kind, call, `${messageId}:${subscription.id}`);
  const delivery: Delivery = {
    account,
    region,
    ...posting,
    url: subscription.endpoint,
    retryDelays: retryDelays(policy),
    attempt: 0,
    flow,
  };
  call.flows.start(deliveryFlow.kind, flow, delivery);
}

/** The house's own, told by a delivery that is over. */
export const forgetDelivery: Handler<{ readonly flow: string }, object> = ({ flow }, { flows }) => {
  flows.remove(flow);
  return {};
};
