import type { LifecycleRule } from '@aws-sdk/client-s3';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { announce } from '../announcing.ts';
import { applies, dueAt, expiresAt, lifecycleOf, prefixOf } from '../lifecycle.ts';
import { isLocked } from '../object-lock.ts';
import {
  buckets,
  everywhere,
  isDeleteMarker,
  objectPath,
  versionPath,
  versions,
  versionsOf,
  type AnyVersion,
  type BucketRecord,
} from '../records.ts';
import { forgetUpload, uploads } from '../uploads.ts';
import { drop } from '../versioning.ts';
import { mark } from './deletions.ts';

/** How many versions are looked at in one transaction. */
const chunk = 1000;

interface Asked {
  readonly Bucket: string;
  /** Behind the key where the former call stopped. */
  readonly After?: string;
}

/** Answers where to go on; `over` where the bucket, or its rules, are gone. */
interface Expired {
  readonly next?: string;
  readonly over?: true;
}

/** Inside only: S3 itself, once a day, doing what a bucket's lifecycle rules say is due. */
export const expireObjects: Handler<Asked, Expired> = ({ Bucket, After }, call) => {
  const bucket = buckets.get(call.tx, everywhere, Bucket);
  const lifecycle = bucket && lifecycleOf(call.tx, Bucket);
  if (!bucket || !lifecycle) return { over: true };
  const rules = lifecycle.Rules.filter(({ Status }) => Status === 'Enabled');
  if (After === undefined) abortUploads(call, bucket, rules);
  const page = versions.list(call.tx, everywhere, {
    prefix: `${bucket.name}/`,
    ...(After !== undefined && { after: `${objectPath(bucket.name, After)}\u0002` }),
    limit: chunk,
  });
  const keys = new Set(page.map(({ key }) => key));
  for (const key of keys) expireKey(call, bucket, rules, versionsOf(call.tx, bucket.name, key));
  const last = page.at(-1);
  return page.length === chunk && last ? { next: last.key } : {};
};

/** All versions of a key, the newest first. */
function expireKey(
  call: Call,
  bucket: BucketRecord,
  rules: readonly LifecycleRule[],
  all: readonly AnyVersion[],
): void {
  for (const rule of rules) expireNoncurrent(call, bucket, rule, all);
  const [current, ...former] = versionsOf(call.tx, bucket.name, all[0]!.key);
  if (!current) return;
  if (isDeleteMarker(current)) {
    if (former.length === 0 && rules.some((rule) => letsMarkerGo(rule, current, call.now)))
      drop(call.tx, bucket, current);
    return;
  }
  const asked = { key: current.key, size: current.blob.size, tags: current.tags ?? [] };
  const isDue = (rule: LifecycleRule) => (expiresAt(rule, current.modifiedAt) ?? Infinity) <= call.now;
  if (!rules.some((rule) => applies(rule, asked) && isDue(rule))) return;
  if (bucket.versioning) {
    const version = mark(call, bucket, current.key);
    announce(call, bucket, {
      event: 's3:LifecycleExpiration:DeleteMarkerCreated',
      version,
      reason: 'Lifecycle Expiration',
    });
  } else takeAway(call, bucket, current);
}

function takeAway(call: Call, bucket: BucketRecord, version: AnyVersion): void {
  drop(call.tx, bucket, version);
  const event = 's3:LifecycleExpiration:Delete';
  announce(call, bucket, { event, version, reason: 'Lifecycle Expiration' });
}

/**
 * A marker with nothing behind it. AWS: LifecycleExpiration: an age cleans it up, too, once the marker is as old.
 */
function letsMarkerGo(rule: LifecycleRule, marker: AnyVersion, now: number): boolean {
  if (!marker.key.startsWith(prefixOf(rule))) return false;
  if (rule.Expiration?.ExpiredObjectDeleteMarker) return true;
  return applies(rule, marker) && (expiresAt(rule, marker.modifiedAt) ?? Infinity) <= now;
}

/** A version is noncurrent since the one after it was written. */
function expireNoncurrent(
  call: Call,
  bucket: BucketRecord,
  rule: LifecycleRule,
  all: readonly AnyVersion[],
): void {
  const { NoncurrentDays, NewerNoncurrentVersions = 0 } = rule.NoncurrentVersionExpiration ?? {};
  if (NoncurrentDays === undefined) return;
  for (const [index, version] of all.entries()) {
    if (index === 0 || index <= NewerNoncurrentVersions) continue;
    const asked = isDeleteMarker(version)
      ? { key: version.key }
      : { key: version.key, size: version.blob.size, tags: version.tags ?? [] };
    const due = dueAt(all[index - 1]!.modifiedAt, NoncurrentDays);
    const there = versions.get(call.tx, everywhere, versionPath(bucket.name, version));
    if (there && applies(rule, asked) && due <= call.now && !isLocked(version, call.now))
      takeAway(call, bucket, version);
  }
}

function abortUploads(call: Call, bucket: BucketRecord, rules: readonly LifecycleRule[]): void {
  for (const rule of rules) {
    const days = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation;
    if (days === undefined) continue;
    const prefix = `${bucket.name}/${prefixOf(rule)}`;
    for (const upload of uploads.list(call.tx, everywhere, { prefix }))
      if (dueAt(upload.initiatedAt, days) <= call.now) forgetUpload(call.tx, bucket.name, upload);
  }
}
