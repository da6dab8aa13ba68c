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

interface Line {
  readonly t: number;
  readonly m: string;
}

/** The bytes of a batch as they are kept. */
export const linesOf = (events: readonly { timestamp: number; message: string }[]): string =>
  events
    .map(({ timestamp, message }) => `${JSON.stringify({ t: timestamp, m: message } satisfies Line)}\n`)
    .join('');

export function eventsOf(batch: BatchRecord, bytes: Uint8Array): LogEvent[] {
  const lines = Buffer.from(bytes).toString().trimEnd().split('\n');
  return lines.map((text, index) => {
    const line = JSON.parse(text) as Line;
    const { stream, firstOrdinal, ingestedAt } = batch;
    const ordinal = firstOrdinal + index;
    return { timestamp: line.t, message: line.m, ingestionTime: ingestedAt, ordinal, stream };
  });
}

/** AWS: PutLogEvents, "the sum of all event messages in UTF-8, plus 26 bytes for each log event". */
export const bytesOf = (message: string): number => Buffer.byteLength(message) + 26;
