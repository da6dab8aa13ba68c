import type {
  DeleteObjectOutput,
  DeleteObjectRequest,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
  DeletedObject,
  ObjectIdentifier,
  _Error,
} from '@aws-sdk/client-s3';
import { AwsError } from '../../../base/aws-error.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { announce } from '../announcing.ts';
import { malformedXml, noSuchKey, preconditionFailed } from '../errors.ts';
import { matches } from '../conditions.ts';
import { requireDeletable } from '../guard.ts';
import type { Through } from '../through.ts';
import { requireUnlocked } from '../object-lock.ts';
import {
  everywhere,
  isDeleteMarker,
  objectPath,
  objects,
  versionsOf,
  type AnyVersion,
  type BucketRecord,
} from '../records.ts';
import { drop, nextOrder, push } from '../versioning.ts';
import { bucketOf } from './buckets.ts';
import { etagOf } from './object-answers.ts';
import { newVersionId } from './objects.ts';

/** AWS: DeleteObjects, "a list of up to 1,000 keys". */
const keysMax = 1000;

/** What was done: a version taken away, or a marker set before the versions of a key. */
interface Deletion {
  readonly VersionId?: string;
  readonly DeleteMarker?: boolean;
}

export const deleteObject: Handler<DeleteObjectRequest, DeleteObjectOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  if (input.IfMatch !== undefined) requireMatch(call, bucket, input.Key!, input.IfMatch);
  const bypass = input.BypassGovernanceRetention === true;
  return { ...remove(call, bucket, { key: input.Key!, versionId: input.VersionId, bypass }) };
};

function requireMatch(call: Call, bucket: BucketRecord, key: string, etag: string): void {
  const current = objects.get(call.tx, everywhere, objectPath(bucket.name, key));
  if (!current) noSuchKey(key);
  else if (!matches(etag, etagOf(current))) preconditionFailed('If-Match');
}

/** Each key by itself: one that is refused keeps no other from going. */
export const deleteObjects: Handler<DeleteObjectsRequest, DeleteObjectsOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const wanted = input.Delete?.Objects ?? malformedXml();
  if (wanted.length === 0 || wanted.length > keysMax) malformedXml();
  const Deleted: DeletedObject[] = [];
  const Errors: _Error[] = [];
  for (const each of wanted) {
    try {
      Deleted.push(call.tx.attempt(() => deleteOne(call, bucket, each, input)));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Errors.push({ ...identity(each), Code: error.name, Message: error.message });
    }
  }
  return {
    ...(!input.Delete?.Quiet && Deleted.length > 0 && { Deleted }),
    ...(Errors.length > 0 && { Errors }),
  };
};

const identity = ({ Key, VersionId }: ObjectIdentifier) => ({
  Key,
  ...(VersionId !== undefined && { VersionId }),
});

function deleteOne(
  call: Call,
  bucket: BucketRecord,
  wanted: ObjectIdentifier,
  { BypassGovernanceRetention, AccessPoint }: DeleteObjectsRequest & Through,
): DeletedObject {
  const { Key: key, VersionId: versionId } = wanted;
  requireDeletable(call, bucket, { Key: key, VersionId: versionId, ...(AccessPoint && { AccessPoint }) });
  if (wanted.ETag !== undefined) requireMatch(call, bucket, key!, wanted.ETag);
  const bypass = BypassGovernanceRetention === true;
  const deletion = remove(call, bucket, { key: key!, versionId, bypass });
  return {
    ...identity(wanted),
    ...(deletion.DeleteMarker && { DeleteMarker: true, DeleteMarkerVersionId: deletion.VersionId }),
  };
}

interface Removal {
  readonly key: string;
  readonly versionId: string | undefined;
  /** Whether a lock of mode GOVERNANCE is passed over. */
  readonly bypass: boolean;
}

/** Deleting what is not there is a success, and leaves a marker where versions are kept. */
function remove(call: Call, bucket: BucketRecord, { key, versionId, bypass }: Removal): Deletion {
  const reason = 'DeleteObject';
  if (versionId !== undefined) {
    const version = versionsOf(call.tx, bucket.name, key).find((each) => each.versionId === versionId);
    if (!version) return { VersionId: versionId };
    requireUnlocked(version, call.now, bypass);
    drop(call.tx, bucket, version);
    announce(call, bucket, { event: 's3:ObjectRemoved:Delete', version, reason });
    return { VersionId: versionId, ...(isDeleteMarker(version) && { DeleteMarker: true }) };
  }
  if (!bucket.versioning) {
    const current = objects.get(call.tx, everywhere, objectPath(bucket.name, key));
    if (!current) return {};
    drop(call.tx, bucket, current);
    announce(call, bucket, { event: 's3:ObjectRemoved:Delete', version: current, reason });
    return {};
  }
  const marker = mark(call, bucket, key);
  announce(call, bucket, { event: 's3:ObjectRemoved:DeleteMarkerCreated', version: marker, reason });
  return { DeleteMarker: true, VersionId: marker.versionId };
}

/** Sets a marker before the versions of a key. */
export function mark(call: Call, bucket: BucketRecord, key: string): AnyVersion {
  const marker = {
    key,
    versionId: bucket.versioning === 'Enabled' ? newVersionId(call) : 'null',
    order: nextOrder(call.tx, bucket),
    modifiedAt: call.now,
    deleted: true as const,
  };
  push(call.tx, bucket, marker);
  return marker;
}
