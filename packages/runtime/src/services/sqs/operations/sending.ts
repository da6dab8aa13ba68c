import { hash } from 'node:crypto';
import type {
  SendMessageBatchCommandInput,
  SendMessageBatchResult,
  SendMessageCommandInput,
  SendMessageResult,
} from '@aws-sdk/client-sqs';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { enterToSend } from '../access.ts';
import { used, withSent } from '../activity.ts';
import { numberOf } from '../attributes.ts';
import {
  batchTooLong,
  invalidMessageContents,
  invalidParameter,
  invalidValue,
  missingParameter,
} from '../errors.ts';
import { attributesGiven, attributesMd5, bytesOf, md5, type Attributes } from '../message-attributes.ts';
import { isFifo, sortable, type Queue } from '../records.ts';
import { add, duplicates, duplicateTimes, messageKey, shelfOf, type Duplicate } from '../shelf.ts';
import { eachEntry, requireBatch } from './batches.ts';

/** AWS: "The maximum total payload size (the sum of … all of the batched messages)" is 1 MiB. */
const batchBytesMax = 1_048_576;
/** AWS: "the 5-minute deduplication interval". */
const duplicateMs = 5 * 60_000;
const delaySecondsMax = 900;

type Sent = Omit<SendMessageCommandInput, 'QueueUrl'>;

// AWS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
export const sendMessage: Handler<SendMessageCommandInput, SendMessageResult> = (input, asked) => {
  const { call, queue } = enterToSend(asked, input.QueueUrl);
  return send(call, queue, input);
};

export const sendMessageBatch: Handler<SendMessageBatchCommandInput, SendMessageBatchResult> = (
  input,
  asked,
) => {
  const { call, queue } = enterToSend(asked, input.QueueUrl);
  const entries = input.Entries ?? [];
  requireBatch(entries, 'SendMessageBatchRequestEntry');
  const bytes = entries.reduce(
    (sum, { MessageBody = '', MessageAttributes }) =>
      sum + Buffer.byteLength(MessageBody) + bytesOf(attributesGiven(MessageAttributes)),
    0,
  );
  if (bytes > batchBytesMax) batchTooLong(batchBytesMax, bytes);
  return eachEntry(call, entries, (entry) => send(call, queue, entry));
};

type Kept = SendMessageResult & { readonly MessageId: string; readonly MD5OfMessageBody: string };

function send(call: Call, queue: Queue, sent: Sent): Kept {
  const body = sent.MessageBody ?? '';
  const attributes = attributesGiven(sent.MessageAttributes);
  const bytes = requireBody(queue, body, attributes);
  const delaySeconds = delayOf(queue, sent);
  requireIds(queue, sent);
  const told = {
    MD5OfMessageBody: md5(body),
    MD5OfMessageAttributes: attributesMd5(attributes),
    MD5OfMessageSystemAttributes: attributesMd5(attributesGiven(sent.MessageSystemAttributes)),
  };
  const shelf = shelfOf(call.tx, call, queue, call.now);
  const deduplicationId = isFifo(queue) ? deduplicationIdOf(queue, sent, body) : undefined;
  const name =
    deduplicationId === undefined ? undefined : duplicateName(queue, sent.MessageGroupId!, deduplicationId);
  const before = name === undefined ? undefined : duplicates.get(call.tx, call, name);
  if (before && before.until > call.now) {
    used(call, queue, (activity) => ({
      ...activity,
      tally: { ...activity.tally, deduplicated: activity.tally.deduplicated + 1 },
    }));
    return { ...told, MessageId: before.messageId, SequenceNumber: sequenceNumber(queue, before.number) };
  }
  const { number } = used(call, queue, (activity) => ({
    ...activity,
    number: activity.number + 1,
    messages: activity.messages + 1,
    tally: withSent(activity.tally, bytes),
  }));
  const id = call.ids.uuid();
  add(shelf, {
    key: messageKey(shelf, call.now, number),
    id,
    number,
    body,
    attributes,
    traceHeader: sent.MessageSystemAttributes?.AWSTraceHeader?.StringValue,
    sender: senderOf(call),
    sentAt: call.now,
    group: sent.MessageGroupId,
    deduplicationId,
    visibleAt: call.now + delaySeconds * 1000,
    receives: 0,
  });
  if (name !== undefined) remember(call, name, { messageId: id, number, until: call.now + duplicateMs });
  return { ...told, MessageId: id, ...(isFifo(queue) && { SequenceNumber: sequenceNumber(queue, number) }) };
}

