import { hash } from 'node:crypto';
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
import { enterToPublish } from '../access.ts';
import type { Letter, MessageAttribute } from '../envelopes.ts';
import {
  batchIdInvalid,
  batchIdsNotDistinct,
  batchTooLong,
  batchTooMany,
  emptyBatch,
  invalidParameter,
  notServed,
} from '../errors.ts';
import { filteredBy } from '../filtering.ts';
import {
  duplicates,
  duplicateTimes,
  isFifo,
  sortable,
  subscriptionKey,
  subscriptions,
  topicArn,
  type Subscription,
  type Topic,
} from '../records.ts';
import { note, plusOne } from '../tallies.ts';
import { startDelivery } from './deliveries.ts';

/** AWS: "Messages … at most 256 KB in size (262,144 bytes, not 262,144 characters)". */
const messageBytesMax = 262_144;

// AWS: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
export const publish: Handler<PublishCommandInput, PublishResponse> = (input, asked) => {
  if (input.PhoneNumber !== undefined) notServed('PhoneNumber');
  const { topic, call } = enterToPublish(asked, input.TopicArn ?? input.TargetArn);
  return send(call, topic, input);
};

type Sent = Omit<PublishCommandInput, 'TopicArn' | 'TargetArn' | 'PhoneNumber'>;

interface Published {
  readonly MessageId: string;
  readonly SequenceNumber?: string;
}

/** AWS: the messages of a FIFO topic are known for five minutes. */
const duplicateMs = 5 * 60_000;

/** Starts a delivery to each subscriber that wants it, in this transaction. */
function send(call: Call, topic: Topic, input: Sent): Published {
  const texts = textsOf(input);
  if (input.Subject !== undefined && !/^[\x20-\x7e]{1,100}$/.test(input.Subject)) invalidParameter('Subject');
  const attributes = attributesOf(input.MessageAttributes ?? {});
  const deduplicationId = identified(topic, input);
  const known = deduplicationId === undefined ? undefined : duplicateOf(call, topic, input, deduplicationId);
  if (known) return known;
  const size = Buffer.byteLength(input.Message ?? '');
  const { number } = note(call, topic.name, (tally) => ({
    ...tally,
    number: tally.number + 1,
    sizes: [...tally.sizes, size],
  }));
  const letter: Letter = {
    type: 'Notification',
    messageId: call.ids.uuid(),
    topicArn: topicArn(call, topic.name),
    subject: input.Subject,
    message: texts.default,
    timestamp: call.now,
    attributes,
    group: input.MessageGroupId,
    deduplicationId,
    sequenceNumber: isFifo(topic) ? String(10_000_000_000_000_000_000n + BigInt(number) * 1000n) : undefined,
  };
  if (deduplicationId !== undefined) remember(call, topic, letter, number);
  for (const subscription of subscriptions.list(call.tx, call, { prefix: subscriptionKey(topic.name, '') })) {
    const message = texts[subscription.protocol] ?? texts.default;
    if (subscription.confirmed) deliver(call, { topic, subscription }, { ...letter, message });
  }
  const { messageId: MessageId, sequenceNumber } = letter;
  return { MessageId, ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }) };
}

function deliver(
  call: Call,
  to: { readonly topic: Topic; readonly subscription: Subscription },
  letter: Letter,
): void {
  const filtered = filteredBy(to.subscription, letter);
  if (!filtered) return startDelivery(call, to, letter);
  note(call, to.topic.name, (tally) => ({ ...tally, filtered: plusOne(tally.filtered, filtered) }));
}

/** AWS: "up to 128 alphanumeric characters … and punctuation". */
const idForm = /^[!-~]{1,128}$/;

/** The deduplication id of a message to a FIFO topic; undefined of any other. */
function identified(topic: Topic, input: Sent): string | undefined {
  const { MessageGroupId: group, MessageDeduplicationId: id, Message = '' } = input;
  if (group !== undefined && !idForm.test(group)) invalidParameter('MessageGroupId');
  if (!isFifo(topic)) {
    if (id !== undefined)
      invalidParameter(
        'The request includes MessageDeduplicationId parameter that is not valid for this topic type',
      );
    return undefined;
  }
  if (group === undefined) invalidParameter('The MessageGroupId parameter is required for FIFO topics');
  if (id !== undefined && !idForm.test(id)) invalidParameter('MessageDeduplicationId');
  if (id === undefined && topic.attributes['ContentBasedDeduplication'] !== 'true')
    invalidParameter(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  return id ?? hash('sha256', Message);
}

function duplicateName(topic: Topic, group: string | undefined, id: string): string {
  // AWS: unless the scope is the group, the whole topic's messages are compared.
  const byGroup = topic.attributes['FifoThroughputScope'] === 'MessageGroup';
  return `${topic.name}|${byGroup ? encodeURIComponent(group ?? '') : ''}|${id}`;
}

function duplicateOf(call: Call, topic: Topic, input: Sent, id: string): Published | undefined {
  const known = duplicates.get(call.tx, call, duplicateName(topic, input.MessageGroupId, id));
  if (!known || known.until <= call.now) return undefined;
  return { MessageId: known.messageId, SequenceNumber: known.sequenceNumber };
}

function remember(call: Call, topic: Topic, letter: Letter, number: number): void {
  const name = duplicateName(topic, letter.group, letter.deduplicationId!);
  const until = call.now + duplicateMs;
  const { messageId, sequenceNumber = '' } = letter;
  duplicates.put(call.tx, call, name, { until, messageId, sequenceNumber });
  duplicateTimes.put(call.tx, call, `${topic.name}|${sortable(until)}|${sortable(number)}`, name);
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

const batchMax = 10;

// AWS: https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
export const publishBatch: Handler<PublishBatchCommandInput, PublishBatchResponse> = (input, asked) => {
  const { topic, call } = enterToPublish(asked, input.TopicArn);
  const entries = input.PublishBatchRequestEntries ?? [];
  if (entries.length === 0) emptyBatch();
  if (entries.length > batchMax) batchTooMany();
  if (entries.some(({ Id }) => !/^[\w-]{1,80}$/.test(Id ?? ''))) batchIdInvalid();
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) batchIdsNotDistinct();
  const bytes = entries.reduce((sum, { Message = '' }) => sum + Buffer.byteLength(Message), 0);
  if (bytes > messageBytesMax) batchTooLong();
  const Successful: PublishBatchResultEntry[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...call.tx.attempt(() => send(call, topic, entry)) });
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
