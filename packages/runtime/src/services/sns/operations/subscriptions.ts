import type {
  ConfirmSubscriptionCommandInput,
  ConfirmSubscriptionResponse,
  SubscribeCommandInput,
  SubscribeResponse,
  UnsubscribeCommandInput,
} from '@aws-sdk/client-sns';
import { alphabets } from '../../../base/ids.ts';
import { own } from '../../../base/own.ts';
import { anonymous, type Call, type Handler } from '../../../dispatch/service.ts';
import { subscriptionRetryPolicy } from '../delivery-policy.ts';
import { subscriptionConfirmation } from '../envelopes.ts';
import {
  invalidParameter,
  notServed,
  signatureRequired,
  subscriptionDiffers,
  subscriptionNotFound,
  topicNotFound,
} from '../errors.ts';
import {
  subscriptionArn,
  subscriptionKey,
  subscriptionOf,
  subscriptions,
  tokens,
  topicArn,
  topicOf,
  topics,
  type Subscription,
  type Topic,
} from '../records.ts';
import { startDelivery } from './deliveries.ts';
import { findTopic } from './topics.ts';

/** AWS: "Confirmation tokens are valid for two days." */
const tokenLifeMs = 2 * 24 * 60 * 60 * 1000;

/** What an endpoint must look like. Mail is recorded, and waits for its confirmation: README.md. */
const endpoints: Readonly<Record<string, RegExp>> = {
  http: /^http:\/\/\S+$/,
  https: /^https:\/\/\S+$/,
  email: /^[^@\s]+@[^@\s]+$/,
  'email-json': /^[^@\s]+@[^@\s]+$/,
};

const unserved = ['sqs', 'lambda', 'sms', 'application', 'firehose'];

// AWS: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
export const subscribe: Handler<SubscribeCommandInput, SubscribeResponse> = (input, call) => {
  const topic = findTopic(call, input.TopicArn, 'Subscribe');
  const attributes = input.Attributes ?? {};
  assertEndpoint(input.Protocol!, input.Endpoint);
  for (const attribute of Object.entries(attributes)) assertSubscriptionAttribute(...attribute);
  const subscription = known(call, topic, input) ?? create(call, topic, input);
  const told = subscription.confirmed || input.ReturnSubscriptionArn;
  return { SubscriptionArn: told ? subscriptionArn(call, subscription) : 'pending confirmation' };
};

function assertEndpoint(protocol: string, endpoint: string | undefined): void {
  if (unserved.includes(protocol)) notServed(`Protocol ${protocol}`);
  const shape = own(endpoints, protocol);
  if (!shape) invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  if (endpoint === undefined || !shape.test(endpoint)) {
    const web = protocol.startsWith('http');
    invalidParameter(web ? 'Endpoint must match the specified protocol' : 'Email address');
  }
}

export function assertSubscriptionAttribute(name: string, value: string): void {
  switch (name) {
    case 'RawMessageDelivery':
      if (!/^(true|false)$/i.test(value))
        invalidParameter(
          `Attributes Reason: RawMessageDelivery: Invalid value [${value}]. Must be true or false.`,
        );
      return;
    case 'DeliveryPolicy':
      return void subscriptionRetryPolicy(value);
    case 'FilterPolicy':
    case 'FilterPolicyScope':
    case 'RedrivePolicy':
    case 'SubscriptionRoleArn':
    case 'ReplayPolicy':
      if (value === '' || value === '{}') return;
      return notServed(name);
    default:
      return invalidParameter('AttributeName');
  }
}

/** AWS: subscribing the same endpoint again answers the subscription it has. */
function known(call: Call, topic: Topic, input: SubscribeCommandInput): Subscription | undefined {
  const all = subscriptions.list(call.tx, call, { prefix: subscriptionKey(topic.name, '') });
  const same = all.find(
    ({ protocol, endpoint }) => protocol === input.Protocol && endpoint === input.Endpoint,
  );
  if (!same) return undefined;
  for (const [name, value] of Object.entries(input.Attributes ?? {}))
    if ((same.attributes[name] ?? '') !== value) subscriptionDiffers();
  if (!same.confirmed) askToConfirm(call, topic, same);
  return same;
}

