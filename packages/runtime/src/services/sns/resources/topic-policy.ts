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

interface TopicPolicy {
  readonly PolicyDocument: object | string;
  readonly Topics: readonly string[];
}

interface TopicInlinePolicy {
  readonly PolicyDocument: object;
  readonly TopicArn: string;
}

const gone = ['NotFoundException'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicpolicy.html */
export const topicPolicy: ResourceType<TopicPolicy> = {
  typeName: 'AWS::SNS::TopicPolicy',

  *create(wanted) {
    const id = nameFor(wanted);
    yield* made(id);
    for (const topic of wanted.properties.Topics) yield* keep(topic, wanted.properties.PolicyDocument);
    return { physicalId: id, attributes: { Id: id } };
  },

  *update(wanted, had) {
    const { Topics, PolicyDocument } = wanted.properties;
    for (const topic of Topics) yield* keep(topic, PolicyDocument);
    const left = had.properties.Topics.filter((topic) => !Topics.includes(topic));
    for (const topic of left) yield* tolerate(gone, keep(topic, ''));
    return { physicalId: had.physicalId, attributes: { Id: had.physicalId } };
  },

  *delete({ properties }) {
    for (const topic of properties.Topics) yield* tolerate(gone, keep(topic, ''));
  },

  *read({ properties: { Topics } }) {
    const PolicyDocument = yield* policyOf(Topics[0]!);
    return PolicyDocument && { Topics, PolicyDocument };
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicinlinepolicy.html */
export const topicInlinePolicy: ResourceType<TopicInlinePolicy> = {
  typeName: 'AWS::SNS::TopicInlinePolicy',

  *create({ properties: { TopicArn, PolicyDocument } }) {
    yield* keep(TopicArn, PolicyDocument);
    return { physicalId: TopicArn };
  },

  *update({ properties: { TopicArn, PolicyDocument } }) {
    yield* keep(TopicArn, PolicyDocument);
    return { physicalId: TopicArn };
  },

  *delete({ properties }) {
    yield* tolerate(gone, keep(properties.TopicArn, ''));
  },

  list: listed('sns', 'ListTopics', {
    items: 'Topics',
    token: 'NextToken',
    identifier: ({ TopicArn }) => TopicArn,
  }),
  adopt: ({ physicalId }) => answered({ physicalId }),

  *read({ properties: { TopicArn } }) {
    const PolicyDocument = yield* policyOf(TopicArn);
    return PolicyDocument && { TopicArn, PolicyDocument };
  },
};

/** Sets the policy of a topic; an empty text gives it back the one it began with. */
function* keep(TopicArn: string, document: object | string): Work<void> {
  const AttributeValue = typeof document === 'string' ? document : JSON.stringify(document);
  yield* call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue });
}

function* policyOf(TopicArn: string): Work<object | undefined> {
  const output = yield* tolerate(gone, call('sns', 'GetTopicAttributes', { TopicArn }));
  return output && (JSON.parse(output.Attributes.Policy) as object);
}
