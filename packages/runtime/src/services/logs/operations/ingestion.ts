import type {
  InputLogEvent,
  PutLogEventsRequest,
  PutLogEventsResponse,
  RejectedLogEventsInfo,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Call, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { distribute } from '../distribution.ts';
import { invalidParameter, logStreamNotFound } from '../errors.ts';
import { bytesOf, framesOf } from '../events.ts';
import {
  batches,
  batchKey,
  deliveries,
  deliveryKey,
  logStreams,
  segmentOf,
  streamKey,
  type LogStreamRecord,
} from '../records.ts';
import { groupOf } from './groups.ts';
import { streamOf } from './streams.ts';

// AWS: PutLogEvents, the list of a batch's constraints.
const batchBytesMax = 1_048_576;
const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
const batchSpanMsMax = dayMs;
const futureMsMax = 2 * hourMs;
const pastMsMax = 14 * dayMs;

interface Event {
  readonly timestamp: number;
  readonly message: string;
}

/** Bytes first, then the row that names them: a crash in between leaves bytes that nothing names. */
export const putLogEvents: WaitingHandler<PutLogEventsRequest, PutLogEventsResponse> = {
  async waits(input, call) {
    const events = input.logEvents!.map(eventOf);
    validate(events);
    const before = call.transaction((inner) => {
      const stream = streamOf(inner, input.logGroupName!, input.logStreamName!);
      const { retentionDays } = groupOf(inner, input.logGroupName);
      return { stream, retentionDays, delivered: deliveredCount(inner, stream) };
    });
    const { accepted, rejected } = sift(events, call.now, before.retentionDays);
    const eventCount =
      before.delivered ?? (accepted.length > 0 ? await keep(call, before.stream, accepted) : undefined);
    return {
      ...(eventCount !== undefined && { nextSequenceToken: `49${String(eventCount).padStart(54, '0')}` }),
      ...(rejected && { rejectedLogEventsInfo: rejected }),
    };
  },
};

const eventOf = ({ timestamp, message }: InputLogEvent): Event => ({
  timestamp: timestamp!,
  message: message!,
});

/** What an inside call that is made again after a crash had already put. */
const deliveredCount = (call: Call, stream: LogStreamRecord): number | undefined =>
  call.effectId
    ? deliveries.get(call.tx, call, deliveryKey(stream.id, call.effectId))?.eventCount
    : undefined;

async function keep(call: WaitingCall, stream: LogStreamRecord, events: readonly Event[]): Promise<number> {
  const size = sizeOf(events);
  const bytes = framesOf(events, size);
  const segment = segmentOf(stream.id, call.now);
  const { effectId } = call;
  const { offset } = await call.segments.append(segment, bytes);
  return call.transaction((inner) => {
    const current = streamOf(inner, stream.group, stream.name);
    if (current.id !== stream.id) logStreamNotFound();
    const firstOrdinal = current.eventCount + 1;
    batches.put(inner.tx, inner, batchKey(current.id, firstOrdinal), {
      firstOrdinal,
      stream: current.number,
      segment,
      offset,
      length: bytes.length,
      format: 'frames',
      firstTimestamp: events[0]!.timestamp,
      lastTimestamp: events.at(-1)!.timestamp,
      count: events.length,
      ingestedAt: call.now,
      bytes: size,
    });
    const more = { stream: current.number, ingestionTime: call.now };
    distribute(inner, current, () =>
      events.map((event, index) => {
        const size = Buffer.byteLength(event.message);
        return { ...event, ...more, ordinal: firstOrdinal + index, size };
      }),
    );
    const eventCount = current.eventCount + events.length;
    if (effectId)
      deliveries.put(inner.tx, inner, deliveryKey(current.id, effectId), { effectId, eventCount });
    logStreams.put(
      inner.tx,
      inner,
      streamKey(stream.group, stream.name),
      grown(current, { events, size, now: call.now }),
    );
    return eventCount;
  });
}

interface Growth {
  readonly events: readonly Event[];
  readonly size: number;
  readonly now: number;
}

function grown(stream: LogStreamRecord, { events, size, now }: Growth): LogStreamRecord {
  return {
    ...stream,
    eventCount: stream.eventCount + events.length,
    firstEventAt: Math.min(stream.firstEventAt ?? Infinity, events[0]!.timestamp),
    lastEventAt: Math.max(stream.lastEventAt ?? -Infinity, events.at(-1)!.timestamp),
    lastIngestedAt: now,
    bytes: stream.bytes + size,
  };
}

const sizeOf = (events: readonly Event[]): number =>
  events.reduce((sum, event) => sum + bytesOf(event.message), 0);

function validate(events: readonly Event[]): void {
  const size = sizeOf(events);
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
  events: readonly Event[],
  now: number,
  retentionDays: number | undefined,
): { readonly accepted: readonly Event[]; readonly rejected: RejectedLogEventsInfo | undefined } {
  const expired = retentionDays === undefined ? 0 : countBefore(events, now - retentionDays * dayMs);
  const tooOld = countBefore(events, now - pastMsMax);
  const tooNew = countBefore(events, now + futureMsMax + 1);
  const accepted = events.slice(Math.max(expired, tooOld), tooNew);
  if (accepted.length === events.length) return { accepted, rejected: undefined };
  const rejected = {
    ...(tooNew < events.length && { tooNewLogEventStartIndex: tooNew }),
    ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
    ...(expired > 0 && { expiredLogEventEndIndex: expired }),
  };
  return { accepted, rejected };
}

const countBefore = (events: readonly Event[], time: number): number =>
  events.filter((event) => event.timestamp < time).length;
