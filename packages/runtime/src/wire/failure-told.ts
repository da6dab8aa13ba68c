import { AwsError } from '../base/aws-error.ts';
import { isDiskFull } from '../base/disk-full.ts';
import { Refusal } from './refusal.ts';
import { internalFailure, refusedCall } from './refused-call.ts';
import type { ProtocolName } from './schema/operation-model.ts';

/** What a caller is told of anything that was thrown; where that is our fault, the log is told why. */
export function failureTold(protocol: ProtocolName, error: unknown, log: (why: string) => void): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof Refusal) return refusedCall(protocol, error);
  if (isDiskFull(error)) {
    log('the disk is full.');
    return diskFull();
  }
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return internalFailure(protocol);
}

/** AWS: common errors, `ServiceUnavailable`, which clients try again. The sentence is ours. */
function diskFull(): AwsError {
  const sentence =
    'There is no room left on the disk that Penstock keeps its data on: nothing of this was kept.';
  return new AwsError('ServiceUnavailable', sentence, {}, 503);
}
