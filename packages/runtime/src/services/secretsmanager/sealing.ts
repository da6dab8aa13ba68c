import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { AwsError } from '../../base/aws-error.ts';
import type { Call } from '../../dispatch/service.ts';
import { decryptionFailure, encryptionFailure } from './errors.ts';
import type { SecretRecord, ValueRecord } from './records.ts';

/** AWS: the key of secrets that name none; of the account's own, made at its first use. */
export const defaultKey = 'alias/aws/secretsmanager';

/** What is given as a secret's value. */
export interface Value {
  readonly string?: string | undefined;
  readonly binary?: Uint8Array | undefined;
}

/**
 * A value as it is kept. AWS: by a data key of the secret's key, for each version its own, in the context of the secret
 * and the version.
 */
export function seal(
  call: Call,
  secret: SecretRecord,
  versionId: string,
  { string, binary }: Value,
): ValueRecord {
  const bytes = string === undefined ? Buffer.from(binary!) : Buffer.from(string);
  const key = asked(call, 'GenerateDataKey', {
    KeyId: secret.kmsKeyId ?? defaultKey,
    KeySpec: 'AES_256',
    EncryptionContext: contextOf(secret, versionId),
  });
  // A data key seals one value, so its nonce need not differ.
  const cipher = createCipheriv('aes-256-gcm', key.Plaintext, nonce);
  const text = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(key.CiphertextBlob.length);
  return {
    kind: string === undefined ? 'binary' : 'string',
    sealed: Buffer.concat([length, key.CiphertextBlob, text]).toString('base64'),
    digest: digestOf(secret, { string, binary }),
    kmsKeyArn: key.KeyId,
  };
}

export function open(call: Call, secret: SecretRecord, versionId: string, value: ValueRecord): Buffer {
  const bytes = Buffer.from(value.sealed, 'base64');
  const start = 2 + bytes.readUInt16BE(0);
  const { Plaintext } = asked(call, 'Decrypt', {
    CiphertextBlob: bytes.subarray(2, start),
    EncryptionContext: contextOf(secret, versionId),
  });
  const decipher = createDecipheriv('aes-256-gcm', Plaintext, nonce).setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(start, -16)), decipher.final()]);
}

/** Of the value in its secret: two secrets with the same value do not tell. */
export const digestOf = (secret: SecretRecord, { string, binary }: Value): string =>
  createHash('sha256')
    .update(secret.arn)
    .update(string === undefined ? 'binary' : 'string')
    .update(string ?? binary ?? '')
    .digest('hex');

const contextOf = (secret: SecretRecord, versionId: string) => ({
  SecretARN: secret.arn,
  SecretVersionId: versionId,
});

const nonce = Buffer.alloc(12);

/** What KMS refuses of a key is a failure of this service; who may not use it, is told so. */
// AWS: EncryptionFailure, "check that the KMS key is available, enabled, and not in an invalid state".
function asked(call: Call, operation: 'GenerateDataKey' | 'Decrypt', input: object): any {
  try {
    return call.forward('kms', operation, input);
  } catch (error) {
    if (!(error instanceof AwsError) || error.name === 'AccessDeniedException') throw error;
    return operation === 'Decrypt' ? decryptionFailure(error.message) : encryptionFailure(error.message);
  }
}
