import type {
  PutLogEventsRequest,
  PutLogEventsResponse,
  RejectedLogEventsInfo,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Call, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { requireLetIn } from '../access.ts';
import { distribute } from '../distribution.ts';
import { mayEmbed } from '../embedded-metrics.ts';
import { invalidParameter, logStreamNotFound } from '../errors.ts';
import { bytesOf, framesOf, type PutEvent } from '../events.ts';
import {
  batches,
  batchKey,
  deliveries,
  deliveryKey,
  logStreams,
  segmentOf,
  streamKey,
  type BatchRecord,
  type LogStreamRecord,
} from '../records.ts';
import { protectionNow } from '../protections.ts';
import { transformationNow } from '../transformers.ts';
import { groupOf } from './groups.ts';
import { streamOf } from './streams.ts';

// AWS: PutLogEvents, the list of a batch's constraints.
const batchBytesMax = 1_048_576;
const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
const batchSpanMsMax = dayMs;
const futureMsMax = 2 * hourMs;
const pastMsMax = 14 * dayMs;

/**
 * Bytes first, then the row that names them: a crash in between leaves bytes that nothing names. A few events from
 * inside, as of a build, are kept in the row itself, and so with what else happens at once.
 */
export const putLogEvents: WaitingHandler<PutLogEventsRequest, PutLogEventsResponse> = {
  atOnce(input, call) {
    const put = putOf(input);
    if (put.size > atOnceBytesMax) return undefined;
    const { stream, retentionDays } = destinationOf(call, input);
    const { kept, rejected } = sifted(put, call.now, retentionDays);
    if (kept.events.length === 0) return answered(undefined, rejected);
    const bytes = framesOf(kept.events, kept.size);
    return answered(
      keepIn(call, stream, kept, { bytes, place: { frames: bytes.toString('base64') } }),
      rejected,
    );
  },
  async waits(input, call) {
    const put = putOf(input);
    const before = call.transaction((inner) => {
      const { stream, retentionDays } = destinationOf(inner, input);
      return { stream, retentionDays, delivered: deliveredCount(inner, stream) };
    });
    const { kept, rejected } = sifted(put, call.now, before.retentionDays);
    const isNone = before.delivered !== undefined || kept.events.length === 0;
    return answered(isNone ? before.delivered : await keep(call, before.stream, kept), rejected);
  },
};

/** What lies in rows is for what happens at once, not for what is much. */
const atOnceBytesMax = 8192;

interface Kept {
  readonly events: readonly PutEvent[];
  readonly size: number;
}

function putOf({ logEvents }: PutLogEventsRequest): Kept {
  const events = logEvents as readonly PutEvent[];
  const put = { events, size: sizeOf(events) };
  validate(put);
  return put;
}

function destinationOf(call: Call, { logGroupName, logStreamName }: PutLogEventsRequest) {
  const stream = streamOf(call, logGroupName!, logStreamName!);
  const { retentionDays } = groupOf(call, logGroupName);
  requireLetIn(call, 'PutLogEvents', stream);
  return { stream, retentionDays };
}

function sifted(put: Kept, now: number, retentionDays: number | undefined) {
  const { accepted: events, rejected } = sift(put.events, now, retentionDays);
  return { kept: events === put.events ? put : { events, size: sizeOf(events) }, rejected };
}

const answered = (
  eventCount: number | undefined,
  rejected: RejectedLogEventsInfo | undefined,
): PutLogEventsResponse => ({
  ...(eventCount !== undefined && { nextSequenceToken: `49${String(eventCount).padStart(54, '0')}` }),
  ...(rejected && { rejectedLogEventsInfo: rejected }),
});

/** What an inside call that is made again after a crash had already put. */
const deliveredCount = (call: Call, stream: LogStreamRecord): number | undefined =>
  call.effectId
    ? deliveries.get(call.tx, call, deliveryKey(stream.id, call.effectId))?.eventCount
    : undefined;

async function keep(call: WaitingCall, stream: LogStreamRecord, kept: Kept): Promise<number> {
  const bytes = framesOf(kept.events, kept.size);
  const segment = segmentOf(stream.id, call.now);
  const { effectId } = call;
  const { offset } = await call.segments.append(segment, bytes);
  return call.transaction((inner) => {
    const current = streamOf(inner, stream.group, stream.name);
    if (current.id !== stream.id) logStreamNotFound();
    const eventCount = keepIn(inner, current, kept, { bytes, place: { segment, offset } });
    if (effectId)
      deliveries.put(inner.tx, inner, deliveryKey(current.id, effectId), { effectId, eventCount });
    return eventCount;
  });
}

interface Written {
  readonly bytes: Buffer;
  readonly place: Pick<BatchRecord, 'segment' | 'offset' | 'frames'>;
}

/** Answers how many events the stream has now. */
function keepIn(call: Call, stream: LogStreamRecord, kept: Kept, { bytes, place }: Written): number {
  const { events, size } = kept;
  const firstOrdinal = stream.eventCount + 1;
  const transformation = transformationNow(call, stream);
  const protection = protectionNow(call, stream.group);
  batches.put(call.tx, call, batchKey(stream.id, firstOrdinal), {
    firstOrdinal,
    stream: stream.number,
    ...place,
    length: bytes.length,
    format: 'frames',
    firstTimestamp: events[0]!.timestamp,
    lastTimestamp: events.at(-1)!.timestamp,
    count: events.length,
    ingestedAt: call.now,
    bytes: size,
    ...(transformation && { transformer: transformation.id }),
    ...(protection && { protections: protection.ids }),
  });
  const transformed = transformation && events.map(({ message }) => transformation.transformed(message));
  const came = { events, bytes: size, firstOrdinal, mayEmbed: mayEmbed(bytes), transformed };
  distribute(call, stream, { ...came, mask: protection?.mask });
  logStreams.put(
    call.tx,
    call,
    streamKey(stream.group, stream.name),
    grown(stream, { ...kept, now: call.now }),
  );
  return stream.eventCount + events.length;
}

function grown(
  stream: LogStreamRecord,
  { events, size, now }: Kept & { readonly now: number },
): LogStreamRecord {
  return {
    ...stream,
    eventCount: stream.eventCount + events.length,
    firstEventAt: Math.min(stream.firstEventAt ?? Infinity, events[0]!.timestamp),
    lastEventAt: Math.max(stream.lastEventAt ?? -Infinity, events.at(-1)!.timestamp),
    lastIngestedAt: now,
    bytes: stream.bytes + size,
  };
}

const sizeOf = (events: readonly PutEvent[]): number =>
  events.reduce((sum, event) => sum + bytesOf(event.message), 0);

function validate({ events, size }: Kept): void {
  if (size > batchBytesMax)
    invalidParameter(`Upload too large: ${size} bytes exceeds limit of ${batchBytesMax}`);
  if (events.some((event, index) => index > 0 && event.timestamp < events[index - 1]!.timestamp))
    invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
  if (events.at(-1)!.timestamp - events[0]!.timestamp > batchSpanMsMax)
    invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
}

/** Keeps what is neither too old nor too new; AWS takes the rest of the batch all the same. */
export function sift(
  events: readonly PutEvent[],
  now: number,
  retentionDays: number | undefined,
): { readonly accepted: readonly PutEvent[]; readonly rejected: RejectedLogEventsInfo | undefined } {
  const expired = retentionDays === undefined ? 0 : countBefore(events, now - retentionDays * dayMs);
  const tooOld = countBefore(events, now - pastMsMax);
  const tooNew = countBefore(events, now + futureMsMax + 1);
  const first = Math.max(expired, tooOld);
  if (first === 0 && tooNew === events.length) return { accepted: events, rejected: undefined };
  const accepted = events.slice(first, tooNew);
  const rejected = {
    ...(tooNew < events.length && { tooNewLogEventStartIndex: tooNew }),
    ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
    ...(expired > 0 && { expiredLogEventEndIndex: expired }),
  };
  return { accepted, rejected };
}

/** Of events in the order of time. Most often it is all or none. */
const countBefore = (events: readonly PutEvent[], time: number): number =>
  events[0]!.timestamp >= time ? 0 : events.findLastIndex(({ timestamp }) => timestamp < time) + 1;
