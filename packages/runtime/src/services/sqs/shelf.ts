import type { Scope } from '../../base/scope.ts';
import { collection, type Collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { isFifo, sortable, type Queue } from './records.ts';
import type { Attributes } from './message-attributes.ts';

// How messages lie on their shelf: each a row, and an index by the time from which each can be received, so that
// whatever a queue holds, the next message is the first row of a range. In a FIFO queue the index is of groups.

export interface Message {
  /** Where it lies: its shelf, when it was sent, its number. Sorts by age. */
  readonly key: string;
  readonly id: string;
  readonly number: number;
  readonly body: string;
  readonly attributes: Attributes;
  readonly traceHeader?: string | undefined;
  readonly sender: string;
  /** House time. */
  readonly sentAt: number;
  readonly group?: string | undefined;
  readonly deduplicationId?: string | undefined;
  /** In a dead-letter queue: the ARN of the queue it came from. */
  readonly deadIn?: string | undefined;
  /** House time from which it can be received. */
  readonly visibleAt: number;
  /** The second that it is counted in as hidden: it may be received before that is over. */
  readonly countedIn?: number | undefined;
  readonly receives: number;
  readonly firstReceivedAt?: number;
  readonly receivedAt?: number;
}

export interface Shelf extends Scope {
  readonly tx: Tx;
  readonly id: string;
  readonly fifo: boolean;
  /** House time. */
  readonly now: number;
}

/** How many messages are hidden, by the second in which they show again. */
interface Hidden {
  readonly delayed: number;
  readonly inFlight: number;
}

const messages = collection<Message>('sqs.messages');
/** Keys of messages by `<shelf>|<visible at>|<number>`; in a FIFO queue the first one's of a group. */
const ready = collection<string>('sqs.ready');
/** FIFO: keys of messages by `<shelf>|<group>|<number>`. */
const groups = collection<string>('sqs.groups');
/** FIFO: where a group is in `ready`. */
const turns = collection<string>('sqs.turns');
const hidden = collection<Hidden>('sqs.hidden');
/** FIFO: what was sent in the last five minutes, by `<shelf>|<time>|…`, and by its deduplication id. */
export const duplicates = collection<Duplicate>('sqs.duplicates');
export const duplicateTimes = collection<string>('sqs.duplicate-times');
/** FIFO: what an attempt at receiving was answered, by `<shelf>|<attempt id>`. */
export const attempts = collection<Attempt>('sqs.attempts');

export interface Duplicate {
  readonly messageId: string;
  readonly number: number;
  readonly until: number;
}

export interface Attempt {
  readonly at: number;
  readonly received: readonly {
    readonly key: string;
    readonly receives: number;
    readonly visibleAt: number;
  }[];
  /** The inside call that made it: an attempt of another one is another attempt. */
  readonly effectId?: string | undefined;
}

export const shelfOf = (tx: Tx, scope: Scope, queue: Queue, now: number): Shelf => ({
  tx,
  account: scope.account,
  region: scope.region,
  id: queue.shelf,
  fifo: isFifo(queue),
  now,
});

/** Group ids as a part of a key: without its separator. */
const part = (group: string | undefined): string => encodeURIComponent(group ?? '');

const groupKey = (shelf: Shelf, { group, number }: Message): string =>
  `${shelf.id}|${part(group)}|${sortable(number)}`;

export const messageKey = (shelf: Shelf, sentAt: number, number: number): string =>
  `${shelf.id}|${sortable(sentAt)}|${sortable(number)}`;

export const get = (shelf: Shelf, key: string): Message | undefined =>
  key.startsWith(`${shelf.id}|`) ? messages.get(shelf.tx, shelf, key) : undefined;

export const isInFlight = ({ receives, visibleAt }: Message, now: number): boolean =>
  receives > 0 && visibleAt > now;

export function add(shelf: Shelf, sent: Message): void {
  const message = counted(shelf, sent);
  messages.put(shelf.tx, shelf, message.key, message);
  if (!shelf.fifo) return ready.put(shelf.tx, shelf, readyKey(shelf, message), message.key);
  groups.put(shelf.tx, shelf, groupKey(shelf, message), message.key);
  settleGroup(shelf, message.group);
}

/** Keeps a message that was received, or hidden for another time. */
export function change(shelf: Shelf, before: Message, changed: Message): void {
  uncount(shelf, before);
  const after = counted(shelf, changed);
  messages.put(shelf.tx, shelf, after.key, after);
  if (shelf.fifo) return settleGroup(shelf, after.group);
  ready.delete(shelf.tx, shelf, readyKey(shelf, before));
  ready.put(shelf.tx, shelf, readyKey(shelf, after), after.key);
}

export function drop(shelf: Shelf, message: Message): void {
  messages.delete(shelf.tx, shelf, message.key);
  uncount(shelf, message);
  if (!shelf.fifo) return ready.delete(shelf.tx, shelf, readyKey(shelf, message));
  groups.delete(shelf.tx, shelf, groupKey(shelf, message));
  settleGroup(shelf, message.group);
}

const readyKey = (shelf: Shelf, { visibleAt, number }: Message): string =>
  `${shelf.id}|${sortable(visibleAt)}|${sortable(number)}`;

/** AWS: no more than these are received at once, so no more than these of a group are in flight. */
export const receivedMax = 10;

function ofGroup(shelf: Shelf, group: string | undefined): Message[] {
  const prefix = `${shelf.id}|${part(group)}|`;
  const keys = groups.list(shelf.tx, shelf, { prefix, limit: receivedMax });
  return keys.map((key) => messages.get(shelf.tx, shelf, key)!);
}

/**
 * A group has its turn when its first message is visible and none of it is in flight.
 */
// AWS: developer guide, "FIFO queue delivery logic": "no additional messages with the same message group ID are
// returned unless you delete the message or it becomes visible".
function settleGroup(shelf: Shelf, group: string | undefined): void {
  const { tx } = shelf;
  const name = `${shelf.id}|${part(group)}`;
  const before = turns.get(tx, shelf, name);
  const first = ofGroup(shelf, group);
  const [head] = first;
  const busyUntil = first
    .filter((message) => isInFlight(message, shelf.now))
    .reduce((latest, { visibleAt }) => Math.max(latest, visibleAt), 0);
  const after = head && readyKey(shelf, { ...head, visibleAt: busyUntil || head.visibleAt });
  if (before === after) return;
  if (before !== undefined) ready.delete(tx, shelf, before);
  if (!head || after === undefined) return turns.delete(tx, shelf, name);
  ready.put(tx, shelf, after, head.key);
  turns.put(tx, shelf, name, after);
}

/** The next messages that can be received: of a FIFO queue, those of one group. */
export function nextReady(shelf: Shelf, limit: number): Message[] {
  const { tx, now } = shelf;
  const keys = ready.list(tx, shelf, { prefix: `${shelf.id}|`, limit: shelf.fifo ? 1 : limit });
  const found = keys.map((key) => messages.get(tx, shelf, key)!);
  const [first] = found;
  if (!first) return [];
  if (!shelf.fifo) return found.filter(({ visibleAt }) => visibleAt <= now);
  if (turnTime(shelf, first) > now) return [];
  const group = ofGroup(shelf, first.group);
  const hiddenFrom = group.findIndex(({ visibleAt }) => visibleAt > now);
  return group.slice(0, Math.min(limit, hiddenFrom < 0 ? limit : hiddenFrom));
}

/** When the next message can be received; undefined where there is none. */
export function nextReadyAt(shelf: Shelf): number | undefined {
  const [key] = ready.list(shelf.tx, shelf, { prefix: `${shelf.id}|`, limit: 1 });
  const first = key === undefined ? undefined : messages.get(shelf.tx, shelf, key);
  if (!first) return undefined;
  return shelf.fifo ? turnTime(shelf, first) : first.visibleAt;
}

function turnTime(shelf: Shelf, head: Message): number {
  const turn = turns.get(shelf.tx, shelf, `${shelf.id}|${part(head.group)}`)!;
  return Number(turn.split('|')[1]);
}

/** The oldest messages. */
export const oldest = (shelf: Shelf, limit: number): Message[] =>
  messages.list(shelf.tx, shelf, { prefix: `${shelf.id}|`, limit });

const secondOf = (time: number): number => Math.ceil(time / 1000);
const hiddenKey = (shelf: Shelf, second: number): string => `${shelf.id}|${sortable(second)}`;

/** The message, counted among the hidden ones if it is one. */
function counted(shelf: Shelf, { countedIn: _, ...message }: Message): Message {
  if (message.visibleAt <= shelf.now) return message;
  const countedIn = secondOf(message.visibleAt);
  const known = hidden.get(shelf.tx, shelf, hiddenKey(shelf, countedIn)) ?? { delayed: 0, inFlight: 0 };
  hidden.put(shelf.tx, shelf, hiddenKey(shelf, countedIn), plus(known, message, 1));
  return { ...message, countedIn };
}

/** What has been counted in a second that was tidied away is counted no more. */
function uncount(shelf: Shelf, message: Message): void {
  if (message.countedIn === undefined) return;
  const key = hiddenKey(shelf, message.countedIn);
  const known = hidden.get(shelf.tx, shelf, key);
  if (!known) return;
  const after = plus(known, message, -1);
  if (after.delayed + after.inFlight > 0) hidden.put(shelf.tx, shelf, key, after);
  else hidden.delete(shelf.tx, shelf, key);
}

const plus = ({ delayed, inFlight }: Hidden, { receives }: Message, by: 1 | -1): Hidden =>
  receives > 0 ? { delayed, inFlight: inFlight + by } : { delayed: delayed + by, inFlight };

export function hiddenNow(shelf: Shelf): Hidden {
  const after = hiddenKey(shelf, Math.floor(shelf.now / 1000));
  const seconds = hidden.list(shelf.tx, shelf, { prefix: `${shelf.id}|`, after });
  return {
    delayed: seconds.reduce((sum, { delayed }) => sum + delayed, 0),
    inFlight: seconds.reduce((sum, { inFlight }) => sum + inFlight, 0),
  };
}

/** Forgets the seconds that are over, and duplicates that count no more. At most so many of each. */
export function tidy(shelf: Shelf, limit: number): void {
  const { tx, now } = shelf;
  const over = rowsBefore(shelf, 'sqs.hidden', hiddenKey(shelf, Math.floor(now / 1000) + 1), limit);
  for (const key of over) hidden.delete(tx, shelf, key);
  for (const key of rowsBefore(shelf, 'sqs.duplicate-times', `${shelf.id}|${sortable(now + 1)}`, limit)) {
    const name = duplicateTimes.get(tx, shelf, key)!;
    if ((duplicates.get(tx, shelf, name)?.until ?? 0) <= now) duplicates.delete(tx, shelf, name);
    duplicateTimes.delete(tx, shelf, key);
  }
}

/** AWS: "You can use ReceiveRequestAttemptId only for 5 minutes after a ReceiveMessage action." */
export const attemptMs = 5 * 60_000;

/** Forgets what attempts at receiving were answered, once they can be repeated no more. */
export function forgetAttempts(shelf: Shelf): void {
  const { tx, now } = shelf;
  const path = `${shelf.account}|${shelf.region}|`;
  for (const { key, value } of tx.list<Attempt>(attempts.name, { prefix: `${path}${shelf.id}|` }))
    if (value.at + attemptMs <= now) attempts.delete(tx, shelf, key.slice(path.length));
}

/** Own keys of rows of a shelf before one, the first ones. */
function rowsBefore(shelf: Shelf, name: string, before: string, limit: number): string[] {
  const path = `${shelf.account}|${shelf.region}|`;
  const rows = shelf.tx.list(name, { prefix: `${path}${shelf.id}|`, limit });
  return rows.map(({ key }) => key.slice(path.length)).filter((key) => key < before);
}

const all: readonly Collection<any>[] = [
  messages,
  ready,
  groups,
  turns,
  hidden,
  duplicates,
  duplicateTimes,
  attempts,
];

/** Takes some of what lies on a shelf that nobody reads any more. Answers false where nothing was left. */
export function clear(tx: Tx, scope: Scope, shelf: string, limit: number): boolean {
  const path = `${scope.account}|${scope.region}|`;
  let cleared = 0;
  for (const { name } of all)
    for (const { key } of tx.list(name, { prefix: `${path}${shelf}|`, limit })) {
      tx.delete(name, key);
      cleared++;
    }
  return cleared > 0;
}
