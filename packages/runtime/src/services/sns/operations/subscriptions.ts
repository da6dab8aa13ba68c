import type {
  ConfirmSubscriptionCommandInput,
  ConfirmSubscriptionResponse,
  SubscribeCommandInput,
  SubscribeResponse,
  UnsubscribeCommandInput,
} from '@aws-sdk/client-sns';
import { parseArn } from '../../../base/arn.ts';
import { alphabets } from '../../../base/ids.ts';
import { own } from '../../../base/own.ts';
import type { Scope } from '../../../base/scope.ts';
import { anonymous, type Call, type Handler } from '../../../dispatch/service.ts';
import { enter } from '../access.ts';
import { isChat } from '../chat-endpoint.ts';
import { subscriptionRetryPolicy } from '../delivery-policy.ts';
import {
  invalidParameter,
  notServed,
  signatureRequired,
  subscriptionDiffers,
  subscriptionNotFound,
  topicNotFound,
} from '../errors.ts';
import { requireFilterPolicy } from '../filtering.ts';
import {
  isFifo,
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

/** AWS: "Confirmation tokens are valid for two days." */
const tokenLifeMs = 2 * 24 * 60 * 60 * 1000;

/** What an endpoint must look like, and what it is called where it does not. */
const endpoints: Readonly<Record<string, readonly [RegExp, string]>> = {
  http: [/^http:\/\/\S+$/, 'Endpoint must match the specified protocol'],
  https: [/^https:\/\/\S+$/, 'Endpoint must match the specified protocol'],
  email: [/^[^@\s]+@[^@\s]+$/, 'Email address'],
  'email-json': [/^[^@\s]+@[^@\s]+$/, 'Email address'],
  sqs: [/^arn:aws[\w-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}(\.fifo)?$/, 'SQS endpoint ARN'],
  lambda: [/^arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/, 'Lambda endpoint ARN'],
};

const unserved = ['sms', 'application', 'firehose'];

// AWS: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
export const subscribe: Handler<SubscribeCommandInput, SubscribeResponse> = (input, asked) => {
  const known = { 'sns:Protocol': input.Protocol ?? '', 'sns:Endpoint': input.Endpoint ?? '' };
  const { topic, call } = enter(asked, input.TopicArn, { action: 'Subscribe', known });
  const attributes = input.Attributes ?? {};
  assertEndpoint(topic, input.Protocol!, input.Endpoint);
  for (const attribute of Object.entries(attributes))
    assertSubscriptionAttribute(...attribute, attributes['FilterPolicyScope']);
  const subscription = existing(call, topic, input) ?? create(call, topic, input);
  const told = subscription.confirmed || input.ReturnSubscriptionArn;
  return { SubscriptionArn: told ? subscriptionArn(call, subscription) : 'pending confirmation' };
};

function assertEndpoint(topic: Topic, protocol: string, endpoint: string | undefined): void {
  if (unserved.includes(protocol)) notServed(`Protocol ${protocol}`);
  const shape = own(endpoints, protocol);
  if (!shape) return invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  const [form, called] = shape;
  if (endpoint === undefined || !form.test(endpoint)) return invalidParameter(called);
  // AWS: developer guide, "FIFO topics": their subscribers are queues, and only theirs may be FIFO queues.
  if (isFifo(topic) && protocol !== 'sqs')
    invalidParameter(`Invalid parameter: Endpoint Reason: Invalid protocol type: ${protocol}`);
  if (!isFifo(topic) && protocol === 'sqs' && endpoint.endsWith('.fifo'))
    invalidParameter(
      'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
    );
}

export function assertSubscriptionAttribute(name: string, value: string, scope: string | undefined): void {
  const refuse = (reason: string) => invalidParameter(`Attributes Reason: ${reason}`);
  switch (name) {
    case 'RawMessageDelivery':
      if (!/^(true|false)$/i.test(value))
        refuse(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
      return;
    case 'DeliveryPolicy':
      return void subscriptionRetryPolicy(value);
    case 'FilterPolicy':
      return value === '' || value === '{}' ? undefined : requireFilterPolicy(value, scope);
    case 'FilterPolicyScope':
      if (!/^(MessageAttributes|MessageBody)$/.test(value))
        refuse(
          `FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
        );
      return;
    case 'RedrivePolicy':
      return requireRedrivePolicy(value);
    case 'SubscriptionRoleArn':
    case 'ReplayPolicy':
      if (value === '' || value === '{}') return;
      return notServed(name);
    default:
      return invalidParameter('AttributeName');
  }
}

function requireRedrivePolicy(text: string): void {
  if (text === '') return;
  try {
    const policy = JSON.parse(text) as { readonly deadLetterTargetArn?: unknown } | null;
    if (endpoints['sqs']![0].test(String(policy?.deadLetterTargetArn))) return;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    invalidParameter('RedrivePolicy: failed to parse JSON.');
  }
  invalidParameter('RedrivePolicy: deadLetterTargetArn is an invalid arn');
}

/** AWS: subscribing the same endpoint again answers the subscription it has. */
function existing(call: Call, topic: Topic, input: SubscribeCommandInput): Subscription | undefined {
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
  const { Protocol, Endpoint } = input;
  const owner = call.caller.account;
  // AWS: queues and functions of who subscribes them need not confirm.
  const isOwn = parseArn(Endpoint!)?.account === owner;
  const subscription: Subscription = {
    id: call.ids.uuid(),
    topicName: topic.name,
    ...(owner !== call.account && { owner }),
    protocol: Protocol!,
    endpoint: Endpoint!,
    confirmed: isOwn || isChat(Endpoint!),
    authenticated: isOwn,
    token: call.ids.word(64, alphabets.hex),
    tokenExpiresAt: call.now + tokenLifeMs,
    attributes: Object.fromEntries(
      Object.entries(input.Attributes ?? {}).filter(([, value]) => value !== ''),
    ),
  };
  const key = subscriptionKey(topic.name, subscription.id);
  subscriptions.put(call.tx, call, key, subscription);
  tokens.put(call.tx, call, subscription.token, key);
  if (!subscription.confirmed) askToConfirm(call, topic, subscription);
  return subscription;
}

function askToConfirm(call: Call, topic: Topic, subscription: Subscription): void {
  const arn = topicArn(call, topic.name);
  startDelivery(
    call,
    { topic, subscription },
    {
      type: 'SubscriptionConfirmation',
      messageId: call.ids.uuid(),
      topicArn: arn,
      token: subscription.token,
      message:
        `You have chosen to subscribe to the topic ${arn}.\n` +
        'To confirm the subscription, visit the SubscribeURL included in this message.',
      timestamp: call.now,
      attributes: {},
    },
  );
}

// AWS: https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html: "This call requires
// an AWS signature only when the AuthenticateOnUnsubscribe flag is set to "true"."
export const confirmSubscription: Handler<ConfirmSubscriptionCommandInput, ConfirmSubscriptionResponse> = (
  input,
  call,
) => {
  const { scope, name } = topicOf(input.TopicArn);
  const authenticates = /^true$/i.test(input.AuthenticateOnUnsubscribe ?? '');
  if (authenticates && isAnonymous(call)) signatureRequired(call, 'ConfirmSubscription', input.TopicArn!);
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
  if (subscription.authenticated && !owners(scope, subscription).includes(call.account))
    signatureRequired(call, 'Unsubscribe', input.SubscriptionArn!);
  subscriptions.delete(call.tx, scope, key);
  tokens.delete(call.tx, scope, subscription.token);
  return {};
};

/** The house's own, asked by the chat service: it hears a topic no more, or the topic is gone. */
export const leaveTopic: Handler<{ readonly TopicArn: string; readonly Endpoint: string }, object> = (
  { TopicArn, Endpoint },
  call,
) => {
  const { scope, name } = topicOf(TopicArn);
  const all = subscriptions.list(call.tx, scope, { prefix: subscriptionKey(name, '') });
  for (const { id, token } of all.filter(({ endpoint }) => endpoint === Endpoint)) {
    subscriptions.delete(call.tx, scope, subscriptionKey(name, id));
    tokens.delete(call.tx, scope, token);
  }
  return {};
};

const isAnonymous = ({ caller }: Call): boolean => caller.arn === anonymous.arn;

/** Whose a subscription is: the topic's account, and the one that subscribed. */
const owners = ({ account }: Scope, { owner = account }: Subscription): string[] => [account, owner];

/** The subscription an ARN names, which must be the caller's own, and the call as one of its topic's account. */
export function findSubscription(asked: Call, arn: string | undefined) {
  const { scope, key } = subscriptionOf(arn);
  const found = scope.region === asked.region ? subscriptions.get(asked.tx, scope, key) : undefined;
  const subscription = found && owners(scope, found).includes(asked.account) ? found : subscriptionNotFound();
  return { key, subscription, call: { ...asked, account: scope.account } };
}
