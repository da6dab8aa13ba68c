import {
  beginning,
  byPosition,
  end,
  overheadBytes,
  startOf,
  type LogEvent,
  type Position,
} from './events.ts';
import type { BatchRecord } from './records.ts';

export interface PageRequest<Batch extends BatchRecord> {
  readonly batches: readonly Batch[];
  /** Reads the events of a batch. */
  readonly read: (batch: Batch) => Promise<readonly LogEvent[]>;
  readonly direction: 'forward' | 'backward';
  /** Only events behind this one, in the direction. */
  readonly from?: Position | undefined;
  readonly startTime?: number | undefined;
  /** Exclusive. */
  readonly endTime?: number | undefined;
  readonly wanted?: (event: LogEvent) => boolean;
  readonly limit: number;
  /** How many bytes of batches may be read before the page is cut, however little was found. */
  readonly scanBytesMax: number;
}

export interface EventPage {
  /** In the order of time, whatever the direction. */
  readonly events: readonly LogEvent[];
  /** Where to go on in the same direction. */
  readonly next: Position;
  /** False where everything up to the end has been looked at. */
  readonly more: boolean;
}

/** AWS: GetLogEvents and FilterLogEvents, "as many log events as can fit in a response size of 1 MB". */
const pageBytesMax = 1024 * 1024;

/**
 * Reads as few batches as will do. Batches may overlap in time, so an event is only certain to be the next once no
 * batch unread begins before it.
 */
export async function pageOfEvents<Batch extends BatchRecord>(
  request: PageRequest<Batch>,
): Promise<EventPage> {
  const forward = request.direction === 'forward';
  const compare = forward ? byPosition : (a: Position, b: Position) => byPosition(b, a);
  const start = request.from ?? (forward ? beginning : end);
  const waiting = candidates(request, forward);
  const found: LogEvent[] = [];
  let scanned = 0;
  for (let next = waiting.shift(); ; next = waiting.shift()) {
    if (next) {
      scanned += next.length;
      const events = await request.read(next);
      found.push(...events.filter((event) => compare(event, start) > 0 && isWanted(event, request)));
    }
    const unread = waiting[0];
    const horizon = unread && nearest(unread, forward);
    const certain = horizon ? found.filter((event) => compare(event, horizon) < 0) : found;
    // Reading on until the horizon has moved: a page that went nowhere would be asked for again for ever.
    const moved = horizon !== undefined && compare(horizon, start) > 0;
    const enough =
      certain.length > request.limit ||
      (scanned >= request.scanBytesMax && moved) ||
      fittingCount(certain) < certain.length;
    if (horizon && !enough) continue;
    return cut(certain.sort(compare), request, horizon, start);
  }
}

function candidates<Batch extends BatchRecord>(request: PageRequest<Batch>, forward: boolean): Batch[] {
  const { startTime = -Infinity, endTime = Infinity, from } = request;
  const earliest = Math.max(startTime, forward ? (from?.timestamp ?? -Infinity) : -Infinity);
  const latest = Math.min(endTime - 1, forward ? Infinity : (from?.timestamp ?? Infinity));
  const between = request.batches.filter(
    (batch) => batch.lastTimestamp >= earliest && batch.firstTimestamp <= latest,
  );
  return forward
    ? between.sort((a, b) => a.firstTimestamp - b.firstTimestamp || a.firstOrdinal - b.firstOrdinal)
    : between.sort((a, b) => b.lastTimestamp - a.lastTimestamp || b.firstOrdinal - a.firstOrdinal);
}

/** No event of the batch comes before this in the direction. */
const nearest = (batch: BatchRecord, forward: boolean): Position =>
  startOf(forward ? batch.firstTimestamp : batch.lastTimestamp + 1);

function isWanted(
  event: LogEvent,
  request: Pick<PageRequest<never>, 'startTime' | 'endTime' | 'wanted'>,
): boolean {
  const { startTime = -Infinity, endTime = Infinity, wanted } = request;
  return event.timestamp >= startTime && event.timestamp < endTime && (wanted?.(event) ?? true);
}

function cut(
  inDirection: readonly LogEvent[],
  { limit, direction }: Pick<PageRequest<never>, 'limit' | 'direction'>,
  horizon: Position | undefined,
  start: Position,
): EventPage {
  const events = inDirection.slice(0, Math.min(limit, fittingCount(inDirection)));
  const whole = events.length === inDirection.length;
  return {
    events: direction === 'forward' ? events : events.toReversed(),
    next: whole && horizon ? horizon : (events.at(-1) ?? start),
    more: !whole || horizon !== undefined,
  };
}

/** How many events an answer can hold: at least one. */
function fittingCount(events: readonly LogEvent[]): number {
  let bytes = 0;
  for (let index = 0; index < events.length; index++) {
    bytes += events[index]!.size + overheadBytes;
    if (index > 0 && bytes > pageBytesMax) return index;
  }
  return events.length;
}
