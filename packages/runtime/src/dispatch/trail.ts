import type { Tx } from '../store/store.ts';
import type { Caller } from './service.ts';

/** What was done, by whom: what CloudTrail will tell. Only calls that change something are kept. */
export interface TrailRecord {
  readonly eventTime: number;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly userIdentity: { readonly arn: string; readonly accountId: string; readonly invokedBy?: string };
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

/** The oldest records go when there are more. */
const recordsMax = 10_000;

const reads = /^(Get|List|Describe|BatchGet|BatchCheck|Head|Lookup|Filter|Poll)/;

export function isRead(operation: string): boolean {
  return reads.test(operation);
}

export function keepTrail(tx: Tx, record: TrailRecord): void {
  const number = tx.next('trail');
  tx.put('trail', trailKey(number), record);
  if (number > recordsMax) tx.delete('trail', trailKey(number - recordsMax));
}

const trailKey = (number: number) => String(number).padStart(16, '0');

export function trailRecord(
  call: {
    readonly service: string;
    readonly operation: string;
    readonly caller: Caller;
    readonly now: number;
  },
  error?: { readonly name: string; readonly message: string },
): TrailRecord {
  const { caller } = call;
  return {
    eventTime: call.now,
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.operation,
    awsRegion: caller.region,
    userIdentity: {
      arn: caller.arn,
      accountId: caller.account,
      ...(caller.service !== undefined && { invokedBy: caller.service }),
    },
    ...(error && { errorCode: error.name, errorMessage: error.message }),
  };
}
