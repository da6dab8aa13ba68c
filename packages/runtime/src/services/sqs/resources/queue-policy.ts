import {
  answered,
  call,
  made,
  nameFor,
  tolerate,
  type ResourceType,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { jsonMap } from '../attributes.ts';

interface QueuePolicy {
  readonly PolicyDocument: object | string;
  readonly Queues: readonly string[];
}

interface QueueInlinePolicy {
  readonly PolicyDocument: object;
  readonly Queue: string;
}

const gone = ['QueueDoesNotExist', 'InvalidAddress'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html */
export const queuePolicy: ResourceType<QueuePolicy> = {
  typeName: 'AWS::SQS::QueuePolicy',

  *create(wanted) {
    const id = nameFor(wanted);
    yield* made(id);
    for (const queue of wanted.properties.Queues) yield* keep(queue, wanted.properties.PolicyDocument);
    return { physicalId: id, attributes: { Id: id } };
  },

  *update(wanted, had) {
    const { Queues, PolicyDocument } = wanted.properties;
    for (const queue of Queues) yield* keep(queue, PolicyDocument);
    const left = had.properties.Queues.filter((queue) => !Queues.includes(queue));
    for (const queue of left) yield* tolerate(gone, keep(queue, ''));
    return { physicalId: had.physicalId, attributes: { Id: had.physicalId } };
  },

  *delete({ properties }) {
    for (const queue of properties.Queues) yield* tolerate(gone, keep(queue, ''));
  },

  *read({ properties }) {
    const { Queues } = properties;
    const PolicyDocument = yield* policyOf(Queues[0]!);
    return PolicyDocument && { Queues, PolicyDocument };
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queueinlinepolicy.html */
export const queueInlinePolicy: ResourceType<QueueInlinePolicy> = {
  typeName: 'AWS::SQS::QueueInlinePolicy',

  *create({ properties: { Queue, PolicyDocument } }) {
    yield* keep(Queue, PolicyDocument);
    return { physicalId: Queue };
  },

  *update({ properties: { Queue, PolicyDocument } }) {
    yield* keep(Queue, PolicyDocument);
    return { physicalId: Queue };
  },

  *delete({ properties }) {
    yield* tolerate(gone, keep(properties.Queue, ''));
  },

  list: listed('sqs', 'ListQueues', {
    items: 'QueueUrls',
    token: 'NextToken',
    identifier: (url) => url,
  }),
  adopt: ({ physicalId }) => answered({ physicalId }),

  *read({ properties: { Queue } }) {
    const PolicyDocument = yield* policyOf(Queue);
    return PolicyDocument && { Queue, PolicyDocument };
  },
};

/** Sets the policy of a queue; an empty text takes it away. */
function* keep(QueueUrl: string, document: object | string): Work<void> {
  const Policy = typeof document === 'string' ? document : JSON.stringify(document);
  yield* call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } });
}

function* policyOf(QueueUrl: string): Work<object | undefined> {
  const asked = call('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['Policy'] });
  const output = yield* tolerate(gone, asked);
  return jsonMap(output?.Attributes?.Policy);
}
