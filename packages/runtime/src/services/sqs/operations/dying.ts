import type { Call } from '../../../dispatch/service.ts';
import { used } from '../activity.ts';
import { numberOf, redriveOf } from '../attributes.ts';
import { isFifo, queueArn, queueOfArn, type Queue } from '../records.ts';
import { add, drop, messageKey, shelfOf, type Message } from '../shelf.ts';

/** Whether a message has been kept as long as its queue keeps any. */
export const isExpired = (queue: Queue, { sentAt }: Message, now: number): boolean =>
  sentAt + numberOf(queue, 'MessageRetentionPeriod') * 1000 <= now;

/** Whether a message has been received as often as its queue allows, and there is somewhere else for it. */
export function isDead(call: Call, queue: Queue, { receives }: Message): boolean {
  const redrive = redriveOf(queue);
  if (!redrive || receives < redrive.maxReceiveCount) return false;
  return queueOfArn(call.tx, call, redrive.deadLetterTargetArn) !== undefined;
}

export function lose(call: Call, queue: Queue, message: Message): void {
  drop(shelfOf(call.tx, call, queue, call.now), message);
  used(call, queue, (activity) => ({ ...activity, messages: activity.messages - 1 }));
}

export function bury(call: Call, queue: Queue, message: Message): void {
  const dead = queueOfArn(call.tx, call, redriveOf(queue)!.deadLetterTargetArn)!;
  const after = { ...message, deadIn: queueArn(call, queue.name) };
  move(call, { from: queue, to: dead }, message, after);
}

/** Puts a message into another queue, as it is to be there, at once to be received. */
// AWS: developer guide, "Amazon SQS dead-letter queues": of a standard queue "the enqueue timestamp of the message is
// unchanged", of a FIFO queue it "resets".
export function move(
  call: Call,
  { from, to }: { readonly from: Queue; readonly to: Queue },
  before: Message,
  message: Message,
): void {
  lose(call, from, before);
  const shelf = shelfOf(call.tx, call, to, call.now);
  const { number } = used(call, to, (activity) => ({
    ...activity,
    number: activity.number + 1,
    messages: activity.messages + 1,
  }));
  const sentAt = isFifo(to) ? call.now : message.sentAt;
  add(shelf, { ...message, key: messageKey(shelf, sentAt, number), number, sentAt, visibleAt: call.now });
}
