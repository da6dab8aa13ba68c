import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import type { Member, Shape, StructureShape } from '../schema/shape.ts';
import { eventStream } from './event-stream.ts';

const member = (name: string, shape: Shape): Member => ({
  name,
  shape,
  traits: {},
  required: false,
  sensitive: false,
});
function structure(name: string, members: readonly Member[], union = false): StructureShape {
  return {
    kind: 'structure',
    name,
    union,
    traits: {},
    members,
    byName: new Map(members.map((each) => [each.name, each])),
  };
}
const chunk = structure('Chunk', [member('Bytes', { kind: 'blob', streaming: false })]);
const end = structure('End', [member('Why', { kind: 'string' }), member('Log', { kind: 'string' })]);
const events = structure('Events', [member('Chunk', chunk), member('End', end)], true);

interface Message {
  readonly headers: Record<string, string>;
  readonly payload: string;
}

/** Reads what was written, as Smithy's specification has it; a checksum that is not good fails the test. */
function messagesIn(bytes: Buffer): Message[] {
  if (bytes.length === 0) return [];
  const [length, headersLength] = [bytes.readUInt32BE(0), bytes.readUInt32BE(4)];
  assert.equal(bytes.readUInt32BE(8), crc32(bytes.subarray(0, 8)));
  assert.equal(bytes.readUInt32BE(length - 4), crc32(bytes.subarray(0, length - 4)));
  const headers: Record<string, string> = {};
  for (let at = 12; at < 12 + headersLength;) {
    const name = bytes.subarray(at + 1, (at += 1 + bytes.readUInt8(at))).toString();
    assert.equal(bytes.readUInt8(at), 7, 'a header is text');
    const value = bytes.subarray(at + 3, (at += 3 + bytes.readUInt16BE(at + 1)));
    headers[name] = value.toString();
  }
  const payload = bytes.subarray(12 + headersLength, length - 4).toString();
  return [{ headers, payload }, ...messagesIn(bytes.subarray(length))];
}

test('events are messages: those of bytes alone are bytes, the others JSON', () => {
  const written = eventStream(events, [{ Chunk: { Bytes: Buffer.from('ü') } }, { End: { Why: 'done' } }]);
  const headers = (type: string, content: string) => ({
    ':message-type': 'event',
    ':event-type': type,
    ':content-type': content,
  });
  assert.deepEqual(messagesIn(written), [
    { headers: headers('Chunk', 'application/octet-stream'), payload: 'ü' },
    { headers: headers('End', 'application/json'), payload: '{"Why":"done"}' },
  ]);
});
