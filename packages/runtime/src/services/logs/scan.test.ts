import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { framesOf } from './events.ts';
import type { BatchRecord } from './records.ts';
import { scan, stretchesOf } from './scan.ts';

const frames = (message: string): Buffer => framesOf([{ timestamp: 1, message }], message.length + 26);

const common = { firstOrdinal: 1, stream: 1, format: 'frames', count: 1, ingestedAt: 0 } as const;
const times = { firstTimestamp: 1, lastTimestamp: 1 };

/** Batches of one message each, behind each other in a file; those in capital letters are in their rows. */
function kept(messages: readonly string[]) {
  let file = Buffer.alloc(0);
  const batches = messages.map((message): BatchRecord => {
    const bytes = frames(message);
    const row = { ...common, ...times, length: bytes.length };
    if (message === message.toUpperCase()) return { ...row, frames: bytes.toString('base64') };
    file = Buffer.concat([file, bytes]);
    return { ...row, segment: 'file', offset: file.length - bytes.length };
  });
  const segments = {
    read: async (_: string, offset: number, length: number) => file.subarray(offset, offset + length),
    append: () => assert.fail('nothing is written'),
    remove: () => assert.fail('nothing is removed'),
  };
  return { batches, segments };
}

describe('a scan of batches', () => {
  test('reads what lies behind each other at once, and takes from rows what is there', async () => {
    const messages = ['one', 'two', 'THREE', 'FOUR', 'five', 'six'];
    const { batches, segments } = kept(messages);
    assert.deepEqual(
      stretchesOf(batches).map((stretch) => stretch.batches.length),
      [2, 1, 1, 2],
    );
    const found: string[] = [];
    for await (const some of scan(segments, batches))
      for (const { events } of some) found.push(...events.map(({ message }) => message));
    assert.deepEqual(found, messages);
  });
});
