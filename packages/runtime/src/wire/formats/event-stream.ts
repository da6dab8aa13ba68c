import { crc32 } from 'node:zlib';
import type { Member, StructureShape } from '../schema/shape.ts';
import { jsonText } from './json-text.ts';

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
export function eventStream(union: StructureShape, events: readonly Record<string, unknown>[]): Buffer {
  return Buffer.concat(
    events.flatMap((event) =>
      Object.entries(event).map(([name, value]) => eventMessage(union.byName.get(name)!, value)),
    ),
  );
}

function eventMessage({ name, shape }: Member, value: unknown): Buffer {
  const [payload, type] = payloadOf(shape as StructureShape, value as Record<string, unknown>);
  const said = { ':message-type': 'event', ':event-type': name, ':content-type': type };
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
function payloadOf(shape: StructureShape, value: Record<string, unknown>): [payload: Buffer, type: string] {
  const [only, ...others] = shape.members;
  if (only?.shape.kind === 'blob' && others.length === 0)
    return [Buffer.from((value[only.name] as Uint8Array | undefined) ?? []), 'application/octet-stream'];
  return [Buffer.from(jsonText(shape, value, { jsonName: true })), 'application/json'];
}

function headerOf(name: string, text: string): Buffer {
  const [nameBytes, textBytes] = [Buffer.from(name), Buffer.from(text)];
  const length = Buffer.alloc(3);
  length.writeUInt8(textType, 0);
  length.writeUInt16BE(textBytes.length, 1);
  return Buffer.concat([Buffer.from([nameBytes.length]), nameBytes, length, textBytes]);
}
