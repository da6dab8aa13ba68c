import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Call } from '../../../dispatch/service.ts';
import { configured } from '../configurations.ts';
import {
  customerKeysBlocked,
  encryptionNotApplicable,
  invalidArgument,
  invalidEncryptionAlgorithm,
  invalidRequest,
  wrongCustomerKey,
} from '../errors.ts';
import type { BucketRecord, CustomerKey } from '../records.ts';

/** What a request says of a key that its caller keeps (SSE-C). */
export interface CustomerKeyRequest {
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly SSECustomerKey?: string | undefined;
  readonly SSECustomerKeyMD5?: string | undefined;
}

/** The same of what is to be copied. */
export interface SourceKeyRequest {
  readonly CopySourceSSECustomerAlgorithm?: string | undefined;
  readonly CopySourceSSECustomerKey?: string | undefined;
  readonly CopySourceSSECustomerKeyMD5?: string | undefined;
}

export const sourceKey = (input: SourceKeyRequest): CustomerKeyRequest => ({
  SSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm,
  SSECustomerKey: input.CopySourceSSECustomerKey,
  SSECustomerKeyMD5: input.CopySourceSSECustomerKeyMD5,
});

export const bringsKey = (given: CustomerKeyRequest): boolean =>
  given.SSECustomerAlgorithm !== undefined ||
  given.SSECustomerKey !== undefined ||
  given.SSECustomerKeyMD5 !== undefined;

const header = 'x-amz-server-side-encryption';
const said = 'Requests specifying Server Side Encryption with Customer provided keys must provide';

/** The key that a request brings, if it brings it as it has to. */
// AWS: sentences and arguments as captured of S3; the MD5 is looked at before the length.
function keyIn({ SSECustomerAlgorithm, SSECustomerKey, SSECustomerKeyMD5 }: CustomerKeyRequest): Buffer {
  if (SSECustomerAlgorithm === undefined)
    return invalidArgument(`${said} a valid encryption algorithm.`, header, 'null');
  if (SSECustomerAlgorithm !== 'AES256') return invalidEncryptionAlgorithm(SSECustomerAlgorithm);
  if (SSECustomerKey === undefined)
    return invalidArgument(`${said} an appropriate secret key.`, header, 'null');
  // AWS: unverified what S3 says where the MD5 is missing; its documentation wants all three.
  if (SSECustomerKeyMD5 === undefined)
    return invalidArgument(`${said} the client calculated MD5 of the secret key.`, header, 'null');
  const key = Buffer.from(SSECustomerKey, 'base64');
  if (createHash('md5').update(key).digest('base64') !== SSECustomerKeyMD5)
    return invalidArgument(
      'The calculated MD5 hash of the key did not match the hash that was provided.',
      header,
      'null',
    );
  return key;
}

/** What is kept of a key: enough to know it again, and not the key. */
// AWS: user guide, SSE-C: "Amazon S3 stores a randomly salted HMAC value of the encryption key".
export function customerKeyFor(
  call: Call,
  bucket: BucketRecord,
  asked: CustomerKeyRequest & { readonly ServerSideEncryption?: string | undefined },
  { key, operation }: { readonly key: string; readonly operation: string },
): CustomerKey {
  if (areBlocked(call, bucket)) customerKeysBlocked(call.caller.arn, operation, `${bucket.name}/${key}`);
  if (asked.ServerSideEncryption !== undefined)
    invalidArgument(
      'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
      header,
      asked.ServerSideEncryption,
    );
  requireSecure(call);
  const given = keyIn(asked);
  if (given.length !== 32)
    invalidArgument('The secret key was invalid for the specified algorithm.', header, 'null');
  const salt = Buffer.from(call.ids.bytes(16)).toString('hex');
  return { salt, digest: digestOf(salt, given), md5: asked.SSECustomerKeyMD5! };
}

const areBlocked = (call: Call, { name }: BucketRecord): boolean => {
  const rule = configured(call.tx, name, 'encryption')?.Rules?.[0];
  return blockedTypes(rule?.BlockedEncryptionTypes?.EncryptionType).includes('SSE-C');
};

/** AWS: user guide: since April 2026 buckets begin with SSE-C blocked; it is unblocked by saying `NONE`. */
export const blockedTypes = (
  said: readonly ('NONE' | 'SSE-C')[] | undefined,
): readonly ('NONE' | 'SSE-C')[] => said ?? ['SSE-C'];

const digestOf = (salt: string, key: Buffer): string => createHmac('sha256', salt).update(key).digest('hex');

// AWS: user guide, SSE-C: "Amazon S3 rejects any requests made over HTTP when using SSE-C"; unverified wording.
function requireSecure({ caller }: Call): void {
  if (caller.insecure) invalidRequest(`${said.replace(' provide', ' be made over a secure connection.')}`);
}

interface Sealed {
  readonly encryption?: { readonly customer?: CustomerKey };
}

/** Who looks at an object brings the key that it was written with, and none where it was written with none. */
export function requireKeyOf({ encryption }: Sealed, given: CustomerKeyRequest, call: Call): void {
  const { customer } = encryption ?? {};
  if (!customer) {
    if (bringsKey(given)) encryptionNotApplicable();
    return;
  }
  if (!bringsKey(given))
    invalidRequest(
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to ' +
        'retrieve the object.',
    );
  requireSecure(call);
  if (!isIt(customer, given)) wrongCustomerKey();
}

/** Each part of an upload brings the key with which the upload was begun. */
export function requireKeyOfUpload({ encryption }: Sealed, given: CustomerKeyRequest, call: Call): void {
  const { customer } = encryption ?? {};
  if (bringsKey(given) !== (customer !== undefined))
    invalidRequest(
      'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate ' +
        'encryption parameters.',
    );
  if (!customer) return;
  requireSecure(call);
  if (!isIt(customer, given))
    invalidRequest('The provided encryption parameters did not match the ones used originally.');
}

function isIt({ salt, digest }: CustomerKey, given: CustomerKeyRequest): boolean {
  return timingSafeEqual(Buffer.from(digest), Buffer.from(digestOf(salt, keyIn(given))));
}
