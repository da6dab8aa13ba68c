import type { Tag } from '@aws-sdk/client-s3';
import type { Context } from '../../../dispatch/policy/conditions.ts';
import { globalContext } from '../../../dispatch/policy/request-context.ts';
import type { Call } from '../../../dispatch/service.ts';
import { accessPointArn, type AccessPoint } from '../access-points.ts';
import type { BucketRecord } from '../records.ts';

/** Condition keys that are headers or parameters of the request. AWS: Service Authorization Reference, S3. */
const members: Readonly<Record<string, string>> = {
  ACL: 's3:x-amz-acl',
  CopySource: 's3:x-amz-copy-source',
  Delimiter: 's3:delimiter',
  GrantFullControl: 's3:x-amz-grant-full-control',
  GrantRead: 's3:x-amz-grant-read',
  GrantReadACP: 's3:x-amz-grant-read-acp',
  GrantWrite: 's3:x-amz-grant-write',
  GrantWriteACP: 's3:x-amz-grant-write-acp',
  IfMatch: 's3:if-match',
  IfNoneMatch: 's3:if-none-match',
  MaxKeys: 's3:max-keys',
  MetadataDirective: 's3:x-amz-metadata-directive',
  ObjectLockLegalHoldStatus: 's3:object-lock-legal-hold',
  ObjectLockMode: 's3:object-lock-mode',
  ObjectLockRetainUntilDate: 's3:object-lock-retain-until-date',
  ObjectOwnership: 's3:x-amz-object-ownership',
  Prefix: 's3:prefix',
  SSECustomerAlgorithm: 's3:x-amz-server-side-encryption-customer-algorithm',
  SSEKMSKeyId: 's3:x-amz-server-side-encryption-aws-kms-key-id',
  ServerSideEncryption: 's3:x-amz-server-side-encryption',
  StorageClass: 's3:x-amz-storage-class',
  VersionId: 's3:versionid',
  WebsiteRedirectLocation: 's3:x-amz-website-redirect-location',
};

/** Everything that is known of a request, in the words of policies. */
export function contextOf(
  call: Call,
  bucket: BucketRecord,
  {
    input,
    point,
    existingTags,
  }: {
    readonly input: Readonly<Record<string, unknown>>;
    readonly point: AccessPoint | undefined;
    readonly existingTags: () => readonly Tag[];
  },
): Context {
  const context = globalContext(call, bucket.owner);
  const put = (key: string, value: string | undefined) => value !== undefined && context.set(key, [value]);
  put('s3:resourceaccount', bucket.owner);
  if (point) {
    put('s3:dataaccesspointarn', accessPointArn(point));
    put('s3:dataaccesspointaccount', point.account);
    put('s3:accesspointnetworkorigin', 'Internet');
  }
  for (const [member, key] of Object.entries(members)) {
    const value = input[member];
    if (value !== undefined) context.set(key, [value instanceof Date ? value.toISOString() : String(value)]);
  }
  const requested = requestedTags(input['Tagging']);
  for (const { Key, Value } of requested) put(`s3:requestobjecttag/${Key!.toLowerCase()}`, Value);
  if (requested.length > 0)
    context.set(
      's3:requestobjecttagkeys',
      requested.map(({ Key }) => Key!),
    );
  for (const { Key, Value } of existingTags()) put(`s3:existingobjecttag/${Key!.toLowerCase()}`, Value);
  return context;
}

/** A header, or the body of a tagging call. */
function requestedTags(tagging: unknown): readonly Tag[] {
  if (typeof tagging === 'string')
    return [...new URLSearchParams(tagging)].map(([Key, Value]) => ({ Key, Value }));
  const set = (tagging as { readonly TagSet?: readonly Tag[] } | undefined)?.TagSet;
  return set ?? [];
}
