import { arnOf, parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';
import { invalidParameter } from './errors.ts';

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

export const topics = collection<Topic>('sns.topics');
/** By `<topic>|<id>`. */
export const subscriptions = collection<Subscription>('sns.subscriptions');
/** The key of the subscription that a token confirms. */
export const tokens = collection<string>('sns.tokens');

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
