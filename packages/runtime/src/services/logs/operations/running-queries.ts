import type { Call, Handler, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { QueryTooLarge } from '../insights/memory.ts';
import { startQuery, type ResultRow, type Run } from '../insights/query.ts';
import { asMasked } from '../insights/row.ts';
import type { Mask } from '../masking/mask.ts';
import { protectionOf } from '../protections.ts';
import { pointerText } from '../pointers.ts';
import { answerSegment, isOpen, queries, type QueryRecord, type Scanned } from '../queries.ts';
import {
  batches,
  logGroups,
  logStreams,
  streamKey,
  type BatchRecord,
  type LogStreamRecord,
} from '../records.ts';
import { scan } from '../scan.ts';
import { transformationOf, type Transformed } from '../transformers.ts';
import { endQuery } from './queries.ts';

interface Asked {
  readonly queryId: string;
}

/** How much is looked at before it is told how far a query is, and seen whether anybody still wants it. */
const reportedBytes = 32 * 1024 * 1024;

/** A batch of a stream that a query looks at. */
interface Scannable extends BatchRecord {
  readonly of: LogStreamRecord;
  readonly transformed: Transformed | undefined;
  readonly protection: Mask | undefined;
}

/** The house's own, asked by a query's flow. After a crash it is run from the beginning. */
export const runQuery: WaitingHandler<Asked, object> = {
  async waits({ queryId }, call) {
    const query = call.transaction((inner) => begun(inner, queryId));
    if (!query) return {};
    try {
      const run = startQuery(query.text, { now: query.createdAt, limit: query.limit });
      const wanted = call.transaction((inner) => scannable(inner, query));
      const scanned = await lookThrough(call, { query, run, batches: wanted });
      if (scanned) await keep(call, { query, rows: run.end(), scanned });
    } catch (error) {
      if (!(error instanceof QueryTooLarge)) throw error;
      fail(call, queryId);
    }
    return {};
  },
};

/** Undefined where it has been stopped, or forgotten. */
function begun(call: Call, id: string): QueryRecord | undefined {
  const query = queries.get(call.tx, call, id);
  if (!query || !isOpen(query)) return undefined;
  queries.put(call.tx, call, id, { ...query, status: 'Running' });
  return query;
}

function scannable(call: Call, { groups, from, to }: QueryRecord): Scannable[] {
  const streams = groups.flatMap((group) =>
    logGroups.get(call.tx, call, group)
      ? logStreams.list(call.tx, call, { prefix: streamKey(group, '') })
      : [],
  );
  return streams.flatMap((of) =>
    batches
      .list(call.tx, call, { prefix: `${of.id}|` })
      .filter(({ firstTimestamp, lastTimestamp }) => lastTimestamp >= from && firstTimestamp <= to)
      .map((batch) => ({
        ...batch,
        of,
        transformed: transformationOf(call, batch, of),
        protection: protectionOf(call, batch),
      })),
  );
}

interface Looking {
  readonly query: QueryRecord;
  readonly run: Run;
  readonly batches: readonly Scannable[];
}

/** Undefined where it was stopped on the way. */
async function lookThrough(
  call: WaitingCall,
  { query, run, batches }: Looking,
): Promise<Scanned | undefined> {
  const seen = { bytes: 0, records: 0 };
  const scanned = (): Scanned => ({ ...seen, matched: run.matched });
  let reportAt = reportedBytes;
  for await (const pieces of scan(call.segments, batches)) {
    for (const { batch, events } of pieces) {
      for (const { timestamp, ingestionTime, message, ordinal, size } of events) {
        if (timestamp < query.from || timestamp > query.to) continue;
        seen.bytes += size;
        seen.records++;
        const { group, name: stream, id: streamId } = batch.of;
        const pointer = () => pointerText({ group, stream, streamId, ordinal });
        const transformed = batch.transformed?.(message);
        const log = `${call.account}:${group}`;
        const event = { timestamp, ingestionTime, message, transformed, stream, log, pointer };
        run.push(asMasked(event, batch.protection));
      }
    }
    if (seen.bytes < reportAt) continue;
    reportAt = seen.bytes + reportedBytes;
    if (!call.transaction((inner) => reported(inner, query.id, scanned()))) return undefined;
  }
  return scanned();
}

/** Whether anybody still wants it. */
function reported(call: Call, id: string, scanned: Scanned): boolean {
  const query = queries.get(call.tx, call, id);
  if (!query || !isOpen(query)) return false;
  queries.put(call.tx, call, id, { ...query, scanned });
  return true;
}

interface Answer {
  readonly query: QueryRecord;
  readonly rows: readonly ResultRow[];
  readonly scanned: Scanned;
}

/** Bytes first, then the row that names them. */
async function keep(call: WaitingCall, { query: { id }, rows, scanned }: Answer): Promise<void> {
  const bytes = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const offset = bytes.length > 0 ? (await call.segments.append(answerSegment(id), bytes)).offset : 0;
  call.transaction((inner) => {
    const query = queries.get(inner.tx, inner, id);
    if (!query || !isOpen(query)) return;
    endQuery(inner, query, {
      status: 'Complete',
      scanned,
      ...(bytes.length > 0 && { rows: { offset, length: bytes.length } }),
    });
  });
}

function fail(call: WaitingCall, id: string): void {
  call.transaction((inner) => failQuery({ queryId: id }, inner));
}

/** The house's own: what a query wanted to read is gone, or it was too large. */
export const failQuery: Handler<Asked, object> = ({ queryId }, call) => {
  const query = queries.get(call.tx, call, queryId);
  if (query && isOpen(query)) endQuery(call, query, { status: 'Failed' });
  return {};
};

/** The house's own: a query's answer has been kept long enough. */
export const forgetQuery: WaitingHandler<Asked, object> = {
  async waits({ queryId }, call) {
    call.transaction((inner) => queries.delete(inner.tx, inner, queryId));
    await call.segments.remove(answerSegment(queryId));
    return {};
  },
};
