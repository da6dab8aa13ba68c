import { arnOf, parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';
import { invalidParameter } from './errors.ts';
import type { Delivery } from './flow/delivery.ts';

export interface Topic {
  readonly name: string;
  /** As they were set: AWS's names and texts. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Subscription {
  /** Last part of its ARN. */
  readonly id: string;
  readonly topicName: string;
  /** The account that subscribed, where it is not the topic's. */
  readonly owner?: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** Until it is confirmed nothing is delivered. */
  readonly confirmed: boolean;
  /** Whether who confirmed it was known. */
  readonly authenticated: boolean;
  /** What confirms it. */
  readonly token: string;
  readonly tokenExpiresAt: number;
  /** As they were set: RawMessageDelivery, DeliveryPolicy. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What was published to a FIFO topic in the last five minutes. */
export interface Duplicate {
  readonly until: number;
  readonly messageId: string;
  readonly sequenceNumber: string;
}

export const topics = collection<Topic>('sns.topics');
/** By `<topic>|<id>`. */
export const subscriptions = collection<Subscription>('sns.subscriptions');
/** The key of the subscription that a token confirms. */
export const tokens = collection<string>('sns.tokens');

/** FIFO: deliveries that stand in line, by `<topic>|<subscription>|<group>|<number>`. */
export const lines = collection<Delivery>('sns.lines');
/** FIFO: by `<topic>|<group, where it counts>|<deduplication id>`, and the same by the time they end. */
export const duplicates = collection<Duplicate>('sns.duplicates');
export const duplicateTimes = collection<string>('sns.duplicate-times');

export const isFifo = (topic: Topic): boolean => topic.attributes['FifoTopic'] === 'true';

/** Numbers that sort as text. */
export const sortable = (n: number): string => String(n).padStart(15, '0');

export const subscriptionKey = (topicName: string, id: string): string => `${topicName}|${id}`;

export const topicArn = (scope: Scope, name: string): string => arnOf('sns', scope, name);

export const subscriptionArn = (scope: Scope, subscription: Subscription): string =>
  arnOf('sns', scope, `${subscription.topicName}:${subscription.id}`);

/** The topic an ARN names, and where it lives. */
export function topicOf(arn: string | undefined): { readonly scope: Scope; readonly name: string } {
  const parsed = parseArn(arn ?? '');
  if (!parsed || parsed.service !== 'sns' || parsed.resource.includes(':')) invalidParameter('TopicArn');
  return { scope: { account: parsed.account, region: parsed.region }, name: parsed.resource };
}

/** The subscription an ARN names, and where it lives. */
export function subscriptionOf(arn: string | undefined): { readonly scope: Scope; readonly key: string } {
  const parsed = parseArn(arn ?? '');
  const [topicName, id] = parsed?.resource.split(':') ?? [];
  if (!parsed || parsed.service !== 'sns' || !topicName || !id)
    invalidParameter('SubscriptionArn Reason: An ARN must have at least 6 elements, not 1');
  return {
    scope: { account: parsed.account, region: parsed.region },
    key: subscriptionKey(topicName, id),
  };
}
