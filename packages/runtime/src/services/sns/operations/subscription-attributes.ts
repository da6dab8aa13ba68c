import type {
  GetSubscriptionAttributesCommandInput,
  GetSubscriptionAttributesResponse,
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicResponse,
  ListSubscriptionsCommandInput,
  ListSubscriptionsResponse,
  SetSubscriptionAttributesCommandInput,
  Subscription as SubscriptionEntry,
} from '@aws-sdk/client-sns';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { enter } from '../access.ts';
import { retryPolicyOf } from '../delivery-policy.ts';
import { invalidParameter } from '../errors.ts';
import {
  subscriptionArn,
  subscriptionKey,
  subscriptions,
  topicArn,
  topics,
  type Subscription,
} from '../records.ts';
import { assertSubscriptionAttribute, findSubscription } from './subscriptions.ts';

const listMax = 100;

export const listSubscriptions: Handler<ListSubscriptionsCommandInput, ListSubscriptionsResponse> = (
  input,
  call,
) => list(call, '', input.NextToken);

export const listSubscriptionsByTopic: Handler<
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicResponse
> = (input, asked) => {
  const { topic, call } = enter(asked, input.TopicArn, { action: 'ListSubscriptionsByTopic' });
  return list(call, subscriptionKey(topic.name, ''), input.NextToken);
};

function list(call: Call, prefix: string, token: string | undefined): ListSubscriptionsResponse {
  const all = subscriptions.list(call.tx, call, { prefix });
  const page = pageOf(all, ({ topicName, id }) => subscriptionKey(topicName, id), {
    token,
    limit: listMax,
    invalid: () => invalidParameter('NextToken'),
  });
  return {
    Subscriptions: page.items.map((subscription) => entry(call, subscription)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
}

function entry(call: Call, subscription: Subscription): SubscriptionEntry {
  return {
    SubscriptionArn: subscription.confirmed ? subscriptionArn(call, subscription) : 'PendingConfirmation',
    Owner: subscription.owner ?? call.account,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: topicArn(call, subscription.topicName),
  };
}

export const getSubscriptionAttributes: Handler<
  GetSubscriptionAttributesCommandInput,
  GetSubscriptionAttributesResponse
> = (input, asked) => {
  const { subscription, call } = findSubscription(asked, input.SubscriptionArn);
  const topic = topics.get(call.tx, call, subscription.topicName);
  const { attributes } = subscription;
  const policy = retryPolicyOf(topic?.attributes['DeliveryPolicy'], attributes['DeliveryPolicy']);
  const web = subscription.protocol.startsWith('http');
  return {
    Attributes: {
      SubscriptionArn: subscriptionArn(call, subscription),
      TopicArn: topicArn(call, subscription.topicName),
      Owner: subscription.owner ?? call.account,
      Protocol: subscription.protocol,
      Endpoint: subscription.endpoint,
      ConfirmationWasAuthenticated: String(subscription.authenticated),
      PendingConfirmation: String(!subscription.confirmed),
      RawMessageDelivery: 'false',
      // AWS: told where there is a policy.
      ...(attributes['FilterPolicy'] && { FilterPolicyScope: 'MessageAttributes' }),
      ...(web && { EffectiveDeliveryPolicy: JSON.stringify({ healthyRetryPolicy: policy }) }),
      ...attributes,
    },
  };
};

export const setSubscriptionAttributes: Handler<SetSubscriptionAttributesCommandInput, object> = (
  input,
  asked,
) => {
  const { key, subscription, call } = findSubscription(asked, input.SubscriptionArn);
  const value = input.AttributeValue ?? '';
  const { FilterPolicyScope: scope } = subscription.attributes;
  assertSubscriptionAttribute(input.AttributeName!, value, scope);
  const { [input.AttributeName!]: _former, ...others } = subscription.attributes;
  const attributes = value === '' ? others : { ...others, [input.AttributeName!]: value };
  subscriptions.put(call.tx, call, key, { ...subscription, attributes });
  return {};
};
