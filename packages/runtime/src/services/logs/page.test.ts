import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { beginning, byPosition, eventId, positionOf, type LogEvent, type Position } from './events.ts';
import { pageOfEvents } from './page.ts';
import type { BatchRecord } from './records.ts';
import { sift } from './operations/ingestion.ts';

interface Kept extends BatchRecord {
  readonly events: readonly LogEvent[];
}

/** Batches whose times may overlap in any way, each in order by itself. */
const manyBatches = fc
  .array(fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }), { maxLength: 8 })
  .map((all) =>
    all.map((times, index) =>
      batchOf(
        times.sort((a, b) => a - b),
        index + 1,
      ),
    ),
  );

function batchOf(times: readonly number[], sequence: number): Kept {
  const events = times.map((timestamp, index) => ({
    timestamp,
    ordinal: sequence * 100 + index,
    stream: 1 + (sequence % 2),
    message: `${sequence}.${index}`,
    ingestionTime: 0,
    size: 3,
  }));
  const [firstTimestamp, lastTimestamp] = [times[0]!, times.at(-1)!];
  const place = { segment: 's', offset: 0, length: 10, ingestedAt: 0, stream: 1 };
  return {
    ...place,
    firstOrdinal: sequence * 100,
    firstTimestamp,
    lastTimestamp,
    count: times.length,
    events,
  };
}

async function walk(
  batches: readonly Kept[],
  direction: 'forward' | 'backward',
  limit: number,
  scan: number,
) {
  const pages: (readonly LogEvent[])[] = [];
  for (let from: Position | undefined; ;) {
    const page = await pageOfEvents({
      batches,
      read: async (batch) => batch.events,
      direction,
      from,
      limit,
      scanBytesMax: scan,
    });
    pages.push(page.events);
    from = page.next;
    if (!page.more) return direction === 'forward' ? pages.flat() : pages.reverse().flat();
  }
}

test('for any batches, walking page by page in either direction meets every event once, in order', async () => {
  const limit = fc.integer({ min: 1, max: 7 });
  const scan = fc.constantFrom(1, 25, Infinity);
  // Events so large that one, two or all of them fit into a page.
  const size = fc.constantFrom(1_000_000, 400_000, 3);
  await fc.assert(
    fc.asyncProperty(manyBatches, limit, scan, size, async (small, limit, scan, size) => {
      const batches = small.map((batch) => ({
        ...batch,
        events: batch.events.map((event) => ({ ...event, size })),
      }));
      const expected = batches.flatMap((batch) => batch.events).sort(byPosition);
      assert.deepEqual(await walk(batches, 'forward', limit, scan), expected);
      assert.deepEqual(await walk(batches, 'backward', limit, scan), expected);
    }),
  );
});

test('event ids sort as events do, and are read back', () => {
  const events = [
    beginning,
    { timestamp: 5, ordinal: 1, stream: 2 },
    { timestamp: 1e12, ordinal: 3, stream: 1 },
  ];
  assert.deepEqual(events.map(eventId).sort(), events.map(eventId));
  for (const event of events) assert.deepEqual(positionOf(eventId(event)), event);
  assert.equal(positionOf('12'), undefined);
});

test('events too old, expired or too far ahead are left out, and their places told', () => {
  const day = 86_400_000;
  const now = 100 * day;
  const at = (...days: number[]) => days.map((each) => ({ timestamp: now + each * day, message: 'm' }));
  const all = at(-15, -4, 0, 1);
  const { accepted, rejected } = sift(all, now, 3);
  assert.deepEqual(accepted, all.slice(2, 3));
  assert.deepEqual(rejected, {
    tooNewLogEventStartIndex: 3,
    tooOldLogEventEndIndex: 1,
    expiredLogEventEndIndex: 2,
  });
  assert.equal(sift(at(-13), now, undefined).rejected, undefined);
});
