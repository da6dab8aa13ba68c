import type { Tag } from '@aws-sdk/client-s3';
import { isWaiting } from '../../dispatch/service.ts';
import type { Call, Caller, Handler, Operation, WaitingHandler } from '../../dispatch/service.ts';
import { policyOf, resourceOf, type AccessPoint } from './access-points.ts';
import { grants } from './access-lists.ts';
import { actionsOf, type Asked } from './actions.ts';
import { configured } from './configurations.ts';
import { accessDenied, notAuthorized } from './errors.ts';
import type { Context } from '../../dispatch/policy/conditions.ts';
import { throughAccessPoints, type Through } from './through.ts';
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
  /** It is of what is copied. */
  readonly ofSource?: true;
}

/** Every operation, behind the policies of the bucket, and of the access point that it goes through. */
export function guarded(
  operations: Readonly<Record<string, Operation>>,
  isOfObjects: boolean,
): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      guardedOne({ operation: name, isOfObjects }, operation),
    ]),
  );
}

function guardedOne(named: Named, operation: Operation): Operation {
  if (isWaiting(operation)) {
    const waits: WaitingHandler['waits'] = (input, call) => {
      const asked = call.transaction((inner) => judged(inner, named, input));
      return operation.waits(asked, call);
    };
    const { atOnce } = operation;
    if (!atOnce) return { waits };
    return { waits, atOnce: (input, call) => atOnce(judged(call, named, input), call) };
  }
  const handler: Handler = (input, call) => {
    return operation(judged(call, named, input), call);
  };
  return handler;
}

interface Named {
  readonly operation: string;
  readonly isOfObjects: boolean;
}

/** The input, of buckets, once it has been let through. */
function judged(call: Call, named: Named, asked: Asked): Asked {
  const input = throughAccessPoints(call, asked, named);
  for (const access of actionsOf(named.operation, input)) {
    const bucket = buckets.get(call.tx, everywhere, access.bucket);
    if (bucket) requireAccess(call, bucket, access, input);
  }
  return input;
}

interface Deleted extends Through {
  readonly Key: string | undefined;
  readonly VersionId: string | undefined;
}

/** Each key of `DeleteObjects` is judged by itself. */
export function requireDeletable(
  call: Call,
  bucket: BucketRecord,
  { Key, VersionId, ...through }: Deleted,
): void {
  const action = VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
  requireAccess(
    call,
    bucket,
    { action, bucket: bucket.name, key: Key, versionId: VersionId },
    { ...through },
  );
}

/** AWS: the account's root user may always put its policy in order. */
const rootsOwn = new Set(['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy']);

/**
 * What the bucket says of an access. Its policy's Deny holds for everybody. Who is of another account, or of none,
 * needs an Allow from the policy or from an access list. What callers of the owner's account may do by the policies
 * of their own is for IAM to judge.
 */
function requireAccess(call: Call, bucket: BucketRecord, access: Access, input: Asked & Through): void {
  const point = access.ofSource ? input.SourceAccessPoint : input.AccessPoint;
  const { caller } = call;
  const own = caller.account === bucket.owner;
  const resource = `arn:aws:s3:::${bucket.name}${access.key === undefined ? '' : `/${access.key}`}`;
  const text = configured(call.tx, bucket.name, 'policy');
  const isRoot = own && caller.arn === `arn:aws:iam::${bucket.owner}:root`;
  const policy = text === undefined ? undefined : readPolicy(text, bucket.name);
  const context = lazily(() =>
    contextOf(call, bucket, { input, point, existingTags: () => existingTags(call, bucket, access) }),
  );
  if (point) requireThrough(point, { caller, action: access.action, key: access.key, context });
  const said = policy && verdict(policy, { caller, action: access.action, resource, context: context() });
  if (said === 'Deny' && !(isRoot && rootsOwn.has(access.action)))
    notAuthorized(caller.arn, access.action, resource, 'with an explicit deny in a resource-based policy');
  if (own) return;
  const block = configured(call.tx, bucket.name, 'publicAccessBlock');
  const restricted = block?.RestrictPublicBuckets === true && policy !== undefined && isPublic(policy);
  if (said === 'Allow' && !restricted) return;
  if (!isListed(call, bucket, access, block?.IgnorePublicAcls !== true)) accessDenied();
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

interface Passing {
  readonly caller: Caller;
  readonly action: string;
  readonly key: string | undefined;
  readonly context: () => Context;
}

/** What an access point says: its Deny holds for everybody; who is not of its account needs its Allow, too. */
function requireThrough(point: AccessPoint, { caller, action, key, context }: Passing): void {
  const policy = point.policy === undefined ? undefined : policyOf(point, point.policy);
  const resource = resourceOf(point, key);
  const said = policy && verdict(policy, { caller, action, resource, context: context() });
  if (said === 'Deny')
    notAuthorized(caller.arn, action, resource, 'with an explicit deny in a resource-based policy');
  if (caller.account === point.account) return;
  const isRestricted = point.block.RestrictPublicBuckets && policy !== undefined && isPublic(policy);
  if (said !== 'Allow' || isRestricted) accessDenied();
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
