import type { Grant, ServerSideEncryption, StorageClass, Tag } from '@aws-sdk/client-s3';
import type { BlobRef } from '../../base/blob.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';

export interface BucketRecord {
  readonly name: string;
  /** The account that made it. */
  readonly owner: string;
  readonly region: string;
  readonly createdAt: number;
  /** Unset until it is first configured: such a bucket has never had versions. */
  readonly versioning?: 'Enabled' | 'Suspended';
  /** Versions may be locked. Once so, always so. */
  readonly objectLock?: true;
}

/** What a caller said about an object's content, told back word for word. */
export interface ContentHeaders {
  readonly CacheControl?: string;
  readonly ContentDisposition?: string;
  readonly ContentEncoding?: string;
  readonly ContentLanguage?: string;
  readonly ContentType?: string;
  readonly WebsiteRedirectLocation?: string;
}

export const checksumMembers = [
  'ChecksumCRC32',
  'ChecksumCRC32C',
  'ChecksumCRC64NVME',
  'ChecksumMD5',
  'ChecksumSHA1',
  'ChecksumSHA256',
  'ChecksumSHA512',
] as const;

/** By member: base64, as it was given. */
export type Checksums = Partial<Record<(typeof checksumMembers)[number], string>>;

interface VersionRecord {
  readonly key: string;
  /** `null` where it was written while the bucket kept no versions. */
  readonly versionId: string;
  /** Rises with each write to the bucket. */
  readonly order: number;
  readonly modifiedAt: number;
}

/** How S3 encrypts an object. Objects from before it was kept have S3's own keys. */
export interface Encryption {
  readonly algorithm: ServerSideEncryption;
  /** The key's ARN, where it is of KMS. */
  readonly keyId?: string;
  /** The object's data key as KMS sealed it, base64. */
  readonly dataKey?: string;
  readonly bucketKey?: boolean;
  readonly context?: string;
  /** The key is its writer's, who brings it with each request. */
  readonly customer?: CustomerKey;
}

/** A key is known again by its salted digest. */
export interface CustomerKey {
  readonly salt: string;
  readonly digest: string;
  readonly md5: string;
}

export interface ChecksumFacts {
  readonly checksums: Checksums;
  /** Unset where they are of the whole object. */
  readonly checksumType?: 'COMPOSITE';
}

/** A part of an object that was uploaded in parts. */
export interface PartFacts {
  readonly number: number;
  readonly size: number;
  readonly checksums: Checksums;
}

/** What a caller wants of an object, beside its bytes. */
export interface ObjectSettings {
  readonly headers: ContentHeaders;
  readonly expiresAt?: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly encryption?: Encryption;
  readonly storageClass?: StorageClass;
  readonly tags?: readonly Tag[];
  readonly grants?: readonly Grant[];
  readonly retention?: Retention;
  readonly legalHold?: true;
}

/** Until when a version may not be deleted, house time. */
export interface Retention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly until: number;
}

export interface ObjectRecord extends VersionRecord, ObjectSettings, ChecksumFacts {
  readonly blob: BlobRef;
  /** Without quotes; unset where it is the MD5 of the bytes. */
  readonly etag?: string;
  readonly parts?: readonly PartFacts[];
  /** The effect that has made it, where it waited for something: made again, it is the same. */
  readonly effectId?: string;
}

/** Stands where a key was deleted in a bucket that keeps versions. */
export interface DeleteMarkerRecord extends VersionRecord {
  readonly deleted: true;
}

export type AnyVersion = ObjectRecord | DeleteMarkerRecord;

export const isDeleteMarker = (version: AnyVersion): version is DeleteMarkerRecord => 'deleted' in version;

/** A canonical user id has 64 hex digits; ours are the account's number, so that they tell who it is. */
export const ownerId = (account: string): string => account.padStart(64, '0');

/** Names of buckets are unique over all accounts and regions, so their records lie outside of any. */
export const everywhere: Scope = { account: '*', region: '*' };

export const buckets = collection<BucketRecord>('s3.buckets');

/** The object that a key has now, by `<bucket>/<key>`. A key whose newest version is a delete marker has none. */
export const objects = collection<ObjectRecord>('s3.objects');

/** Every version, by `versionPath`: those of a key lie together, the newest first. */
export const versions = collection<AnyVersion>('s3.versions');

export const objectPath = (bucket: string, key: string): string => `${bucket}/${key}`;

/** Sorts below whatever may be in a key. */
const separator = '\u0001';

export const versionPath = (bucket: string, version: Pick<AnyVersion, 'key' | 'order'>): string =>
  `${versionsPrefix(bucket, version.key)}${String(1e15 - version.order).padStart(16, '0')}`;

export const versionsPrefix = (bucket: string, key: string): string => `${bucket}/${key}${separator}`;

export function versionsOf(tx: Tx, bucket: string, key: string): AnyVersion[] {
  return versions
    .list(tx, everywhere, { prefix: versionsPrefix(bucket, key) })
    .filter((version) => version.key === key);
}
