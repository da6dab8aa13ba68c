import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import {
  contentTypeOf,
  mailPolicy,
  ownServicesPolicy,
  retryPolicyOf,
  type RetryPolicy,
} from '../delivery-policy.ts';
import type { Letter } from '../envelopes.ts';
import { begun, deliveryFlow, type Delivery, type Outcome } from '../flow/delivery.ts';
import { lines, sortable, subscriptionArn, type Subscription, type Topic } from '../records.ts';
import { note, plusOne } from '../tallies.ts';

interface To {
  readonly topic: Topic;
  readonly subscription: Subscription;
}

/** Starts the delivery of a letter. Those of a FIFO topic stand in line behind others of their group. */
export function startDelivery(call: Call, to: To, letter: Letter): void {
  const { topic, subscription } = to;
  if (letter.sequenceNumber !== undefined) return standInLine(call, to, letter);
  const flow = flowId(deliveryFlow.kind, call, `${letter.messageId}:${subscription.id}`);
  call.flows.start(deliveryFlow.kind, flow, begun(deliveryOf(call, { topic, subscription }, letter, flow)));
}

/** One flow a subscriber and group, which goes on while anybody stands in its line. */
function standInLine(call: Call, to: To, letter: Letter): void {
  const { topic, subscription } = to;
  const prefix = `${topic.name}|${subscription.id}|${encodeURIComponent(letter.group ?? '')}|`;
  const flow = flowId(deliveryFlow.kind, call, `${subscription.id}:${letter.group}`);
  const line = `${prefix}${sortable(Number(call.tx.next('sns.line')))}`;
  const delivery = { ...deliveryOf(call, to, letter, flow), line };
  lines.put(call.tx, call, line, delivery);
  if (call.flows.state(flow) === undefined) call.flows.start(deliveryFlow.kind, flow, begun(delivery));
}

function deliveryOf(call: Call, { topic, subscription }: To, letter: Letter, flow: string): Delivery {
  const { account, region } = call;
  const { protocol, endpoint, attributes, confirmed } = subscription;
  const policy = topic.attributes['DeliveryPolicy'];
  return {
    account,
    region,
    flow,
    topicName: topic.name,
    letter,
    to: {
      protocol,
      endpoint,
      subscriptionArn: confirmed ? subscriptionArn(call, subscription) : undefined,
      raw: /^true$/i.test(attributes['RawMessageDelivery'] ?? ''),
      contentType: protocol.startsWith('http')
        ? contentTypeOf(policy, attributes['DeliveryPolicy'])
        : undefined,
      house: call.endpoint,
    },
    signatureVersion: topic.attributes['SignatureVersion'] ?? '1',
    retry: retryOf(protocol, policy, attributes['DeliveryPolicy']),
    deadLetterArn: confirmed ? deadLetterArnOf(attributes['RedrivePolicy']) : undefined,
  };
}

function retryOf(protocol: string, topic: string | undefined, subscription: string | undefined): RetryPolicy {
  if (protocol.startsWith('http')) return retryPolicyOf(topic, subscription);
  return protocol.startsWith('email') ? mailPolicy : ownServicesPolicy;
}

const deadLetterArnOf = (policy: string | undefined): string | undefined =>
  policy ? (JSON.parse(policy) as { readonly deadLetterTargetArn?: string }).deadLetterTargetArn : undefined;

interface Settled {
  readonly flow: string;
  readonly topicName: string;
  readonly outcome: Outcome;
  readonly line?: string;
}

/** The house's own, told by a delivery that is over: the flow goes, or is given the next one in its line. */
export const settleDelivery: Handler<Settled, { readonly next?: Delivery }> = (settled, call) => {
  const { flow, topicName, outcome, line } = settled;
  note(call, topicName, (tally) => ({ ...tally, outcomes: plusOne(tally.outcomes, outcome) }));
  const next = line === undefined ? undefined : nextInLine(call, line);
  if (next) return { next };
  call.flows.remove(flow);
  return {};
};

function nextInLine(call: Call, line: string): Delivery | undefined {
  lines.delete(call.tx, call, line);
  const prefix = line.slice(0, line.lastIndexOf('|') + 1);
  return lines.list(call.tx, call, { prefix, limit: 1 })[0];
}
