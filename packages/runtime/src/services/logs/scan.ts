import type { WaitingCall } from '../../dispatch/service.ts';
import { eventsOf, type LogEvent } from './events.ts';
import type { BatchRecord } from './records.ts';

/** How much is read at once. */
const stretchBytesMax = 4 * 1024 * 1024;

/** Batches that lie one behind the other in a file. */
interface Stretch<Batch> {
  readonly segment: string;
  readonly offset: number;
  length: number;
  readonly batches: Batch[];
}

/** What of some batches is read with one look at a file. */
export function stretchesOf<Batch extends BatchRecord>(batches: readonly Batch[]): Stretch<Batch>[] {
  const stretches: Stretch<Batch>[] = [];
  for (const batch of batches) {
    const last = stretches.at(-1);
    const adjoins = last?.segment === batch.segment && last.offset + last.length === batch.offset;
    if (last && adjoins && last.length + batch.length <= stretchBytesMax) {
      last.batches.push(batch);
      last.length += batch.length;
    } else
      stretches.push({
        segment: batch.segment,
        offset: batch.offset,
        length: batch.length,
        batches: [batch],
      });
  }
  return stretches;
}

/** The events of batches, a few at a time, without order. */
export async function* scan<Batch extends BatchRecord>(
  segments: WaitingCall['segments'],
  batches: readonly Batch[],
): AsyncGenerator<{ readonly batch: Batch; readonly events: readonly LogEvent[] }[]> {
  for (const stretch of stretchesOf(batches)) {
    const bytes = await segments.read(stretch.segment, stretch.offset, stretch.length);
    yield stretch.batches.map((batch) => {
      const start = batch.offset - stretch.offset;
      return { batch, events: eventsOf(batch, bytes.subarray(start, start + batch.length)) };
    });
  }
}
