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

/** What was put in one minute. */
interface Tally {
  readonly requests: number;
  readonly entries: Counts;
  readonly failed: Counts;
  readonly bytes: Bytes;
}
interface Bytes {
  readonly sum: number;
  readonly least: number;
  readonly most: number;
}

/** Keys are the minutes. */
const tallies = collection<Tally>('events.puts');

/** Counts a call that was answered; the first of a minute has it told when the minute is over. */
export function countPut(call: Call, { entries, failed, bytes }: Put): void {
  const minute = minuteOf(call.now);
  const known = tallies.get(call.tx, call, `${minute}`);
  tallies.put(call.tx, call, `${minute}`, {
    requests: (known?.requests ?? 0) + 1,
    entries: oneMore(known?.entries, entries),
    failed: oneMore(known?.failed, failed),
    bytes: {
      sum: (known?.bytes.sum ?? 0) + bytes,
      least: Math.min(known?.bytes.least ?? Infinity, bytes),
      most: Math.max(known?.bytes.most ?? 0, bytes),
    },
  });
  if (!known) meter(call, 'events', { subject: '', minute });
}

const oneMore = (counts: Counts = {}, value: number): Counts => ({
  ...counts,
  [value]: (counts[value] ?? 0) + 1,
});

/** A call of the house's own: what is told of a minute that is over. */
// AWS: user guide, "EventBridge PutEvents metrics". Not told: how long a call took, which nobody measures here; how
// many failed or were throttled, for what is refused leaves nothing behind.
export const meterPuts: Handler<Counted, Metered> = ({ minute }, call) => {
  const tally = tallies.get(call.tx, call, `${minute}`);
  if (!tally) return { puts: [] };
  tallies.delete(call.tx, call, `${minute}`);
  const { requests, entries, failed, bytes } = tally;
  const Timestamp = new Date(minute).toISOString();
  const counted = (MetricName: string, counts: Counts) => ({
    MetricName,
    Values: Object.keys(counts).map(Number),
    Counts: Object.values(counts),
    Unit: 'Count',
    Timestamp,
  });
  const MetricData = [
    counted('PutEventsApproximateCallCount', { 1: requests }),
    counted('PutEventsApproximateSuccessCount', { 1: requests }),
    counted('PutEventsEntriesCount', entries),
    counted('PutEventsFailedEntriesCount', failed),
    {
      MetricName: 'PutEventsRequestSize',
      StatisticValues: {
        SampleCount: requests,
        Sum: bytes.sum,
        Minimum: bytes.least,
        Maximum: bytes.most,
      },
      Unit: 'Bytes',
      Timestamp,
    },
  ];
  return { puts: [{ Namespace: 'AWS/Events', MetricData }] };
};
