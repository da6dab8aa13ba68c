import { policyOfOne, policyOfSeveral, type PolicyKeeping } from '../../../dispatch/resource-policies.ts';
import { call, listed } from '../../../dispatch/resource.ts';

/** An empty text gives a topic back the policy it began with. */
const keeping: PolicyKeeping = {
  *keep(TopicArn, AttributeValue) {
    yield* call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue });
  },
  *read(TopicArn) {
    const { Attributes } = yield* call('sns', 'GetTopicAttributes', { TopicArn });
    return JSON.parse(Attributes.Policy) as object;
  },
  gone: ['NotFoundException'],
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicpolicy.html */
export const topicPolicy = policyOfSeveral('AWS::SNS::TopicPolicy', 'Topics', keeping);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicinlinepolicy.html */
export const topicInlinePolicy = policyOfOne('AWS::SNS::TopicInlinePolicy', 'TopicArn', {
  ...keeping,
  list: listed('sns', 'ListTopics', {
    items: 'Topics',
    token: 'NextToken',
    identifier: ({ TopicArn }) => TopicArn,
  }),
});
