import type { Handler } from '../../../dispatch/service.ts';
import { activities, activityOf, emptyTally, type Activity } from '../activity.ts';
import type { Swept } from '../flow/queue.ts';
import { isFifo, queues, type Queue } from '../records.ts';
import { clear, forgetAttempts, hiddenNow, oldest, shelfOf, tidy, type Shelf } from '../shelf.ts';
import { isExpired, lose } from './dying.ts';

/** How many rows are taken away in one transaction. */
const rowsMax = 500;
/** AWS: "A queue stays active for up to six hours from the last activity". */
const activeMs = 6 * 60 * 60_000;

/** The house's own, asked by a queue's flow at each full minute. */
export const sweep: Handler<{ readonly name: string }, Swept> = ({ name }, call) => {
  const queue = queues.get(call.tx, call, name);
  if (!queue) return { metrics: [], used: false, more: false };
  const shelf = shelfOf(call.tx, call, queue, call.now);
  const old = oldest(shelf, rowsMax);
  const expired = old.filter((message) => isExpired(queue, message, call.now));
  for (const message of expired) lose(call, queue, message);
  tidy(shelf, rowsMax);
  if (shelf.fifo) forgetAttempts(shelf);
  const activity = activityOf(call, queue);
  const isUsed = activity.messages > 0 || call.now - activity.usedAt < activeMs;
  activities.put(call.tx, call, queue.shelf, { ...activity, awake: isUsed, tally: emptyTally });
  return {
    metrics: metricsOf(shelf, queue, activity),
    used: isUsed,
    more: expired.length > 0 && expired.length === old.length && old.length === rowsMax,
  };
};

// AWS: developer guide, "Available CloudWatch metrics for Amazon SQS".
function metricsOf(shelf: Shelf, queue: Queue, { messages, tally }: Activity): object[] {
  const Dimensions = [{ Name: 'QueueName', Value: queue.name }];
  const { delayed, inFlight } = hiddenNow(shelf);
  const [first] = oldest(shelf, 1);
  const metric = (MetricName: string, Value: number, Unit = 'Count') => ({
    MetricName,
    Dimensions,
    Value,
    Unit,
  });
  const { sent, sentBytes: Sum, sentBytesMin: Minimum, sentBytesMax: Maximum } = tally;
  const sizes = { MetricName: 'SentMessageSize', Dimensions, Unit: 'Bytes' };
  return [
    metric('NumberOfMessagesSent', sent),
    ...(sent > 0 ? [{ ...sizes, StatisticValues: { SampleCount: sent, Sum, Minimum, Maximum } }] : []),
    metric('NumberOfMessagesReceived', tally.received),
    metric('NumberOfMessagesDeleted', tally.deleted),
    metric('NumberOfEmptyReceives', tally.emptyReceives),
    metric('ApproximateNumberOfMessagesVisible', messages - delayed - inFlight),
    metric('ApproximateNumberOfMessagesNotVisible', inFlight),
    metric('ApproximateNumberOfMessagesDelayed', delayed),
    metric(
      'ApproximateAgeOfOldestMessage',
      first ? Math.floor((shelf.now - first.sentAt) / 1000) : 0,
      'Seconds',
    ),
    ...(isFifo(queue) ? [metric('NumberOfDeduplicatedSentMessages', tally.deduplicated)] : []),
  ];
}

/** The house's own: clears away what lies on a shelf that nobody reads any more. */
export const clearShelf: Handler<{ readonly shelf: string }, { readonly more: boolean }> = (
  { shelf },
  call,
) => ({
  more: clear(call.tx, call, shelf, rowsMax),
});
