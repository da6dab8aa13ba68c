import type { Service } from '../../dispatch/service.ts';
import { deliveryFlow } from './flow/delivery.ts';
import { topicFlow } from './flow/topic.ts';
import { settleDelivery } from './operations/deliveries.ts';
import { publish, publishBatch } from './operations/messages.ts';
import { addPermission, removePermission } from './operations/permissions.ts';
import {
  getSubscriptionAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
} from './operations/subscription-attributes.ts';
import { confirmSubscription, leaveTopic, subscribe, unsubscribe } from './operations/subscriptions.ts';
import { sweep } from './operations/sweeping.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import {
  createTopic,
  deleteTopic,
  getTopicAttributes,
  listTopics,
  setTopicAttributes,
} from './operations/topics.ts';
import { subscription } from './resources/subscription.ts';
import { topicInlinePolicy, topicPolicy } from './resources/topic-policy.ts';
import { topic } from './resources/topic.ts';

export const sns: Service = {
  name: 'sns',
  sdk: () => import('@aws-sdk/client-sns'),
  model: 'sns',
  // AWS: CloudTrail user guide, "Logging data events".
  dataEvents: new Set(['Publish', 'PublishBatch']),
  operations: {
    AddPermission: addPermission,
    ConfirmSubscription: confirmSubscription,
    CreateTopic: createTopic,
    DeleteTopic: deleteTopic,
    GetSubscriptionAttributes: getSubscriptionAttributes,
    GetTopicAttributes: getTopicAttributes,
    ListSubscriptions: listSubscriptions,
    ListSubscriptionsByTopic: listSubscriptionsByTopic,
    ListTagsForResource: listTagsForResource,
    ListTopics: listTopics,
    Publish: publish,
    PublishBatch: publishBatch,
    RemovePermission: removePermission,
    SetSubscriptionAttributes: setSubscriptionAttributes,
    SetTopicAttributes: setTopicAttributes,
    Subscribe: subscribe,
    TagResource: tagResource,
    Unsubscribe: unsubscribe,
    UntagResource: untagResource,
  },
  unsigned: ['ConfirmSubscription', 'Unsubscribe'],
  inside: { LeaveTopic: leaveTopic, Settle: settleDelivery, Sweep: sweep },
  flows: [deliveryFlow, topicFlow],
  resources: [subscription, topic, topicInlinePolicy, topicPolicy],
};
