import type { PutObjectRequest, StorageClass } from '@aws-sdk/client-s3';
import type { Call } from '../../../dispatch/service.ts';
import type { AclRequest } from '../access-lists.ts';
import { invalidStorageClass } from '../errors.ts';
import { lockOf, type LockRequest } from '../object-lock.ts';
import type { BucketRecord, ContentHeaders, ObjectSettings } from '../records.ts';
import { taggingHeader } from '../tag-set.ts';

import { encryptionFor, type EncryptionRequest } from './encryption.ts';
import { objectGrants } from './object-grants.ts';

/** What the three ways of writing an object have in common. */
interface SettingsRequest extends EncryptionRequest, AclRequest, LockRequest {
  readonly Key: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly Expires?: Date | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
  readonly StorageClass?: string | undefined;
  readonly Tagging?: string | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
}

/** AWS: user guide, "Understanding and managing Amazon S3 storage classes". */
const storageClasses = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
]);

/** What lies in these is not read before it is restored, which is not served. */
export const archives: ReadonlySet<string | undefined> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

export function settingsOf(
  call: Call,
  bucket: BucketRecord,
  input: SettingsRequest,
  operation = 'PutObject',
): ObjectSettings {
  const grants = objectGrants(call, bucket, input);
  const storageClass = storageClassOf(input.StorageClass);
  const tags = input.Tagging ? taggingHeader(input.Tagging) : [];
  return {
    headers: contentHeaders(input),
    metadata: input.Metadata ?? {},
    encryption: encryptionFor(call, bucket, input, { key: input.Key!, operation }),
    ...(input.Expires && { expiresAt: new Date(input.Expires).getTime() }),
    ...(storageClass !== undefined && { storageClass }),
    ...(tags.length > 0 && { tags }),
    ...(grants && { grants }),
    ...lockOf(call.tx, bucket, input, call.now),
  };
}

/** Undefined where it is STANDARD: nobody says so. */
function storageClassOf(asked: string | undefined): StorageClass | undefined {
  if (asked === undefined || asked === 'STANDARD') return undefined;
  if (!storageClasses.has(asked)) invalidStorageClass();
  return asked as StorageClass;
}

/** AWS: PutObject, "Content-Type: binary/octet-stream" is what an object has whose type nobody told. */
function contentHeaders(input: Partial<PutObjectRequest> | SettingsRequest): ContentHeaders {
  return defined({
    CacheControl: input.CacheControl,
    ContentDisposition: input.ContentDisposition,
    ContentEncoding: input.ContentEncoding,
    ContentLanguage: input.ContentLanguage,
    ContentType: input.ContentType ?? 'binary/octet-stream',
    WebsiteRedirectLocation: input.WebsiteRedirectLocation,
  });
}

export function defined<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