function create(call: Call, topic: Topic, input: SubscribeCommandInput): Subscription {
  const subscription: Subscription = {
    id: call.ids.uuid(),
    topicName: topic.name,
    protocol: input.Protocol!,
    endpoint: input.Endpoint!,
    confirmed: false,
    authenticated: false,
    token: call.ids.word(64, alphabets.hex),
    tokenExpiresAt: call.now + tokenLifeMs,
    attributes: input.Attributes ?? {},
  };
  const key = subscriptionKey(topic.name, subscription.id);
  subscriptions.put(call.tx, call, key, subscription);
  tokens.put(call.tx, call, subscription.token, key);
  askToConfirm(call, topic, subscription);
  return subscription;
}

function askToConfirm(call: Call, topic: Topic, subscription: Subscription): void {
  if (!subscription.protocol.startsWith('http')) return;
  const messageId = call.ids.uuid();
  const posting = subscriptionConfirmation({
    messageId,
    topicArn: topicArn(call, topic.name),
    token: subscription.token,
    timestamp: call.now,
    endpoint: call.endpoint,
  });
  startDelivery(call, { topic, subscription }, messageId, posting);
}

// AWS: https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html: "This call requires
// an AWS signature only when the AuthenticateOnUnsubscribe flag is set to "true"."
export const confirmSubscription: Handler<ConfirmSubscriptionCommandInput, ConfirmSubscriptionResponse> = (
  input,
  call,
) => {
  const { scope, name } = topicOf(input.TopicArn);
  const authenticates = /^true$/i.test(input.AuthenticateOnUnsubscribe ?? '');
  if (authenticates && isAnonymous(call)) signatureRequired('ConfirmSubscription', input.TopicArn!);
  if (!topics.get(call.tx, scope, name)) topicNotFound();
  const key = tokens.get(call.tx, scope, input.Token!);
  const subscription = key === undefined ? undefined : subscriptions.get(call.tx, scope, key);
  if (!subscription || subscription.topicName !== name) invalidParameter('Token');
  if (!subscription.confirmed && call.now >= subscription.tokenExpiresAt) invalidParameter('Token');
  const authenticated = subscription.authenticated || authenticates;
  subscriptions.put(call.tx, scope, key!, { ...subscription, confirmed: true, authenticated });
  return { SubscriptionArn: subscriptionArn(scope, subscription) };
};

// AWS: https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html: "If the subscription requires
// authentication for deletion, only the owner of the subscription or the topic's owner can unsubscribe, and
// an AWS signature is required."
export const unsubscribe: Handler<UnsubscribeCommandInput, object> = (input, call) => {
  const { scope, key } = subscriptionOf(input.SubscriptionArn);
  const subscription = subscriptions.get(call.tx, scope, key);
  if (!subscription) return {}; // AWS: unsubscribing what is not there succeeds.
  if (subscription.authenticated && isAnonymous(call))
    signatureRequired('Unsubscribe', input.SubscriptionArn!);
  subscriptions.delete(call.tx, scope, key);
  tokens.delete(call.tx, scope, subscription.token);
  return {};
};

const isAnonymous = ({ caller }: Call): boolean => caller.arn === anonymous.arn;

/** The subscription an ARN names, which must be the caller's own. */
export function findSubscription(call: Call, arn: string | undefined) {
  const { scope, key } = subscriptionOf(arn);
  const own = scope.account === call.account && scope.region === call.region;
  const subscription = own ? subscriptions.get(call.tx, scope, key) : undefined;
  return { key, subscription: subscription ?? subscriptionNotFound() };
}