/** Which characters a message may have. */
// AWS: API_SendMessage: "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF".
const strange = /[^\x09\x0a\x0d\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Answers how many bytes the message has. */
function requireBody(queue: Queue, body: string, attributes: Attributes): number {
  if (body === '') missingParameter('MessageBody');
  if (strange.test(body)) invalidMessageContents();
  const bytes = Buffer.byteLength(body) + bytesOf(attributes);
  const max = numberOf(queue, 'MaximumMessageSize');
  if (bytes > max)
    invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${max} bytes.`,
    );
  return bytes;
}

function delayOf(queue: Queue, { DelaySeconds: seconds }: Sent): number {
  if (seconds === undefined) return numberOf(queue, 'DelaySeconds');
  if (seconds < 0 || seconds > delaySecondsMax)
    invalidValue(seconds, 'DelaySeconds', 'DelaySeconds must be >= 0 and <= 900.');
  // AWS: "When you set FifoQueue, you can't set DelaySeconds per message."
  if (isFifo(queue) && seconds > 0)
    invalidValue(
      seconds,
      'DelaySeconds',
      'The request include parameter that is not valid for this queue type.',
    );
  return isFifo(queue) ? numberOf(queue, 'DelaySeconds') : seconds;
}

/** AWS: "1-128 alphanumeric characters and punctuation". */
const idForm = /^[!-~]{1,128}$/;

function requireIds(queue: Queue, { MessageGroupId: group, MessageDeduplicationId: id }: Sent): void {
  const form = 'can only include alphanumeric and punctuation characters. 1 to 128 in length.';
  if (isFifo(queue) && group === undefined) missingParameter('MessageGroupId');
  if (group !== undefined && !idForm.test(group))
    invalidValue(group, 'MessageGroupId', `MessageGroupId ${form}`);
  if (id === undefined) return;
  if (!isFifo(queue))
    invalidValue(
      id,
      'MessageDeduplicationId',
      'The request includes a parameter that is not valid for this queue type.',
    );
  if (!idForm.test(id)) invalidValue(id, 'MessageDeduplicationId', `MessageDeduplicationId ${form}`);
}

function deduplicationIdOf(queue: Queue, sent: Sent, body: string): string {
  if (sent.MessageDeduplicationId !== undefined) return sent.MessageDeduplicationId;
  if (queue.attributes['ContentBasedDeduplication'] === 'true') return hash('sha256', body);
  return invalidParameter(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}

function duplicateName(queue: Queue, group: string, id: string): string {
  const byGroup = queue.attributes['DeduplicationScope'] === 'messageGroup';
  return `${queue.shelf}|${byGroup ? encodeURIComponent(group) : ''}|${id}`;
}

function remember(call: Call, name: string, duplicate: Duplicate): void {
  duplicates.put(call.tx, call, name, duplicate);
  const [shelf] = name.split('|');
  const time = `${shelf}|${sortable(duplicate.until)}|${sortable(duplicate.number)}`;
  duplicateTimes.put(call.tx, call, time, name);
}

/** AWS: "a large, non-consecutive number … 128 bits": twenty digits are seen. They rise, also over a purge. */
export const sequenceNumber = ({ shelf }: Queue, number: number): string =>
  String(18_800_000_000_000_000_000n + BigInt(shelf) * 1_000_000_000_000n + BigInt(number) * 256n);

/** Who sent a message. */
// AWS: the user's or role's id; of the account itself, and of services, what is known of them here.
const senderOf = ({ caller }: Call): string =>
  caller.service ??
  (caller.arn.endsWith(':root') ? caller.account : caller.arn.slice(caller.arn.lastIndexOf('/') + 1));
