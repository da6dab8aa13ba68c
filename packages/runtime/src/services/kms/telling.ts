import type { Call } from '../../dispatch/service.ts';
import type { KeyRecord } from './records.ts';

/** Says on the default bus that a key has got new material, or is gone. */
// AWS: developer guide, "Monitoring KMS keys with Amazon EventBridge".
export function tellOfKey(call: Call, { arn, keyId }: KeyRecord, what: 'Deletion' | 'Rotation'): void {
  call.emit({
    source: 'aws.kms',
    detailType: `KMS CMK ${what}`,
    resources: [arn],
    detail: { 'key-id': keyId },
  });
}
