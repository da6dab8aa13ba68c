import type { Tag } from '@aws-sdk/client-s3';
import { isWaiting } from '../../dispatch/service.ts';
import type { Call, Handler, Operation, WaitingHandler } from '../../dispatch/service.ts';
import { grants } from './access-lists.ts';
import { actionsOf, type Asked } from './actions.ts';
import { configured } from './configurations.ts';
import { accessDenied, notAuthorized } from './errors.ts';
import { contextOf } from './policy/context.ts';
import { readPolicy } from './policy/document.ts';
import { verdict } from './policy/evaluate.ts';
import { isPublic } from './policy/publicity.ts';
import {
  buckets,
  everywhere,
  objectPath,
  objects,
  versionsOf,
  isDeleteMarker,
  type BucketRecord,
} from './records.ts';

/** One bucket or object that a call is about, and what it does with it. */
export interface Access {
  /** `s3:GetObject` */
  readonly action: string;
  readonly bucket: string;
  readonly key?: string | undefined;
  readonly versionId?: string | undefined;
}

/** Every operation, behind the bucket's policy. */
export function guarded(operations: Readonly<Record<string, Operation>>): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [name, guardedOne(name, operation)]),
  );
}

function guardedOne(name: string, operation: Operation): Operation {
  if (isWaiting(operation)) {
    const waits: WaitingHandler['waits'] = (input, call) => {
      call.transaction((inner) => judge(inner, name, input));
      return operation.waits(input, call);
    };
    return { waits };
  }
  const handler: Handler = (input, call) => {
    judge(call, name, input);
    return operation(input, call);
  };
  return handler;
}

function judge(call: Call, operation: string, input: Asked): void {
  for (const access of actionsOf(operation, input)) {
    const bucket = buckets.get(call.tx, everywhere, access.bucket);
    if (bucket) requireAccess(call, bucket, access, input);
  }
}

/** Each key of `DeleteObjects` is judged by itself. */
export function requireDeletable(
  call: Call,
  bucket: BucketRecord,
  { Key, VersionId }: { readonly Key: string | undefined; readonly VersionId: string | undefined },
): void {
  const action = VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
  requireAccess(call, bucket, { action, bucket: bucket.name, key: Key, versionId: VersionId }, {});
}

/** AWS: the account's root user may always put its policy in order. */
const rootsOwn = new Set(['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy']);

/**
 * What the bucket says of an access. Its policy's Deny holds for everybody. Who is of another account, or of none,
 * needs an Allow from the policy or from an access list. What callers of the owner's account may do by the policies
 * of their own is for IAM to judge.
 */
function requireAccess(call: Call, bucket: BucketRecord, access: Access, input: Asked): void {
  const { caller } = call;
  const own = caller.account === bucket.owner;
  const resource = `arn:aws:s3:::${bucket.name}${access.key === undefined ? '' : `/${access.key}`}`;
  const text = configured(call.tx, bucket.name, 'policy');
  const isRoot = own && caller.arn === `arn:aws:iam::${bucket.owner}:root`;
  const policy = text === undefined ? undefined : readPolicy(text, bucket.name);
  const context = policy && contextOf(call, bucket, input, () => existingTags(call, bucket, access));
  const said = policy && verdict(policy, { caller, action: access.action, resource, context: context! });
  if (said === 'Deny' && !(isRoot && rootsOwn.has(access.action)))
    notAuthorized(caller.arn, access.action, resource, 'with an explicit deny in a resource-based policy');
  if (own) return;
  const block = configured(call.tx, bucket.name, 'publicAccessBlock');
  const restricted = block?.RestrictPublicBuckets === true && policy !== undefined && isPublic(policy);
  if (said === 'Allow' && !restricted) return;
  if (!isListed(call, bucket, access, block?.IgnorePublicAcls !== true)) accessDenied();
}

function existingTags(call: Call, bucket: BucketRecord, { key, versionId }: Access): readonly Tag[] {
  if (key === undefined) return [];
  if (versionId === undefined)
    return objects.get(call.tx, everywhere, objectPath(bucket.name, key))?.tags ?? [];
  const version = versionsOf(call.tx, bucket.name, key).find((each) => each.versionId === versionId);
  return version && !isDeleteMarker(version) ? (version.tags ?? []) : [];
}

/** AWS: user guide, "Mapping of ACL permissions and access policy permissions". */
const bucketPermissions: Readonly<Record<string, 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP'>> = {
  's3:ListBucket': 'READ',
  's3:ListBucketVersions': 'READ',
  's3:ListBucketMultipartUploads': 'READ',
  's3:PutObject': 'WRITE',
  's3:DeleteObject': 'WRITE',
  's3:GetBucketAcl': 'READ_ACP',
  's3:PutBucketAcl': 'WRITE_ACP',
};
const objectPermissions: Readonly<Record<string, 'READ' | 'READ_ACP' | 'WRITE_ACP'>> = {
  's3:GetObject': 'READ',
  's3:GetObjectVersion': 'READ',
  's3:GetObjectAcl': 'READ_ACP',
  's3:PutObjectAcl': 'WRITE_ACP',
};

function isListed(call: Call, bucket: BucketRecord, access: Access, withPublic: boolean): boolean {
  const { account } = call.caller;
  const who = /^\d{12}$/.test(account) ? account : undefined;
  const ownership = configured(call.tx, bucket.name, 'ownership')?.Rules?.[0]?.ObjectOwnership;
  if (ownership === 'BucketOwnerEnforced') return false;
  const ofBucket = bucketPermissions[access.action];
  const list = configured(call.tx, bucket.name, 'acl')?.Grants ?? [];
  if (ofBucket !== undefined && grants(list, who, ofBucket, withPublic)) return true;
  const ofObject = objectPermissions[access.action];
  if (ofObject === undefined || access.key === undefined) return false;
  const object = objects.get(call.tx, everywhere, objectPath(bucket.name, access.key));
  return grants(object?.grants ?? [], who, ofObject, withPublic);
}
