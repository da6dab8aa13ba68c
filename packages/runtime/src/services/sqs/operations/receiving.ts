import type {
  Message as MessageTold,
  ReceiveMessageCommandInput,
  ReceiveMessageResult,
} from '@aws-sdk/client-sqs';
import type { Call, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { enter } from '../access.ts';
import { activities, used } from '../activity.ts';
import { numberOf } from '../attributes.ts';
import { invalidValue, tooManyInFlight } from '../errors.ts';
import { attributesMd5, attributeTold, chosenAttributes, md5 } from '../message-attributes.ts';
import { handleOf } from '../receipts.ts';
import { isFifo, type Queue } from '../records.ts';
import {
  attemptMs,
  attempts,
  change,
  get,
  hiddenNow,
  nextReady,
  nextReadyAt,
  receivedMax,
  shelfOf,
  type Message,
  type Shelf,
} from '../shelf.ts';
import { bury, isDead, isExpired, lose } from './dying.ts';
import { sequenceNumber } from './sending.ts';

/** AWS: "a maximum of approximately 120,000 in flight messages". */
const inFlightMax = 120_000;

/**
 * Takes what is there, or waits for it: until a message is sent, one becomes visible again, or the wait is over.
 */
// AWS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
export const receiveMessage: WaitingHandler<ReceiveMessageCommandInput, ReceiveMessageResult> = {
  async waits(input, call) {
    requireRanges(input);
    const begun = call.now;
    let waitMs = 0;
    for (;;) {
      const { messages, queue } = call.transaction((now) => receive(now, input));
      waitMs = (input.WaitTimeSeconds ?? numberOf(queue, 'ReceiveMessageWaitTimeSeconds')) * 1000;
      if (messages.length > 0) return { Messages: messages };
      if (!(await somethingToReceive(call, input, begun + waitMs))) break;
    }
    call.transaction((now) => noteEmpty(now, input));
    return {};
  },
};

function requireRanges({
  MaxNumberOfMessages: max,
  WaitTimeSeconds,
  VisibilityTimeout,
}: ReceiveMessageCommandInput) {
  if (max !== undefined && (max < 1 || max > receivedMax))
    invalidValue(max, 'MaxNumberOfMessages', 'Must be between 1 and 10, if provided.');
  if (WaitTimeSeconds !== undefined && (WaitTimeSeconds < 0 || WaitTimeSeconds > 20))
    invalidValue(WaitTimeSeconds, 'WaitTimeSeconds', 'Must be >= 0 and <= 20, if provided.');
  if (VisibilityTimeout !== undefined && (VisibilityTimeout < 0 || VisibilityTimeout > 43_200))
    invalidValue(VisibilityTimeout, 'VisibilityTimeout', 'Must be between 0 and 43200, if provided.');
}

/** Waits for it, on the house's clock and never longer by the wall's: the caller has a socket open. */
async function somethingToReceive(
  call: WaitingCall,
  input: ReceiveMessageCommandInput,
  until: number,
): Promise<boolean> {
  const waitMs = until - call.now;
  if (waitMs <= 0) return false;
  const found = await call.ask((now) => {
    const { queue, call: within } = enter(now, input.QueueUrl, 'ReceiveMessage');
    const shelf = shelfOf(now.tx, within, queue, now.now);
    const readyAt = nextReadyAt(shelf);
    if (readyAt !== undefined && readyAt <= now.now) return { answer: true };
    if (now.now >= until) return { answer: false };
    return { againAt: Math.min(until, readyAt ?? until) };
  }, waitMs);
  return found === true;
}

function receive(
  asked: Call,
  input: ReceiveMessageCommandInput,
): { readonly messages: MessageTold[]; readonly queue: Queue } {
  const { queue, call } = enter(asked, input.QueueUrl, 'ReceiveMessage');
  const shelf = shelfOf(call.tx, call, queue, call.now);
  // An inside call made again after a crash is answered as it was: nothing lies hidden that nobody was given.
  const isKept = isFifo(queue) || call.effectId !== undefined;
  const id = isKept ? input.ReceiveRequestAttemptId : undefined;
  const attempt = id === undefined ? undefined : { id, effectId: call.effectId };
  const hideMs = (input.VisibilityTimeout ?? numberOf(queue, 'VisibilityTimeout')) * 1000;
  const again = attempt === undefined ? undefined : receivedBefore(shelf, attempt, hideMs);
  const messages = again ?? take(call, queue, { limit: input.MaxNumberOfMessages ?? 1, hideMs });
  if (messages.length > 0 && !again) {
    used(call, queue, (activity) => ({
      ...activity,
      tally: { ...activity.tally, received: activity.tally.received + messages.length },
    }));
    if (attempt !== undefined) keepAttempt(shelf, attempt, messages);
  }
  return { messages: messages.map((message) => told(queue, message, input)), queue };
}

/** Takes messages off, one after the other: those that are too old, or were received too often, go another way. */
function take(call: Call, queue: Queue, { limit, hideMs }: { limit: number; hideMs: number }): Message[] {
  const shelf = shelfOf(call.tx, call, queue, call.now);
  const { messages: held = 0 } = activities.get(call.tx, call, queue.shelf) ?? {};
  if (!isFifo(queue) && held > inFlightMax && hiddenNow(shelf).inFlight >= inFlightMax) tooManyInFlight();
  const taken: Message[] = [];
  while (taken.length < limit) {
    const next = nextReady(shelf, limit - taken.length);
    const good = next.filter((message) => !leaves(call, queue, message));
    taken.push(...good.map((message) => hide(shelf, message, hideMs)));
    // What is not hidden is still the first that is found.
    if (next.length === 0 || (hideMs === 0 && good.length > 0)) break;
  }
  return taken;
}

/** Whether a message leaves the queue instead of being received. */
function leaves(call: Call, queue: Queue, message: Message): boolean {
  if (isExpired(queue, message, call.now)) lose(call, queue, message);
  else if (isDead(call, queue, message)) bury(call, queue, message);
  else return false;
  return true;
}

function hide(shelf: Shelf, before: Message, hideMs: number): Message {
  const after: Message = {
    ...before,
    receives: before.receives + 1,
    firstReceivedAt: before.firstReceivedAt ?? shelf.now,
    receivedAt: shelf.now,
    visibleAt: shelf.now + hideMs,
  };
  change(shelf, before, after);
  return after;
}

interface AttemptName {
  readonly id: string;
  readonly effectId: string | undefined;
}

/** What the same attempt was answered, where none of it has been changed since. */
function receivedBefore(shelf: Shelf, attempt: AttemptName, hideMs: number): Message[] | undefined {
  const before = attempts.get(shelf.tx, shelf, `${shelf.id}|${attempt.id}`);
  if (!before || before.at + attemptMs <= shelf.now || before.effectId !== attempt.effectId) return undefined;
  const found = before.received.map(({ key, receives, visibleAt }) => {
    const message = get(shelf, key);
    const same = message?.receives === receives && message.visibleAt === visibleAt && visibleAt > shelf.now;
    return same ? message : undefined;
  });
  if (found.some((message) => message === undefined)) return undefined;
  const again = (found as Message[]).map((message) => ({ ...message, visibleAt: shelf.now + hideMs }));
  for (const [index, message] of again.entries()) change(shelf, found[index]!, message);
  keepAttempt(shelf, attempt, again);
  return again;
}

function keepAttempt(shelf: Shelf, { id, effectId }: AttemptName, messages: readonly Message[]): void {
  const received = messages.map(({ key, receives, visibleAt }) => ({ key, receives, visibleAt }));
  attempts.put(shelf.tx, shelf, `${shelf.id}|${id}`, {
    at: shelf.now,
    received,
    ...(effectId !== undefined && { effectId }),
  });
}

function noteEmpty(asked: Call, input: ReceiveMessageCommandInput): void {
  const { queue, call } = enter(asked, input.QueueUrl, 'ReceiveMessage');
  used(call, queue, (activity) => ({
    ...activity,
    tally: { ...activity.tally, emptyReceives: activity.tally.emptyReceives + 1 },
  }));
}

function told(queue: Queue, message: Message, input: ReceiveMessageCommandInput): MessageTold {
  const attributes = chosenAttributes(message.attributes, input.MessageAttributeNames);
  const names: readonly string[] = [
    ...(input.AttributeNames ?? []),
    ...(input.MessageSystemAttributeNames ?? []),
  ];
  const system = Object.entries(systemAttributes(queue, message)).filter(
    ([name, value]) => value !== undefined && (names.includes('All') || names.includes(name)),
  ) as [string, string][];
  const own = Object.entries(attributes).map(([name, value]) => [name, attributeTold(value)] as const);
  return {
    MessageId: message.id,
    ReceiptHandle: handleOf(message),
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(own.length > 0 && {
      MD5OfMessageAttributes: attributesMd5(attributes),
      MessageAttributes: Object.fromEntries(own),
    }),
  };
}

function systemAttributes(queue: Queue, message: Message): Readonly<Record<string, string | undefined>> {
  return {
    SenderId: message.sender,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ApproximateReceiveCount: String(message.receives),
    SentTimestamp: String(message.sentAt),
    AWSTraceHeader: message.traceHeader,
    MessageGroupId: message.group,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: isFifo(queue) ? sequenceNumber(queue, message.number) : undefined,
    DeadLetterQueueSourceArn: message.deadIn,
  };
}
