import { policyOfOne, policyOfSeveral, type PolicyKeeping } from '../../../dispatch/resource-policies.ts';
import { call, listed } from '../../../dispatch/resource.ts';
import { jsonMap } from '../attributes.ts';

/** An empty text takes the policy of a queue away. */
const keeping: PolicyKeeping = {
  *keep(QueueUrl, Policy) {
    yield* call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } });
  },
  *read(QueueUrl) {
    const asked = { QueueUrl, AttributeNames: ['Policy'] };
    const { Attributes } = yield* call('sqs', 'GetQueueAttributes', asked);
    return jsonMap(Attributes?.Policy);
  },
  gone: ['QueueDoesNotExist', 'InvalidAddress'],
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html */
export const queuePolicy = policyOfSeveral('AWS::SQS::QueuePolicy', 'Queues', keeping);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queueinlinepolicy.html */
export const queueInlinePolicy = policyOfOne('AWS::SQS::QueueInlinePolicy', 'Queue', {
  ...keeping,
  list: listed('sqs', 'ListQueues', {
    items: 'QueueUrls',
    token: 'NextToken',
    identifier: (url) => url,
  }),
});
