import type {
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchResult,
  ChangeMessageVisibilityCommandInput,
  DeleteMessageBatchCommandInput,
  DeleteMessageBatchResult,
  DeleteMessageCommandInput,
} from '@aws-sdk/client-sqs';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { enter } from '../access.ts';
import { used } from '../activity.ts';
import { invalidValue, messageNotInflight, missingParameter } from '../errors.ts';
import { receiptOf } from '../receipts.ts';
import { isFifo, type Queue } from '../records.ts';
import { change, drop, get, isInFlight, shelfOf } from '../shelf.ts';
import { eachEntry, requireBatch } from './batches.ts';

/** AWS: "Maximum: 12 hours", from when the message was received. */
const hiddenSecondsMax = 43_200;

// AWS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
export const deleteMessage: Handler<DeleteMessageCommandInput, object> = (input, asked) => {
  const { call, queue } = enter(asked, input.QueueUrl, 'DeleteMessage');
  remove(call, queue, input.ReceiptHandle!);
  return {};
};

export const deleteMessageBatch: Handler<DeleteMessageBatchCommandInput, DeleteMessageBatchResult> = (
  input,
  asked,
) => {
  const { call, queue } = enter(asked, input.QueueUrl, 'DeleteMessage');
  const entries = input.Entries ?? [];
  requireBatch(entries, 'DeleteMessageBatchRequestEntry');
  return eachEntry(call, entries, ({ ReceiptHandle }) => {
    remove(call, queue, ReceiptHandle ?? missingParameter('ReceiptHandle'));
    return {};
  });
};

function remove(call: Call, queue: Queue, handle: string): void {
  const { key, receives } = receiptOf(handle);
  const shelf = shelfOf(call.tx, call, queue, call.now);
  const message = get(shelf, key);
  if (!message) return; // AWS: deleting what is gone succeeds.
  const current = message.receives === receives;
  if (isFifo(queue) && !(current && isInFlight(message, call.now)))
    invalidValue(handle, 'ReceiptHandle', 'The receipt handle has expired.');
  // AWS: "If you use an old ReceiptHandle, the request will succeed, but the message might not be deleted."
  if (!current) return;
  drop(shelf, message);
  used(call, queue, (activity) => ({
    ...activity,
    messages: activity.messages - 1,
    tally: { ...activity.tally, deleted: activity.tally.deleted + 1 },
  }));
}

// AWS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
export const changeMessageVisibility: Handler<ChangeMessageVisibilityCommandInput, object> = (
  input,
  asked,
) => {
  const { call, queue } = enter(asked, input.QueueUrl, 'ChangeMessageVisibility');
  hideFor(call, queue, input);
  return {};
};

export const changeMessageVisibilityBatch: Handler<
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchResult
> = (input, asked) => {
  const { call, queue } = enter(asked, input.QueueUrl, 'ChangeMessageVisibility');
  const entries = input.Entries ?? [];
  requireBatch(entries, 'ChangeMessageVisibilityBatchRequestEntry');
  return eachEntry(call, entries, (entry) => {
    hideFor(call, queue, entry);
    return {};
  });
};

type HideFor = Partial<Pick<ChangeMessageVisibilityCommandInput, 'ReceiptHandle' | 'VisibilityTimeout'>>;

function hideFor(call: Call, queue: Queue, { ReceiptHandle, VisibilityTimeout: seconds = 0 }: HideFor): void {
  const handle = ReceiptHandle ?? missingParameter('ReceiptHandle');
  if (seconds < 0 || seconds > hiddenSecondsMax)
    invalidValue(seconds, 'VisibilityTimeout', 'Must be between 0 and 43200, if provided.');
  const { key, receives } = receiptOf(handle);
  const shelf = shelfOf(call.tx, call, queue, call.now);
  const message = get(shelf, key);
  if (!message)
    return invalidValue(
      handle,
      'ReceiptHandle',
      'Message does not exist or is not available for visibility timeout change.',
    );
  if (message.receives !== receives || !isInFlight(message, call.now)) messageNotInflight();
  const visibleAt = call.now + seconds * 1000;
  if (visibleAt > message.receivedAt! + hiddenSecondsMax * 1000)
    invalidValue(
      seconds,
      'VisibilityTimeout',
      'Total VisibilityTimeout for the message is beyond the limit [43200 seconds].',
    );
  change(shelf, message, { ...message, visibleAt });
}
