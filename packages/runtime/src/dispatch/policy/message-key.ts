import { arnOf } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../service.ts';

/**
 * Asks KMS, as the caller, for a data key to seal a message with: throws what KMS says to who may not use the key that
 * an account names. What is kept here is not sealed, so that the data key is nobody's.
 */
export function askDataKey(call: Call, { account, region }: Scope, id: string): void {
  const named = id.startsWith('alias/') ? id : `key/${id}`;
  const KeyId = id.startsWith('arn:') ? id : arnOf('kms', { account, region }, named);
  call.forward('kms', 'GenerateDataKey', { KeyId, KeySpec: 'AES_256' });
}
