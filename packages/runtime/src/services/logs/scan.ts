import type { WaitingCall } from '../../dispatch/service.ts';
import { eventsOf, type LogEvent } from './events.ts';
import type { BatchRecord } from './records.ts';

/** How much is read at once. */
const stretchBytesMax = 4 * 1024 * 1024;

interface Place {
  readonly segment?: string | undefined;
  readonly offset?: number | undefined;
  readonly frames?: string | undefined;
  readonly length: number;
}

/** What lies there, in a file or in a row. */
export const framesIn = (
  segments: WaitingCall['segments'],
  { frames, segment, offset, length }: Place,
): Promise<Uint8Array> | Uint8Array =>
  frames === undefined ? segments.read(segment!, offset!, length) : Buffer.from(frames, 'base64');

/** Batches that lie one behind the other in a file; or one that is in its row. */
interface Stretch<Batch> extends Place {
  length: number;
  readonly batches: Batch[];
}

/** What of some batches is read with one look at a file. */
export function stretchesOf<Batch extends BatchRecord>(batches: readonly Batch[]): Stretch<Batch>[] {
  const stretches: Stretch<Batch>[] = [];
  for (const batch of batches) {
    const last = stretches.at(-1);
    if (last && adjoins(last, batch) && last.length + batch.length <= stretchBytesMax) {
      last.batches.push(batch);
      last.length += batch.length;
    } else {
      const { segment, offset, frames, length } = batch;
      stretches.push({ segment, offset, frames, length, batches: [batch] });
    }
  }
  return stretches;
}

const adjoins = (last: Stretch<unknown>, { segment, offset }: BatchRecord): boolean =>
  last.offset !== undefined && last.segment === segment && last.offset + last.length === offset;

/** The events of batches, a few at a time, without order. */
export async function* scan<Batch extends BatchRecord>(
  segments: WaitingCall['segments'],
  batches: readonly Batch[],
): AsyncGenerator<{ readonly batch: Batch; readonly events: readonly LogEvent[] }[]> {
  for (const stretch of stretchesOf(batches)) {
    const bytes = await framesIn(segments, stretch);
    yield stretch.batches.map((batch) => {
      const start = (batch.offset ?? 0) - (stretch.offset ?? 0);
      return { batch, events: eventsOf(batch, bytes.subarray(start, start + batch.length)) };
    });
  }
}
