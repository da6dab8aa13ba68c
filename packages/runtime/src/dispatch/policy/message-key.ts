import { arnOf } from '../../base/arn.ts';
import { AwsError } from '../../base/aws-error.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../service.ts';

/** The key that messages are to be sealed with, where there is one, and whose queue or topic names it. */
interface MessageKey {
  readonly id: string | undefined;
  readonly owner: Scope;
}

/**
 * Asks KMS, as the caller, for a data key to seal a message with: who may not use the key is refused, by what KMS says.
 * What is kept here is not sealed, so that the data key is nobody's.
 */
export function requireDataKey(
  call: Call,
  { id, owner: { account, region } }: MessageKey,
  refuse: (error: AwsError) => never,
): void {
  if (!id) return;
  const named = id.startsWith('alias/') ? id : `key/${id}`;
  const KeyId = id.startsWith('arn:') ? id : arnOf('kms', { account, region }, named);
  try {
    call.forward('kms', 'GenerateDataKey', { KeyId, KeySpec: 'AES_256' });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    refuse(error);
  }
}
