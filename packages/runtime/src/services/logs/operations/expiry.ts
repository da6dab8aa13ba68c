import { flowId, type Call, type WaitingHandler } from '../../../dispatch/service.ts';
import { retentionFlow, type Retention, type RetentionFact } from '../flow/retention.ts';
import {
  batches,
  batchKey,
  logGroups,
  logStreams,
  streamKey,
  type BatchRecord,
  type LogStreamRecord,
} from '../records.ts';

const dayMs = 24 * 60 * 60 * 1000;

const flowOf = (call: Call, group: string): string => flowId(retentionFlow.kind, call, group);

/** Has a group's events expire from now on, every day. */
export function expire(call: Call, group: string): void {
  const flow = flowOf(call, group);
  if (call.flows.state(flow)) {
    call.flows.tell(flow, { type: 'RetentionChanged' } satisfies RetentionFact);
    return;
  }
  const state: Retention = { account: call.account, region: call.region, group };
  call.flows.start(retentionFlow.kind, flow, state);
}

export function stopExpiring(call: Call, group: string): void {
  if (call.flows.state(flowOf(call, group))) call.flows.remove(flowOf(call, group));
}

/** The house's own, told by a group's retention: takes away batches of which every event has expired. */
export const expireLogEvents: WaitingHandler<{ readonly logGroupName: string }, object> = {
  async waits({ logGroupName }, call) {
    const segments = call.transaction((inner) => {
      const days = logGroups.get(inner.tx, inner, logGroupName)?.retentionDays;
      if (days === undefined) return [];
      const streams = logStreams.list(inner.tx, inner, { prefix: streamKey(logGroupName, '') });
      return streams.flatMap((stream) => expired(inner, stream, call.now - days * dayMs));
    });
    for (const segment of segments) await call.segments.remove(segment);
    return {};
  },
};

/** Answers files that hold nothing any more. */
function expired(call: Call, stream: LogStreamRecord, before: number): string[] {
  const all = batches.list(call.tx, call, { prefix: `${stream.id}|` });
  const gone = all.filter(({ lastTimestamp }) => lastTimestamp < before);
  if (gone.length === 0) return [];
  for (const { firstOrdinal } of gone) batches.delete(call.tx, call, batchKey(stream.id, firstOrdinal));
  const left = all.filter((batch) => !gone.includes(batch));
  logStreams.put(call.tx, call, streamKey(stream.group, stream.name), shrunk(stream, gone, left));
  const used = new Set(left.map(({ segment }) => segment));
  // Into a file of the last day somebody may be writing at this moment.
  const idle = gone.filter(({ ingestedAt }) => ingestedAt < call.now - dayMs);
  return [...new Set(idle.flatMap(({ segment }) => segment ?? []))].filter((segment) => !used.has(segment));
}

function shrunk(
  { firstEventAt: _first, lastEventAt: _last, ...stream }: LogStreamRecord,
  gone: readonly BatchRecord[],
  left: readonly BatchRecord[],
): LogStreamRecord {
  return {
    ...stream,
    bytes: gone.reduce((bytes, batch) => bytes - (batch.bytes ?? 0), stream.bytes),
    ...(left.length > 0 && {
      firstEventAt: Math.min(...left.map(({ firstTimestamp }) => firstTimestamp)),
      lastEventAt: Math.max(...left.map(({ lastTimestamp }) => lastTimestamp)),
    }),
  };
}
