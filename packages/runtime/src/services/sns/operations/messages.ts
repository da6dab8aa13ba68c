import type {
  BatchResultErrorEntry,
  MessageAttributeValue,
  PublishBatchCommandInput,
  PublishBatchResponse,
  PublishBatchResultEntry,
  PublishCommandInput,
  PublishResponse,
} from '@aws-sdk/client-sns';
import { AwsError } from '../../../base/aws-error.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { notification, type Message, type MessageAttribute } from '../envelopes.ts';
import { batchIdsNotDistinct, batchTooLong, emptyBatch, invalidParameter, notServed } from '../errors.ts';
import {
  subscriptionArn,
  subscriptionKey,
  subscriptions,
  topicArn,
  type Subscription,
  type Topic,
} from '../records.ts';
import { startDelivery } from './deliveries.ts';
import { findTopic } from './topics.ts';

/** AWS: "Messages … at most 256 KB in size (262,144 bytes, not 262,144 characters)". */
const messageBytesMax = 262_144;

// AWS: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
export const publish: Handler<PublishCommandInput, PublishResponse> = (input, call) => {
  if (input.PhoneNumber !== undefined) notServed('PhoneNumber');
  const topic = findTopic(call, input.TopicArn ?? input.TargetArn, 'Publish');
  return { MessageId: send(call, topic, input) };
};

type Sent = Pick<PublishCommandInput, 'Message' | 'Subject' | 'MessageStructure' | 'MessageAttributes'>;

/** Starts a delivery to each confirmed subscriber, in this transaction. Answers the message's id. */
function send(call: Call, topic: Topic, input: Sent): string {
  const texts = textsOf(input);
  if (input.Subject !== undefined && !/^[\x20-\x7e]{1,100}$/.test(input.Subject)) invalidParameter('Subject');
  const attributes = attributesOf(input.MessageAttributes ?? {});
  const message: Message = {
    messageId: call.ids.uuid(),
    topicArn: topicArn(call, topic.name),
    subject: input.Subject,
    message: texts.default,
    timestamp: call.now,
    attributes,
  };
  for (const subscription of subscriptions.list(call.tx, call, { prefix: subscriptionKey(topic.name, '') })) {
    if (!subscription.confirmed || !subscription.protocol.startsWith('http')) continue;
    const text = texts[subscription.protocol] ?? texts.default;
    deliver(call, topic, subscription, { ...message, message: text });
  }
  return message.messageId;
}

/** The text for each protocol, and `default` for the others. */
function textsOf(input: Sent): Readonly<Record<string, string>> & { readonly default: string } {
  const text = input.Message ?? '';
  if (text === '') invalidParameter('Empty message');
  if (Buffer.byteLength(text) > messageBytesMax) invalidParameter('Message too long');
  if (input.MessageStructure === undefined) return { default: text };
  if (input.MessageStructure !== 'json') invalidParameter('Invalid message structure parameter');
  return structured(text);
}

function structured(text: string): Record<string, string> & { default: string } {
  const reason = 'Message Structure - ';
  try {
    const texts: unknown = JSON.parse(text);
    if (typeof texts !== 'object' || texts === null)
      invalidParameter(`${reason}JSON message body failed to parse`);
    const entries = Object.entries(texts).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    const byProtocol = Object.fromEntries(entries);
    const fallback = byProtocol['default'];
    if (fallback === undefined) invalidParameter(`${reason}No default entry in JSON message body`);
    return { ...byProtocol, default: fallback };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return invalidParameter(`${reason}JSON message body failed to parse`);
  }
}

function attributesOf(
  given: Readonly<Record<string, MessageAttributeValue>>,
): Readonly<Record<string, MessageAttribute>> {
  return Object.fromEntries(
    Object.entries(given).map(([name, { DataType, StringValue, BinaryValue }]) => {
      if (!/^(String|Number|Binary)(\..+)?$/.test(DataType ?? ''))
        invalidParameter(
          `The message attribute '${name}' has an invalid message attribute type, the set of ` +
            'supported type ' +
            'prefixes is Binary, Number, and String.',
        );
      const value = BinaryValue === undefined ? StringValue : Buffer.from(BinaryValue).toString('base64');
      if (!value)
        invalidParameter(`The message attribute '${name}' must contain non-empty message attribute value.`);
      return [name, { Type: DataType!, Value: value }];
    }),
  );
}

function deliver(call: Call, topic: Topic, subscription: Subscription, message: Message): void {
  const { attributes } = subscription;
  const posting = notification(message, {
    subscriptionArn: subscriptionArn(call, subscription),
    endpoint: call.endpoint,
    raw: /^true$/i.test(attributes['RawMessageDelivery'] ?? ''),
  });
  startDelivery(call, { topic, subscription }, message.messageId, posting);
}

const batchMax = 10;

// AWS: https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
export const publishBatch: Handler<PublishBatchCommandInput, PublishBatchResponse> = (input, call) => {
  const topic = findTopic(call, input.TopicArn, 'Publish');
  const entries = input.PublishBatchRequestEntries ?? [];
  if (entries.length === 0) emptyBatch();
  if (entries.length > batchMax) batchTooLong();
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) batchIdsNotDistinct();
  const Successful: PublishBatchResultEntry[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, MessageId: call.tx.attempt(() => send(call, topic, entry)) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({
        Id: entry.Id,
        Code: 'InvalidParameter',
        Message: error.message,
        SenderFault: true,
      });
    }
  }
  return { Successful, Failed };
};
