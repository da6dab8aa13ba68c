import {
  call,
  everyPage,
  made,
  nameFor,
  tagsOf,
  tolerate,
  type Made,
  type ResourceType,
  type ResourceTag,
  type Work,
} from '../../../dispatch/resource.ts';
import { jsonMap } from '../attributes.ts';

interface Properties {
  readonly QueueName?: string;
  readonly FifoQueue?: boolean | string;
  readonly Tags?: readonly ResourceTag[];
  readonly [attribute: string]: unknown;
}

/** Attributes that a template names, and what each is again when it is named no more. */
const initial: Readonly<Record<string, string>> = {
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  DelaySeconds: '0',
  FifoThroughputLimit: 'perQueue',
  KmsDataKeyReusePeriodSeconds: '300',
  KmsMasterKeyId: '',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  RedriveAllowPolicy: '',
  RedrivePolicy: '',
  SqsManagedSseEnabled: 'true',
  VisibilityTimeout: '30',
};

const nameMax = 80;
const gone = ['QueueDoesNotExist'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
export const queue: ResourceType<Properties> = {
  typeName: 'AWS::SQS::Queue',

  *create(wanted) {
    const { properties } = wanted;
    const fifo = String(properties.FifoQueue) === 'true';
    const ending = fifo ? '.fifo' : '';
    const QueueName = properties.QueueName ?? nameFor(wanted, nameMax - ending.length) + ending;
    const Attributes = { ...attributesOf(properties), ...(fifo && { FifoQueue: 'true' }) };
    const tags = asMap(tagsOf(wanted, properties.Tags));
    const { QueueUrl } = yield* call<{ QueueUrl: string }>('sqs', 'CreateQueue', {
      QueueName,
      Attributes,
      tags,
    });
    yield* made(QueueUrl);
    return yield* madeOf(QueueUrl);
  },

  *update(wanted, had) {
    const QueueUrl = had.physicalId;
    const after = attributesOf(wanted.properties);
    const dropped = Object.keys(attributesOf(had.properties)).filter((name) => !(name in after));
    const Attributes = { ...Object.fromEntries(dropped.map((name) => [name, initial[name]!])), ...after };
    if (Object.keys(Attributes).length > 0)
      yield* call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes });
    const Tags = asMap(tagsOf(wanted, wanted.properties.Tags));
    const before = yield* call<{ Tags?: Record<string, string> }>('sqs', 'ListQueueTags', { QueueUrl });
    const TagKeys = Object.keys(before.Tags ?? {}).filter((key) => !(key in Tags));
    if (TagKeys.length > 0) yield* call('sqs', 'UntagQueue', { QueueUrl, TagKeys });
    if (Object.keys(Tags).length > 0) yield* call('sqs', 'TagQueue', { QueueUrl, Tags });
    return yield* madeOf(QueueUrl);
  },

  *delete({ physicalId: QueueUrl }) {
    yield* tolerate(gone, call('sqs', 'DeleteQueue', { QueueUrl }));
  },

  adopt: ({ physicalId }) => madeOf(physicalId),

  list: {
    identifiers: () =>
      everyPage<string>(
        { service: 'sqs', operation: 'ListQueues', input: { MaxResults: 1000 } },
        'QueueUrls',
        'NextToken',
      ),
  },

  *read({ physicalId: QueueUrl }) {
    const asked = { QueueUrl, AttributeNames: ['All'] };
    const output = yield* tolerate(gone, call<Told>('sqs', 'GetQueueAttributes', asked));
    if (!output) return undefined;
    const { QueueArn, FifoQueue, ...attributes } = output.Attributes;
    const { Tags = {} } = yield* call<{ Tags?: Record<string, string> }>('sqs', 'ListQueueTags', {
      QueueUrl,
    });
    const known = Object.entries(attributes).filter(([name]) => name in initial);
    return {
      QueueName: nameOf(QueueArn!),
      ...(FifoQueue !== undefined && { FifoQueue: true }),
      ...Object.fromEntries(known.map(([name, text]) => [name, asProperty(text!)])),
      Tags: Object.entries(Tags).map(([Key, Value]) => ({ Key, Value })),
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

function asProperty(text: string): unknown {
  if (/^(true|false|\d+)$/.test(text)) return JSON.parse(text);
  return jsonMap(text) ?? text;
}

const asMap = (tags: readonly ResourceTag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

function* madeOf(QueueUrl: string): Work<Made> {
  const asked = { QueueUrl, AttributeNames: ['QueueArn'] };
  const { Attributes } = yield* call<Told>('sqs', 'GetQueueAttributes', asked);
  const Arn = Attributes['QueueArn']!;
  return { physicalId: QueueUrl, attributes: { Arn, QueueUrl, QueueName: nameOf(Arn) } };
}
