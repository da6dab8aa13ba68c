import { flowId, type Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import { queueFlow } from './flow/queue.ts';
import type { Queue } from './records.ts';

/** What happened on a queue since the last full minute: what CloudWatch is told of it. */
export interface Tally {
  readonly sent: number;
  readonly sentBytes: number;
  readonly sentBytesMin: number;
  readonly sentBytesMax: number;
  readonly received: number;
  readonly deleted: number;
  readonly emptyReceives: number;
  readonly deduplicated: number;
}

export interface Activity {
  /** How many messages there are, hidden ones included. */
  readonly messages: number;
  /** The last number given to a message. */
  readonly number: number;
  /** Whether its flow will look at it at the next full minute. */
  readonly awake: boolean;
  /** House time. */
  readonly usedAt: number;
  readonly tally: Tally;
}

export const emptyTally: Tally = {
  sent: 0,
  sentBytes: 0,
  sentBytesMin: 0,
  sentBytesMax: 0,
  received: 0,
  deleted: 0,
  emptyReceives: 0,
  deduplicated: 0,
};

/** By shelf. */
export const activities = collection<Activity>('sqs.activities');

export function activityOf(call: Call, queue: Queue): Activity {
  return (
    activities.get(call.tx, call, queue.shelf) ?? {
      messages: 0,
      number: 0,
      awake: false,
      usedAt: call.now,
      tally: emptyTally,
    }
  );
}

/** Notes that a queue was used; its flow wakes where it slept. */
export function used(call: Call, queue: Queue, change: (before: Activity) => Activity): Activity {
  const before = activityOf(call, queue);
  if (!before.awake) call.flows.tell(flowId(queueFlow.kind, call, queue.name), { type: 'QueueUsed' });
  const after = { ...change(before), awake: true, usedAt: call.now };
  activities.put(call.tx, call, queue.shelf, after);
  return after;
}

export function withSent(tally: Tally, bytes: number): Tally {
  return {
    ...tally,
    sent: tally.sent + 1,
    sentBytes: tally.sentBytes + bytes,
    sentBytesMin: tally.sent === 0 ? bytes : Math.min(tally.sentBytesMin, bytes),
    sentBytesMax: Math.max(tally.sentBytesMax, bytes),
  };
}
