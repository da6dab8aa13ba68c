import type { Tag } from '@aws-sdk/client-s3';
import type { Context } from '../../../dispatch/policy/conditions.ts';
import type { Call } from '../../../dispatch/service.ts';
import type { BucketRecord } from '../records.ts';
import { principalArn } from './evaluate.ts';

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
  input: Readonly<Record<string, unknown>>,
  existingTags: () => readonly Tag[],
): Context {
  const { caller } = call;
  const context = new Map<string, readonly string[]>([
    ['aws:currenttime', [new Date(call.now).toISOString()]],
    ['aws:epochtime', [String(Math.floor(call.now / 1000))]],
    ['aws:securetransport', [String(caller.insecure !== true)]],
    ['aws:requestedregion', [call.region]],
    ['aws:resourceaccount', [bucket.owner]],
    ['s3:resourceaccount', [bucket.owner]],
    ['aws:principaltype', [principalType(caller.arn, caller.service)]],
    ['aws:principalisawsservice', [String(caller.service !== undefined)]],
    ['aws:viaawsservice', [String(caller.via !== undefined)]],
  ]);
  const put = (key: string, value: string | undefined) => value !== undefined && context.set(key, [value]);
  put('aws:sourceip', caller.sourceIp);
  put('aws:principalservicename', caller.service);
  if (caller.service === undefined && caller.arn !== 'anonymous') {
    context.set('aws:principalarn', [principalArn(caller)]);
    context.set('aws:principalaccount', [caller.account]);
    put('aws:username', /:user\/(?:.*\/)?([^/]+)$/.exec(caller.arn)?.[1]);
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

function principalType(arn: string, service: string | undefined): string {
  if (service !== undefined) return 'Service';
  if (arn === 'anonymous') return 'Anonymous';
  if (arn.includes(':assumed-role/')) return 'AssumedRole';
  return arn.endsWith(':root') ? 'Account' : 'User';
}

/** A header, or the body of a tagging call. */
function requestedTags(tagging: unknown): readonly Tag[] {
  if (typeof tagging === 'string')
    return [...new URLSearchParams(tagging)].map(([Key, Value]) => ({ Key, Value }));
  const set = (tagging as { readonly TagSet?: readonly Tag[] } | undefined)?.TagSet;
  return set ?? [];
}
