import { meter, minuteOf, type Counted, type Metered } from '../../dispatch/metering.ts';
import type { Call, Handler } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';

/** One call of PutEvents. */
interface Put {
  readonly entries: number;
  readonly failed: number;
  /** As AWS counts the size of entries. */
  readonly bytes: number;
}

/** How often each value came: there are as many as a request may have entries. */
type Counts = Readonly<Record<string, number>>;

/** What was put in one minute, and what of all events some rule wanted. */
interface Tally {
  readonly requests: number;
  readonly entries: Counts;
  readonly failed: Counts;
  readonly bytes: Bytes;
  /** By bus. */
  readonly matched: Counts;
}
interface Bytes {
  readonly sum: number;
  readonly least: number;
  readonly most: number;
}

/** Keys are the minutes. */
const tallies = collection<Tally>('events.puts');

const nothing: Tally = {
  requests: 0,
  entries: {},
  failed: {},
  bytes: { sum: 0, least: Infinity, most: 0 },
  matched: {},
};

/** Counts a call that was answered. */
export function countPut(call: Call, { entries, failed, bytes }: Put): void {
  count(call, (known) => ({
    ...known,
    requests: known.requests + 1,
    entries: oneMore(known.entries, entries),
    failed: oneMore(known.failed, failed),
    bytes: {
      sum: known.bytes.sum + bytes,
      least: Math.min(known.bytes.least, bytes),
      most: Math.max(known.bytes.most, bytes),
    },
  }));
}

/** Counts an event that some rule of its bus wants. */
export const countMatched = (call: Call, bus: string): void =>
  count(call, (known) => ({ ...known, matched: oneMore(known.matched, bus) }));

/** The first of a minute has it told when the minute is over. */
function count(call: Call, more: (known: Tally) => Tally): void {
  const minute = minuteOf(call.now);
  const known = tallies.get(call.tx, call, `${minute}`);
  tallies.put(call.tx, call, `${minute}`, more(known ?? nothing));
  if (!known) meter(call, 'events', { subject: '', minute });
}

const oneMore = (counts: Counts, value: number | string): Counts => ({
  ...counts,
  [value]: (counts[value] ?? 0) + 1,
});

/** A call of the house's own: what is told of a minute that is over. */
export const meterEvents: Handler<Counted, Metered> = ({ minute }, call) => {
  const tally = tallies.get(call.tx, call, `${minute}`);
  if (!tally) return { puts: [] };
  tallies.delete(call.tx, call, `${minute}`);
  const Timestamp = new Date(minute).toISOString();
  const MetricData = [
    ...(tally.requests > 0 ? putsOf(tally, Timestamp) : []),
    ...matchedOf(tally, Timestamp),
  ];
  return { puts: [{ Namespace: 'AWS/Events', MetricData }] };
};

// AWS: user guide, "EventBridge PutEvents metrics". Not told: how long a call took, which nobody measures here; how
// many failed or were throttled, for what is refused leaves nothing behind.
function putsOf({ requests, entries, failed, bytes }: Tally, Timestamp: string): object[] {
  const counted = (MetricName: string, counts: Counts) => ({
    MetricName,
    Values: Object.keys(counts).map(Number),
    Counts: Object.values(counts),
    Unit: 'Count',
    Timestamp,
  });
  const StatisticValues = {
    SampleCount: requests,
    Sum: bytes.sum,
    Minimum: bytes.least,
    Maximum: bytes.most,
  };
  return [
    counted('PutEventsApproximateCallCount', { 1: requests }),
    counted('PutEventsApproximateSuccessCount', { 1: requests }),
    counted('PutEventsEntriesCount', entries),
    counted('PutEventsFailedEntriesCount', failed),
    { MetricName: 'PutEventsRequestSize', StatisticValues, Unit: 'Bytes', Timestamp },
  ];
}

// AWS: user guide, "EventBridge metrics": MatchedEvents by EventBusName are "events that matched with any rule".
function matchedOf({ matched }: Tally, Timestamp: string): object[] {
  return Object.entries(matched).map(([bus, Value]) => ({
    MetricName: 'MatchedEvents',
    Dimensions: [{ Name: 'EventBusName', Value: bus }],
    Values: [1],
    Counts: [Value],
    Unit: 'Count',
    Timestamp,
  }));
}
