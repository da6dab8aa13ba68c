import { answered, call, made, tolerate, type ResourceType, listed } from '../../../dispatch/resource.ts';

interface Properties {
  readonly TopicArn: string;
  readonly Protocol: string;
  readonly Endpoint?: string;
  /** Of the topic, where it is another one than the stack's. */
  readonly Region?: string;
  readonly [attribute: string]: unknown;
}

/** Attributes a template names, and what each is again when it names it no more. The scope goes before the policy. */
const initial: Readonly<Record<string, string>> = {
  FilterPolicyScope: 'MessageAttributes',
  FilterPolicy: '{}',
  DeliveryPolicy: '',
  RawMessageDelivery: 'false',
  RedrivePolicy: '',
  ReplayPolicy: '',
  SubscriptionRoleArn: '',
};

const gone = ['NotFoundException', 'InvalidParameterException'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html */
export const subscription: ResourceType<Properties> = {
  typeName: 'AWS::SNS::Subscription',

  *create({ properties }) {
    const { TopicArn, Protocol, Endpoint, Region } = properties;
    const input = {
      TopicArn,
      Protocol,
      Endpoint,
      Attributes: attributesOf(properties),
      ReturnSubscriptionArn: true,
    };
    const { SubscriptionArn } = yield* call<{ SubscriptionArn: string }>('sns', 'Subscribe', input, Region);
    yield* made(SubscriptionArn);
    return { physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },

  *update({ properties }, had) {
    const SubscriptionArn = had.physicalId;
    const before = attributesOf(had.properties);
    const after = attributesOf(properties);
    for (const [AttributeName, value] of Object.entries(initial)) {
      if (before[AttributeName] === after[AttributeName]) continue;
      const AttributeValue = after[AttributeName] ?? value;
      const input = { SubscriptionArn, AttributeName, AttributeValue };
      yield* call('sns', 'SetSubscriptionAttributes', input, properties.Region);
    }
    return { physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },

  *delete({ physicalId: SubscriptionArn, properties }) {
    yield* tolerate(gone, call('sns', 'Unsubscribe', { SubscriptionArn }, properties.Region));
  },

  list: listed('sns', 'ListSubscriptions', {
    items: 'Subscriptions',
    token: 'NextToken',
    identifier: ({ SubscriptionArn }) => SubscriptionArn,
    only: ({ SubscriptionArn }) => SubscriptionArn !== 'PendingConfirmation',
  }),
  adopt: ({ physicalId: Arn }) => answered({ physicalId: Arn, attributes: { Arn } }),

  *read({ physicalId: SubscriptionArn, properties }) {
    const asked = call('sns', 'GetSubscriptionAttributes', { SubscriptionArn }, properties.Region);
    const output = yield* tolerate(gone, asked);
    if (!output) return undefined;
    const { TopicArn, Protocol, Endpoint, ...attributes } = output.Attributes as Record<string, string>;
    const known = Object.entries(attributes).filter(([name]) => name in initial);
    return {
      TopicArn: TopicArn!,
      Protocol: Protocol!,
      Endpoint: Endpoint!,
      ...Object.fromEntries(known.map(([name, text]) => [name, asProperty(text)])),
    };
  },
};

function attributesOf(properties: Properties): Record<string, string> {
  const named = Object.keys(initial).filter((name) => properties[name] !== undefined);
  return Object.fromEntries(
    named.map((name) => {
      const value = properties[name];
      return [name, typeof value === 'object' ? JSON.stringify(value) : String(value)];
    }),
  );
}

function asProperty(text: string): unknown {
  return /^(true|false)$|^\{/.test(text) ? (JSON.parse(text) as unknown) : text;
}
