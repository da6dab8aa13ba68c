import type { Call } from '../../dispatch/service.ts';
import {
  batches,
  batchKey,
  deliveries,
  deliveryKey,
  logStreams,
  segmentOf,
  streamKey,
  type LogStreamRecord,
} from './records.ts';

/** Takes away a stream's rows. Its files, which it answers, are for the caller to remove when they are gone. */
export function forgetStream(call: Call, stream: LogStreamRecord): string[] {
  const own = batches.list(call.tx, call, { prefix: `${stream.id}|` });
  for (const batch of own) batches.delete(call.tx, call, batchKey(stream.id, batch.firstOrdinal));
  for (const { effectId } of deliveries.list(call.tx, call, { prefix: `${stream.id}|` }))
    deliveries.delete(call.tx, call, deliveryKey(stream.id, effectId));
  logStreams.delete(call.tx, call, streamKey(stream.group, stream.name));
  // Today's may hold bytes that no row names.
  return [...new Set([...own.flatMap(({ segment }) => segment ?? []), segmentOf(stream.id, call.now)])];
}
