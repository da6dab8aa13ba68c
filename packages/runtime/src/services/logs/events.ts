import type { Mask } from './masking/mask.ts';
import type { BatchRecord } from './records.ts';

/** An event with its place in the order of all events: by time, then as they came to their streams. */
export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime: number;
  /** Its number in its stream, from 1. */
  readonly ordinal: number;
  /** The stream's number. */
  readonly stream: number;
  /** Of its message, in bytes of UTF-8. */
  readonly size: number;
}

export type Position = Pick<LogEvent, 'timestamp' | 'ordinal' | 'stream'>;

/** Before whatever came at this time. */
export const startOf = (timestamp: number): Position => ({ timestamp, ordinal: 0, stream: 0 });
export const beginning = startOf(-1);
export const end = startOf(8.64e15);

export const byPosition = (a: Position, b: Position): number =>
  a.timestamp - b.timestamp || a.ordinal - b.ordinal || a.stream - b.stream;

/** 56 digits, as AWS's event ids: they sort as the events do. */
export function eventId({ timestamp, ordinal, stream }: Position): string {
  const digits = (value: number, length: number) => String(value).padStart(length, '0');
  return digits(timestamp + 1, 20) + digits(ordinal, 20) + digits(stream, 16);
}

/** Undefined where the text is no event id. */
export function positionOf(id: string): Position | undefined {
  if (!/^\d{56}$/.test(id)) return undefined;
  const [timestamp, ordinal, stream] = [id.slice(0, 20), id.slice(20, 40), id.slice(40)].map(Number);
  return { timestamp: timestamp! - 1, ordinal: ordinal!, stream: stream! };
}

/** Before each message of a frame: its time, a double, and how many bytes it has, both big-endian. */
const headBytes = 12;

/** An event as it is put. */
export interface PutEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** The bytes of a batch as they are kept. `size` is the batch's, as AWS counts it. */
export function framesOf(events: readonly PutEvent[], size: number): Buffer {
  const frames = Buffer.allocUnsafe(size + events.length * (headBytes - overheadBytes));
  let at = 0;
  for (const { timestamp, message } of events) {
    const length = frames.write(message, at + headBytes);
    frames.writeDoubleBE(timestamp, at);
    frames.writeUInt32BE(length, at + 8);
    at += headBytes + length;
  }
  return frames;
}

/** The events of a batch: as they came or, where a mask is given, as they are shown. */
export function eventsOf(
  batch: BatchRecord & { readonly mask?: Mask | undefined },
  bytes: Uint8Array,
): LogEvent[] {
  const events = eventsIn(batch, bytes);
  const { mask } = batch;
  return mask ? events.map((event) => ({ ...event, message: mask(event.message) })) : events;
}

function eventsIn(batch: BatchRecord, bytes: Uint8Array): LogEvent[] {
  const frames = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (batch.format === undefined) return eventsOfLines(batch, frames.toString());
  const { stream, firstOrdinal, ingestedAt: ingestionTime } = batch;
  const events: LogEvent[] = [];
  for (let at = 0; at < frames.length;) {
    const timestamp = frames.readDoubleBE(at);
    const size = frames.readUInt32BE(at + 8);
    const start = at + headBytes;
    const message = frames.toString('utf8', start, start + size);
    events.push({ timestamp, message, ingestionTime, ordinal: firstOrdinal + events.length, stream, size });
    at = start + size;
  }
  return events;
}

interface Line {
  readonly t: number;
  readonly m: string;
}

/** Batches of before there were frames: JSON, a line each. */
function eventsOfLines({ stream, firstOrdinal, ingestedAt }: BatchRecord, text: string): LogEvent[] {
  return text
    .trimEnd()
    .split('\n')
    .map((each, index) => {
      const { t: timestamp, m: message } = JSON.parse(each) as Line;
      const size = Buffer.byteLength(message);
      return { timestamp, message, ingestionTime: ingestedAt, ordinal: firstOrdinal + index, stream, size };
    });
}

/** AWS: PutLogEvents, "the sum of all event messages in UTF-8, plus 26 bytes for each log event". */
export const bytesOf = (message: string): number => Buffer.byteLength(message) + overheadBytes;
export const overheadBytes = 26;
