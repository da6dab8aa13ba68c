import type {
  CreateTopicCommandInput,
  CreateTopicResponse,
  DeleteTopicCommandInput,
  GetTopicAttributesCommandInput,
  GetTopicAttributesResponse,
  ListTopicsCommandInput,
  ListTopicsResponse,
  SetTopicAttributesCommandInput,
} from '@aws-sdk/client-sns';
import { own } from '../../../base/own.ts';
import { pageOf } from '../../../base/pagination.ts';
import { isPolicy } from '../../../dispatch/policy/document.ts';
import { flowId, type Handler } from '../../../dispatch/service.ts';
import { defaultPolicy, enter } from '../access.ts';
import { defaultRetryPolicy, topicRetryPolicy } from '../delivery-policy.ts';
import { attributesDiffer, invalidParameter, notServed, tagsDiffer } from '../errors.ts';
import { topicFlow } from '../flow/topic.ts';
import {
  isFifo,
  subscriptionKey,
  subscriptions,
  tokens,
  topicArn,
  topicOf,
  topics,
  type Topic,
} from '../records.ts';
import { forgetTally } from '../tallies.ts';
import { forgetDuplicates } from './sweeping.ts';

/** AWS: unverified. */
const policyBytesMax = 30_720;

/** Attributes that may be set. */
const settable = new Set([
  'DisplayName',
  'Policy',
  'DeliveryPolicy',
  'KmsMasterKeyId',
  'SignatureVersion',
  'TracingConfig',
]);

// AWS: https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
export const createTopic: Handler<CreateTopicCommandInput, CreateTopicResponse> = (input, call) => {
  const name = input.Name!;
  const given = input.Attributes ?? {};
  const fifo = given['FifoTopic'] === 'true';
  if (!(fifo ? /^[\w-]{1,251}\.fifo$/ : /^[\w-]{1,256}$/).test(name)) invalidParameter('Topic Name');
  for (const attribute of Object.entries(given)) assertAttribute(...attribute, { fifo, creating: true });
  const attributes = Object.fromEntries(
    Object.entries(given).filter(([attribute, value]) => attribute !== 'FifoTopic' || value === 'true'),
  );
  const tags = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
  const known = topics.get(call.tx, call, name);
  if (known) assertSame(known, attributes, input.Tags ? tags : undefined);
  else {
    topics.put(call.tx, call, name, { name, attributes, tags });
    const { account, region } = call;
    call.flows.start(topicFlow.kind, flowId(topicFlow.kind, call, name), { account, region, name });
  }
  return { TopicArn: topicArn(call, name) };
};

/** AWS: a topic that is there is answered, unless it is asked for with other attributes or tags. */
function assertSame(known: Topic, attributes: Topic['attributes'], tags: Topic['tags'] | undefined): void {
  for (const [attribute, value] of Object.entries(attributes))
    if ((known.attributes[attribute] ?? '') !== value) attributesDiffer();
  if (
    tags &&
    JSON.stringify(Object.entries(tags).sort()) !== JSON.stringify(Object.entries(known.tags).sort())
  )
    tagsDiffer();
}

/** Attributes of FIFO topics, and what they may be. */
const fifoSettable: Readonly<Record<string, readonly string[]>> = {
  FifoTopic: ['true'],
  ContentBasedDeduplication: ['true', 'false'],
  FifoThroughputScope: ['Topic', 'MessageGroup'],
};

interface Setting {
  readonly fifo: boolean;
  readonly creating: boolean;
}

function assertAttribute(attribute: string, value: string, { fifo, creating }: Setting): void {
  const choices = own(fifoSettable, attribute);
  if (choices) {
    if (!fifo && value === 'false') return;
    if (!fifo || (attribute === 'FifoTopic' && !creating)) invalidParameter('AttributeName');
    if (!choices.includes(value)) invalidParameter(`${attribute} Reason: Invalid value: ${value}`);
    return;
  }
  if (/^(HTTP|SQS|Lambda|Firehose|Application)(Success|Failure)Feedback/.test(attribute))
    return assertFeedback(attribute, value);
  if (attribute === 'ArchivePolicy' || attribute === 'DataProtectionPolicy') return notServed(attribute);
  if (!settable.has(attribute)) invalidParameter('AttributeName');
  if (attribute === 'DeliveryPolicy') topicRetryPolicy(value);
  // AWS: "Invalid parameter: Policy Error: null" is seen in the wild for what is not.
  if (
    attribute === 'Policy' &&
    value !== '' &&
    (Buffer.byteLength(value) > policyBytesMax || !isPolicy(value))
  )
    invalidParameter('Policy Error: null');
  if (attribute === 'SignatureVersion' && value !== '1' && value !== '2')
    invalidParameter('SignatureVersion Reason: Invalid signature version');
}

