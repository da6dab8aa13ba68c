import { flowId, type Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Outcome } from './flow/delivery.ts';
import { topicFlow } from './flow/topic.ts';

/** What happened on a topic since the last full minute. */
export interface Tally {
  /** Whether its flow will look at it at the next full minute. */
  readonly awake: boolean;
  /** FIFO: the last number given to a message. */
  readonly number: number;
  /** Sizes of the messages published. */
  readonly sizes: readonly number[];
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  /** Messages that a filter kept from a subscriber, by why. */
  readonly filtered: Readonly<Partial<Record<Filtered, number>>>;
}

export type Filtered = 'attributes' | 'no attributes' | 'body' | 'invalid body';

const tallies = collection<Tally>('sns.tallies');
const nothing: Tally = { awake: false, number: 0, sizes: [], outcomes: {}, filtered: {} };

const tallyOf = (call: Call, topicName: string): Tally => tallies.get(call.tx, call, topicName) ?? nothing;

/** Notes what happened on a topic; its flow wakes where it slept. */
export function note(call: Call, topicName: string, change: (before: Tally) => Tally): Tally {
  const before = tallyOf(call, topicName);
  if (!before.awake) call.flows.tell(flowId(topicFlow.kind, call, topicName), { type: 'TopicUsed' });
  const after = { ...change(before), awake: true };
  tallies.put(call.tx, call, topicName, after);
  return after;
}

/** Takes what was noted. The flow goes to sleep unless there was something, or is something `left`. */
export function takeTally(call: Call, topicName: string, left: boolean): Tally {
  const taken = tallyOf(call, topicName);
  tallies.put(call.tx, call, topicName, {
    ...nothing,
    number: taken.number,
    awake: left || isSomething(taken),
  });
  return taken;
}

export function isSomething({ sizes, outcomes, filtered }: Tally): boolean {
  return sizes.length > 0 || Object.keys(outcomes).length > 0 || Object.keys(filtered).length > 0;
}

export const plusOne = <Name extends string>(
  counts: Readonly<Partial<Record<Name, number>>>,
  name: Name,
): Readonly<Partial<Record<Name, number>>> => ({ ...counts, [name]: (counts[name] ?? 0) + 1 });

export const forgetTally = (call: Call, topicName: string): void => tallies.delete(call.tx, call, topicName);

// AWS: developer guide, "Monitoring Amazon SNS topics using CloudWatch".
export function metricsOf(topicName: string, tally: Tally): object[] {
  if (!isSomething(tally)) return [];
  const Dimensions = [{ Name: 'TopicName', Value: topicName }];
  const { sizes, outcomes, filtered } = tally;
  const metric = (MetricName: string, Value: number | undefined) =>
    Value === undefined ? [] : [{ MetricName, Dimensions, Value, Unit: 'Count' }];
  const sum = Object.values(filtered).reduce((total, count) => total + count, 0);
  const redriven = outcomes.redriven ?? 0;
  const notRedriven = outcomes['not redriven'] ?? 0;
  const failed = (outcomes.failed ?? 0) + redriven + notRedriven;
  return [
    ...metric('NumberOfMessagesPublished', sizes.length),
    ...(sizes.length > 0 ? [{ MetricName: 'PublishSize', Dimensions, Values: sizes, Unit: 'Bytes' }] : []),
    ...metric('NumberOfNotificationsDelivered', outcomes.delivered),
    ...metric('NumberOfNotificationsFailed', failed || undefined),
    ...metric('NumberOfNotificationsFilteredOut', sum || undefined),
    ...metric('NumberOfNotificationsFilteredOut-MessageAttributes', filtered.attributes),
    ...metric('NumberOfNotificationsFilteredOut-NoMessageAttributes', filtered['no attributes']),
    ...metric('NumberOfNotificationsFilteredOut-MessageBody', filtered.body),
    ...metric('NumberOfNotificationsFilteredOut-InvalidMessageBody', filtered['invalid body']),
    ...metric('NumberOfNotificationsRedrivenToDlq', redriven || undefined),
    ...metric('NumberOfNotificationsFailedToRedriveToDlq', notRedriven || undefined),
  ];
}
