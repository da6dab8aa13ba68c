import type { Service } from '../../dispatch/service.ts';
import { deliveryFlow } from './flow/delivery.ts';
import { forgetDelivery } from './operations/deliveries.ts';
import { publish, publishBatch } from './operations/messages.ts';
import {
  getSubscriptionAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
} from './operations/subscription-attributes.ts';
import { confirmSubscription, subscribe, unsubscribe } from './operations/subscriptions.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import {
  createTopic,
  deleteTopic,
  getTopicAttributes,
  listTopics,
  setTopicAttributes,
} from './operations/topics.ts';

export const sns: Service = {
  name: 'sns',
  sdk: () => import('@aws-sdk/client-sns'),
  model: 'sns',
  operations: {
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
    SetSubscriptionAttributes: setSubscriptionAttributes,
    SetTopicAttributes: setTopicAttributes,
    Subscribe: subscribe,
    TagResource: tagResource,
    Unsubscribe: unsubscribe,
    UntagResource: untagResource,
  },
  unsigned: ['ConfirmSubscription', 'Unsubscribe'],
  inside: { Forget: forgetDelivery },
  flows: [deliveryFlow],
};
