import {
  answered,
  call,
  made,
  nameFor,
  ResourceFailure,
  tagsOf,
  tolerate,
  type Made,
  type ResourceTag,
  type ResourceType,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';

interface Properties {
  readonly TopicName?: string;
  readonly FifoTopic?: boolean | string;
  readonly Subscription?: readonly Inline[];
  readonly Tags?: readonly ResourceTag[];
  readonly [attribute: string]: unknown;
}

interface Inline {
  readonly Endpoint: string;
  readonly Protocol: string;
}

/** Attributes that a template names, and what each is again when it is named no more. */
const initial: Readonly<Record<string, string>> = {
  ArchivePolicy: '',
  ContentBasedDeduplication: 'false',
  DataProtectionPolicy: '',
  DisplayName: '',
  FifoThroughputScope: 'Topic',
  KmsMasterKeyId: '',
  MaximumMessageSize: '',
  SignatureVersion: '1',
  TracingConfig: 'PassThrough',
};

const nameMax = 256;
/** Nobody writes the logs of deliveries: a template that asks for them is refused rather than half obeyed. */
function requireServed(properties: Properties): void {
  if (properties['DeliveryStatusLogging'] !== undefined)
    throw new ResourceFailure(
      'Penstock does not serve the property DeliveryStatusLogging of a topic.',
      'InvalidRequest',
    );
}

const gone = ['NotFoundException', 'ResourceNotFoundException'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
export const topic: ResourceType<Properties> = {
  typeName: 'AWS::SNS::Topic',

  *create(wanted) {
    const { properties } = wanted;
    requireServed(properties);
    const fifo = String(properties.FifoTopic) === 'true';
    const ending = fifo ? '.fifo' : '';
    const Name = properties.TopicName ?? nameFor(wanted, nameMax - ending.length) + ending;
    const Attributes = { ...attributesOf(properties), ...(fifo && { FifoTopic: 'true' }) };
    const Tags = tagsOf(wanted, properties.Tags);
    const { TopicArn } = yield* call<{ TopicArn: string }>('sns', 'CreateTopic', { Name, Attributes, Tags });
    yield* made(TopicArn);
    for (const inline of properties.Subscription ?? []) yield* subscribe(TopicArn, inline);
    return madeOf(TopicArn);
  },

  *update(wanted, had) {
    requireServed(wanted.properties);
    const TopicArn = had.physicalId;
    const after = attributesOf(wanted.properties);
    const before = attributesOf(had.properties);
    for (const name of Object.keys({ ...before, ...after })) {
      const AttributeValue = after[name] ?? initial[name]!;
      if (before[name] === after[name]) continue;
      yield* call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: name, AttributeValue });
    }
    yield* resubscribe(TopicArn, had.properties.Subscription ?? [], wanted.properties.Subscription ?? []);
    yield* retag(TopicArn, tagsOf(wanted, wanted.properties.Tags));
    return madeOf(TopicArn);
  },

  *delete({ physicalId: TopicArn }) {
    yield* tolerate(gone, call('sns', 'DeleteTopic', { TopicArn }));
  },

  list: listed('sns', 'ListTopics', {
    items: 'Topics',
    token: 'NextToken',
    identifier: ({ TopicArn }) => TopicArn,
  }),
  adopt: ({ physicalId }) => answered(madeOf(physicalId)),

  *read({ physicalId: TopicArn, properties }) {
    const asked = call<Told>('sns', 'GetTopicAttributes', { TopicArn });
    const output = yield* tolerate(gone, asked);
    if (!output) return undefined;
    const { FifoTopic, ...attributes } = output.Attributes;
    const known = Object.entries(attributes).filter(([name]) => name in initial);
    const there = yield* subscriptionsOf(TopicArn);
    const Subscription = (properties.Subscription ?? []).filter((inline) => there.some(isOf(inline)));
    const { Tags } = yield* tagged(TopicArn);
    return {
      TopicName: nameOf(TopicArn),
      ...((FifoTopic ?? properties.FifoTopic) !== undefined && { FifoTopic: FifoTopic === 'true' }),
      ...Object.fromEntries(
        known.map(([name, text]) => [name, /^(true|false)$/.test(text) ? text === 'true' : text]),
      ),
      ...(properties.Subscription && { Subscription }),
      Tags,
    };
  },
};

interface Told {
  readonly Attributes: Readonly<Record<string, string>>;
}

function attributesOf(properties: Properties): Record<string, string> {
  const named = Object.entries(properties).filter(([name]) => name in initial);
  return Object.fromEntries(
    named.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
}

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

const madeOf = (TopicArn: string): Made => ({
  physicalId: TopicArn,
  attributes: { TopicArn, TopicName: nameOf(TopicArn) },
});

function* subscribe(TopicArn: string, { Endpoint, Protocol }: Inline): Work<void> {
  yield* call('sns', 'Subscribe', { TopicArn, Endpoint, Protocol });
}

interface There extends Inline {
  readonly SubscriptionArn: string;
}

const isOf =
  ({ Endpoint, Protocol }: Inline) =>
  (other: Inline): boolean =>
    other.Endpoint === Endpoint && other.Protocol === Protocol;

function* subscriptionsOf(TopicArn: string): Work<readonly There[]> {
  const all: There[] = [];
  let NextToken: string | undefined;
  do {
    const asked = { TopicArn, ...(NextToken !== undefined && { NextToken }) };
    const page = yield* call<{ Subscriptions: There[]; NextToken?: string }>(
      'sns',
      'ListSubscriptionsByTopic',
      asked,
    );
    all.push(...page.Subscriptions);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return all;
}

function* resubscribe(TopicArn: string, had: readonly Inline[], wanted: readonly Inline[]): Work<void> {
  const dropped = had.filter((inline) => !wanted.some(isOf(inline)));
  if (dropped.length > 0) {
    const there = yield* subscriptionsOf(TopicArn);
    for (const { SubscriptionArn } of there.filter((each) => dropped.some(isOf(each))))
      // AWS: what was never confirmed has no ARN to be removed by, and goes with its token.
      if (SubscriptionArn.startsWith('arn:')) yield* call('sns', 'Unsubscribe', { SubscriptionArn });
  }
  for (const inline of wanted) if (!had.some(isOf(inline))) yield* subscribe(TopicArn, inline);
}

const tagged = (ResourceArn: string) =>
  call<{ Tags: ResourceTag[] }>('sns', 'ListTagsForResource', { ResourceArn });

function* retag(ResourceArn: string, Tags: readonly ResourceTag[]): Work<void> {
  const before = yield* tagged(ResourceArn);
  const TagKeys = before.Tags.map(({ Key }) => Key).filter((key) => !Tags.some(({ Key }) => Key === key));
  if (TagKeys.length > 0) yield* call('sns', 'UntagResource', { ResourceArn, TagKeys });
  if (Tags.length > 0) yield* call('sns', 'TagResource', { ResourceArn, Tags });
}
