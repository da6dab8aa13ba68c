import { crc32 } from 'node:zlib';
import type { Member, StructureShape } from '../schema/shape.ts';
import { jsonText } from './json-text.ts';

type Names = Parameters<typeof jsonText>[2];
type Events = Readonly<Record<string, unknown>>;

export const eventStreamType = 'application/vnd.amazon.eventstream';

/** Lengths and checksums around a message's headers and payload. */
const preludeBytes = 12;
const framingBytes = preludeBytes + 4;
/** The type of a header's value: text, its length in two bytes before it. */
const textType = 7;

/**
 * A body of events, one message for each: `[{ PayloadChunk: {…} }, …]` of a union of events.
 */
// Smithy specification, "Amazon Event Stream specification".
export function eventStream(union: StructureShape, events: readonly Events[]): Buffer {
  const isError = () => false;
  return Buffer.concat(
    events.flatMap((event) => messagesOf(event, { union, names: { jsonName: true }, isError })),
  );
}

export interface LiveEvents {
  readonly union: StructureShape;
  readonly names: Names;
  /** Whether an event of this name is an exception, which ends the stream. */
  readonly isError: (name: string) => boolean;
}

/** The same of events that are still to happen. */
export async function* liveEventStream(
  events: AsyncIterable<Events>,
  live: LiveEvents,
): AsyncGenerator<Buffer> {
  for await (const event of events) yield Buffer.concat(messagesOf(event, live));
}

/** The same, after a first message, in which RPC protocols have the answer. */
export async function* answeredEventStream(
  events: AsyncIterable<Events>,
  live: LiveEvents,
): AsyncGenerator<Buffer> {
  const first = {
    ':message-type': 'event',
    ':event-type': 'initial-response',
    ':content-type': 'application/json',
  };
  yield messageOf(first, Buffer.from('{}'));
  yield* liveEventStream(events, live);
}

const messagesOf = (event: Events, { union, names, isError }: LiveEvents): Buffer[] =>
  Object.entries(event).map(([name, value]) => {
    const member = union.byName.get(name)!;
    const [payload, type] = payloadOf(member, value as Record<string, unknown>, names);
    const kind = isError(name) ? 'exception' : 'event';
    return messageOf({ ':message-type': kind, [`:${kind}-type`]: name, ':content-type': type }, payload);
  });

function messageOf(said: Readonly<Record<string, string>>, payload: Buffer): Buffer {
  const headers = Buffer.concat(Object.entries(said).map(([header, text]) => headerOf(header, text)));
  const message = Buffer.alloc(framingBytes + headers.length + payload.length);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(headers.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  headers.copy(message, preludeBytes);
  payload.copy(message, preludeBytes + headers.length);
  message.writeUInt32BE(crc32(message.subarray(0, message.length - 4)), message.length - 4);
  return message;
}

/** An event of bytes alone has them as they are, any other is JSON. */
function payloadOf(
  member: Member,
  value: Record<string, unknown>,
  names: Names,
): [payload: Buffer, type: string] {
  const shape = member.shape as StructureShape;
  const [only, ...others] = shape.members;
  if (only?.shape.kind === 'blob' && others.length === 0)
    return [Buffer.from((value[only.name] as Uint8Array | undefined) ?? []), 'application/octet-stream'];
  return [Buffer.from(jsonText(shape, value, names)), 'application/json'];
}

function headerOf(name: string, text: string): Buffer {
  const [nameBytes, textBytes] = [Buffer.from(name), Buffer.from(text)];
  const length = Buffer.alloc(3);
  length.writeUInt8(textType, 0);
  length.writeUInt16BE(textBytes.length, 1);
  return Buffer.concat([Buffer.from([nameBytes.length]), nameBytes, length, textBytes]);
}
