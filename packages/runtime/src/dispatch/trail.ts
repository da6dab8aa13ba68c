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

export function isRead(operation: string): boolean {
  return reads.test(operation) || cryptography.has(operation);
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
  const by = caller.via ?? caller.service;
  return {
    eventTime: call.now,
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.operation,
    awsRegion: caller.region,
    userIdentity: {
      arn: caller.arn,
      accountId: caller.account,
      ...(by !== undefined && { invokedBy: by }),
    },
    ...(error && { errorCode: error.name, errorMessage: error.message }),
  };
}
