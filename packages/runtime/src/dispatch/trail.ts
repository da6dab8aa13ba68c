import type { Tx } from '../store/store.ts';
import type { Caller } from './service.ts';

/**
 * What was done, by whom: what CloudTrail's event history will tell. Only calls that change something are kept, and of
 * those no data events.
 */
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
const placeDigits = 4;

const reads = /^(Get|List|Describe|BatchGet|BatchCheck|Head|Lookup|Filter|Poll|GenerateDataKey)/;

/** AWS: CloudTrail calls KMS's cryptographic operations read-only, too. */
const cryptography = new Set([
  'Encrypt',
  'Decrypt',
  'ReEncrypt',
  'GenerateRandom',
  'Sign',
  'Verify',
  'GenerateMac',
  'VerifyMac',
]);

const known = new Map<string, boolean>();

/** Whether an operation changes nothing. There are as many as services have, and each is asked about all day. */
export function isRead(operation: string): boolean {
  let isRead = known.get(operation);
  if (isRead === undefined) {
    isRead = reads.test(operation) || cryptography.has(operation);
    known.set(operation, isRead);
  }
  return isRead;
}

/** The oldest record's place is the newest one's. */
export function keepTrail(tx: Tx, record: TrailRecord): void {
  const place = tx.next('trail') % recordsMax;
  tx.put('trail', String(place).padStart(placeDigits, '0'), record);
}

export function trailRecord(
  call: { readonly service: string; readonly operation: string; readonly caller: Caller },
  now: number,
  error?: { readonly name: string; readonly message: string },
): TrailRecord {
  const { caller } = call;
  const by = caller.via ?? caller.service;
  const { arn, account: accountId } = caller;
  return {
    eventTime: now,
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.operation,
    awsRegion: caller.region,
    userIdentity: by === undefined ? { arn, accountId } : { arn, accountId, invokedBy: by },
    ...(error && { errorCode: error.name, errorMessage: error.message }),
  };
}
