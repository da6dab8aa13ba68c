import type { PutObjectRequest } from '@aws-sdk/client-s3';
import { AwsError } from '../../../base/aws-error.ts';
import type { Call } from '../../../dispatch/service.ts';
import { configured } from '../configurations.ts';
import { invalidArgument, keyRefused } from '../errors.ts';
import type { BucketRecord, Encryption } from '../records.ts';
import { bringsKey, customerKeyFor, type CustomerKeyRequest } from './customer-keys.ts';

export type EncryptionRequest = CustomerKeyRequest &
  Pick<
    PutObjectRequest,
    'ServerSideEncryption' | 'SSEKMSKeyId' | 'SSEKMSEncryptionContext' | 'BucketKeyEnabled'
  >;

/** What S3 encrypts with where a caller asks for KMS and names no key. */
const ownKey = 'alias/aws/s3';

/** How an object is encrypted: as asked for, or as its bucket has it by default. */
export function encryptionFor(
  call: Call,
  bucket: BucketRecord,
  asked: EncryptionRequest,
  written: { readonly key: string; readonly operation: string },
): Encryption {
  const { key } = written;
  if (bringsKey(asked))
    return { algorithm: 'AES256', customer: customerKeyFor(call, bucket, asked, written) };
  const rule = configured(call.tx, bucket.name, 'encryption')?.Rules?.[0];
  const byDefault = rule?.ApplyServerSideEncryptionByDefault;
  const algorithm = asked.ServerSideEncryption ?? byDefault?.SSEAlgorithm ?? 'AES256';
  if (algorithm !== 'AES256' && algorithm !== 'aws:kms' && algorithm !== 'aws:kms:dsse')
    invalidArgument(
      'The encryption method specified is not supported',
      'x-amz-server-side-encryption',
      algorithm,
    );
  if (algorithm === 'AES256') {
    if (asked.SSEKMSKeyId !== undefined)
      invalidArgument(
        'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : ' +
          'aws:kms',
        'x-amz-server-side-encryption',
        asked.ServerSideEncryption ?? 'null',
      );
    return { algorithm };
  }
  const inherited = asked.ServerSideEncryption === undefined ? byDefault?.KMSMasterKeyID : undefined;
  const keyId = asked.SSEKMSKeyId ?? (inherited === undefined ? ownKey : arnOf(inherited, bucket));
  const bucketKey = asked.BucketKeyEnabled ?? rule?.BucketKeyEnabled ?? false;
  const context = asked.SSEKMSEncryptionContext;
  const sealed = dataKey(call, bucket, keyId, contextOf(bucket, key, bucketKey, context));
  return { algorithm, ...sealed, bucketKey, ...(context !== undefined && { context }) };
}

/** What a bucket names is its owner's, whoever writes. */
function arnOf(keyId: string, { owner, region }: BucketRecord): string {
  if (keyId.startsWith('arn:')) return keyId;
  return `arn:aws:kms:${region}:${owner}:${keyId.startsWith('alias/') ? keyId : `key/${keyId}`}`;
}

/** AWS: user guide, "Encryption context": the object's ARN, or with a bucket key the bucket's. */
function contextOf(
  bucket: BucketRecord,
  key: string,
  bucketKey: boolean,
  stated: string | undefined,
): Record<string, string> {
  const arn = `arn:aws:s3:::${bucket.name}${bucketKey ? '' : `/${key}`}`;
  return { 'aws:s3:arn': arn, ...readContext(stated) };
}

function readContext(stated: string | undefined): Record<string, string> {
  if (stated === undefined) return {};
  try {
    return JSON.parse(Buffer.from(stated, 'base64').toString()) as Record<string, string>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return invalidArgument(
      'The header x-amz-server-side-encryption-context shall be Base64-encoded UTF-8 string holding JSON which ' +
        'represents a string-string map',
      'x-amz-server-side-encryption-context',
      stated,
    );
  }
}

/** A data key of the object's own, asked of KMS as the caller. */
function dataKey(
  call: Call,
  { region }: BucketRecord,
  keyId: string,
  EncryptionContext: Record<string, string>,
): Pick<Encryption, 'keyId' | 'dataKey'> {
  const input = { KeyId: keyId, KeySpec: 'AES_256', EncryptionContext };
  const made = askKms(() =>
    call.forward<{ KeyId: string; CiphertextBlob: Uint8Array }>('kms', 'GenerateDataKey', input, region),
  );
  return { keyId: made.KeyId, dataKey: Buffer.from(made.CiphertextBlob).toString('base64') };
}

/** Who reads an object needs its key as well. */
export function unseal(
  call: Call,
  bucket: BucketRecord,
  object: { readonly key: string; readonly encryption?: Encryption },
): void {
  const { encryption } = object;
  if (encryption?.keyId === undefined || encryption.dataKey === undefined) return;
  const { keyId, context, bucketKey = false } = encryption;
  const input = {
    KeyId: keyId,
    CiphertextBlob: Buffer.from(encryption.dataKey, 'base64'),
    EncryptionContext: contextOf(bucket, object.key, bucketKey, context),
  };
  askKms(() => call.forward('kms', 'Decrypt', input, bucket.region));
}

/** What KMS refuses, S3 refuses, with its name before it. */
function askKms<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof AwsError) return keyRefused(error);
    throw error;
  }
}

export function encryptionAnswer({ encryption }: { readonly encryption?: Encryption }) {
  if (!encryption) return {};
  const { algorithm, keyId, bucketKey, customer } = encryption;
  if (customer) return { SSECustomerAlgorithm: algorithm, SSECustomerKeyMD5: customer.md5 };
  return {
    ServerSideEncryption: algorithm,
    ...(keyId !== undefined && { SSEKMSKeyId: keyId }),
    ...(bucketKey && { BucketKeyEnabled: true }),
  };
}
