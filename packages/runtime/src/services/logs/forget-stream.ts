import type { Call } from '../../dispatch/service.ts';
import {
  batches,
  batchKey,
  deliveries,
  deliveryKey,
  logStreams,
  streamKey,
  type LogStreamRecord,
} from './records.ts';

/** Takes away a stream's rows. Its file is for the caller to remove, when they are gone. */
export function forgetStream(call: Call, stream: LogStreamRecord): void {
  for (const batch of batches.list(call.tx, call, { prefix: `${stream.id}|` }))
    batches.delete(call.tx, call, batchKey(stream.id, batch.firstOrdinal));
  for (const { effectId } of deliveries.list(call.tx, call, { prefix: `${stream.id}|` }))
    deliveries.delete(call.tx, call, deliveryKey(stream.id, effectId));
  logStreams.delete(call.tx, call, streamKey(stream.group, stream.name));
}