/** What is to be logged of deliveries: rates are kept, and nobody is named who would write the log. */
function assertFeedback(attribute: string, value: string): void {
  if (attribute.endsWith('FeedbackSampleRate')) {
    if (!/^(\d{1,2}|100|)$/.test(value))
      invalidParameter(`${attribute} Reason: Invalid sample rate: ${value}`);
  } else if (!attribute.endsWith('FeedbackRoleArn')) invalidParameter('AttributeName');
  else if (value !== '') notServed(attribute);
}

export const deleteTopic: Handler<DeleteTopicCommandInput, object> = (input, asked) => {
  const { scope, name } = topicOf(input.TopicArn);
  // AWS: deleting what is not there succeeds.
  if (scope.account === asked.account && !topics.get(asked.tx, asked, name)) return {};
  const { call } = enter(asked, input.TopicArn, { action: 'DeleteTopic' });
  for (const { id, token } of subscriptions.list(call.tx, call, { prefix: subscriptionKey(name, '') })) {
    subscriptions.delete(call.tx, call, subscriptionKey(name, id));
    tokens.delete(call.tx, call, token);
  }
  topics.delete(call.tx, call, name);
  call.flows.remove(flowId(topicFlow.kind, call, name));
  forgetTally(call, name);
  forgetDuplicates(call, name, Infinity);
  return {};
};

const listMax = 100;

export const listTopics: Handler<ListTopicsCommandInput, ListTopicsResponse> = (input, call) => {
  const page = pageOf(topics.list(call.tx, call), ({ name }) => name, {
    token: input.NextToken,
    limit: listMax,
    invalid: () => invalidParameter('NextToken'),
  });
  return {
    Topics: page.items.map(({ name }) => ({ TopicArn: topicArn(call, name) })),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

export const getTopicAttributes: Handler<GetTopicAttributesCommandInput, GetTopicAttributesResponse> = (
  input,
  asked,
) => {
  const { topic, call } = enter(asked, input.TopicArn, { action: 'GetTopicAttributes' });
  const all = subscriptions.list(call.tx, call, { prefix: subscriptionKey(topic.name, '') });
  const confirmed = all.filter((subscription) => subscription.confirmed).length;
  return {
    Attributes: {
      TopicArn: input.TopicArn!,
      Owner: call.account,
      DisplayName: '',
      Policy: JSON.stringify(defaultPolicy(call, topic.name)),
      SubscriptionsConfirmed: String(confirmed),
      SubscriptionsPending: String(all.length - confirmed),
      SubscriptionsDeleted: '0',
      EffectiveDeliveryPolicy: JSON.stringify(effectivePolicy(topic)),
      ...(isFifo(topic) && { ContentBasedDeduplication: 'false', FifoThroughputScope: 'Topic' }),
      ...topic.attributes,
    },
  };
};

function effectivePolicy(topic: Topic): object {
  const policy = topicRetryPolicy(topic.attributes['DeliveryPolicy']) ?? defaultRetryPolicy;
  return { http: { defaultHealthyRetryPolicy: policy, disableSubscriptionOverrides: false } };
}

export const setTopicAttributes: Handler<SetTopicAttributesCommandInput, object> = (input, asked) => {
  const { topic, call } = enter(asked, input.TopicArn, { action: 'SetTopicAttributes' });
  const value = input.AttributeValue ?? '';
  assertAttribute(input.AttributeName!, value, { fifo: isFifo(topic), creating: false });
  const { [input.AttributeName!]: _former, ...others } = topic.attributes;
  // An empty text is what the topic began with.
  const attributes = value === '' ? others : { ...others, [input.AttributeName!]: value };
  topics.put(call.tx, call, topic.name, { ...topic, attributes });
  return {};
};
