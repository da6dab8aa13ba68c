import { createCipheriv, createDecipheriv } from 'node:crypto';
import { AwsError } from '../../base/aws-error.ts';
import type { Call } from '../../dispatch/service.ts';
import { invalidKeyId } from './errors.ts';
import { parameterArn, type ParameterVersion, type Tier } from './records.ts';

/** AWS: the key of SecureStrings that name none; of the account's own, made at its first use. */
export const defaultKey = 'alias/aws/ssm';

interface Sealing {
  readonly name: string;
  readonly keyId: string;
  readonly tier: Tier;
}

/**
 * A value as it is kept. AWS: standard parameters are encrypted by KMS itself, in the context of the parameter's ARN;
 * advanced ones, which are larger than KMS takes, with a data key.
 */
export function sealed(call: Call, value: string, { name, keyId, tier }: Sealing): string {
  const EncryptionContext = { PARAMETER_ARN: parameterArn(call, name) };
  if (tier === 'Standard') {
    const Plaintext = Buffer.from(value);
    const { CiphertextBlob } = asked(call, 'Encrypt', { KeyId: keyId, Plaintext, EncryptionContext });
    return Buffer.from(CiphertextBlob).toString('base64');
  }
  const dataKey = asked(call, 'GenerateDataKey', {
    KeyId: keyId,
    KeySpec: 'AES_256',
    EncryptionContext,
  });
  // A data key seals one value, so its nonce need not differ.
  const cipher = createCipheriv('aes-256-gcm', dataKey.Plaintext, nonce);
  const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(dataKey.CiphertextBlob.length);
  return Buffer.concat([length, dataKey.CiphertextBlob, text]).toString('base64');
}

/** The value again, if the caller may use its key. */
export function opened(call: Call, parameter: ParameterVersion): string {
  if (parameter.type !== 'SecureString') return parameter.value;
  const EncryptionContext = { PARAMETER_ARN: parameterArn(call, parameter.name) };
  const bytes = Buffer.from(parameter.value, 'base64');
  const decrypt = (CiphertextBlob: Uint8Array): Uint8Array =>
    asked(call, 'Decrypt', { CiphertextBlob, EncryptionContext }).Plaintext;
  if (parameter.tier === 'Standard') return Buffer.from(decrypt(bytes)).toString();
  const start = 2 + bytes.readUInt16BE(0);
  const key = decrypt(bytes.subarray(2, start));
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(bytes.subarray(-16));
  return decipher.update(bytes.subarray(start, -16), undefined, 'utf8') + decipher.final('utf8');
}

const nonce = Buffer.alloc(12);

/** What KMS says of a key that is not there, or may not be used now, Parameter Store says as of its own. */
// AWS: PutParameter and GetParameter, "InvalidKeyId"; unverified which of KMS's exceptions it stands for.
const ofKey = new Set([
  'NotFoundException',
  'DisabledException',
  'KMSInvalidStateException',
  'InvalidKeyUsageException',
]);

function asked(call: Call, operation: string, input: object): any {
  try {
    return call.forward('kms', operation, input);
  } catch (error) {
    if (error instanceof AwsError && ofKey.has(error.name)) return invalidKeyId(error.message);
    throw error;
  }
}
