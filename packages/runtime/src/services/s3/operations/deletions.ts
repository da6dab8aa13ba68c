import type {
  DeleteObjectOutput,
  DeleteObjectRequest,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
  DeletedObject,
  ObjectIdentifier,
} from '@aws-sdk/client-s3';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { malformedXml, noSuchKey, preconditionFailed } from '../errors.ts';
import { matches } from '../conditions.ts';
import {
  everywhere,
  isDeleteMarker,
  objectPath,
  objects,
  versionsOf,
  type BucketRecord,
} from '../records.ts';
import { drop, nextOrder, push } from '../versioning.ts';
import { bucketOf } from './buckets.ts';
import { etagOf, newVersionId } from './objects.ts';

/** AWS: DeleteObjects, "a list of up to 1,000 keys". */
const keysMax = 1000;

/** What was done: a version taken away, or a marker set before the versions of a key. */
interface Deletion {
  readonly VersionId?: string;
  readonly DeleteMarker?: boolean;
}

export const deleteObject: Handler<DeleteObjectRequest, DeleteObjectOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  if (input.IfMatch !== undefined) {
    const current = objects.get(call.tx, everywhere, objectPath(bucket.name, input.Key!));
    if (!current) noSuchKey(input.Key!);
    else if (!matches(input.IfMatch, etagOf(current))) preconditionFailed('If-Match');
  }
  return { ...remove(call, bucket, input.Key!, input.VersionId) };
};

export const deleteObjects: Handler<DeleteObjectsRequest, DeleteObjectsOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const wanted = input.Delete?.Objects ?? malformedXml();
  if (wanted.length === 0 || wanted.length > keysMax) malformedXml();
  const Deleted = wanted.map((each) => deletedObject(each, remove(call, bucket, each.Key!, each.VersionId)));
  return input.Delete?.Quiet ? {} : { Deleted };
};

function deletedObject(wanted: ObjectIdentifier, deletion: Deletion): DeletedObject {
  return {
    Key: wanted.Key,
    ...(wanted.VersionId !== undefined && { VersionId: wanted.VersionId }),
    ...(deletion.DeleteMarker && { DeleteMarker: true, DeleteMarkerVersionId: deletion.VersionId }),
  };
}

/** Deleting what is not there is a success, and leaves a marker where versions are kept. */
function remove(call: Call, bucket: BucketRecord, key: string, versionId: string | undefined): Deletion {
  if (versionId !== undefined) return removeVersion(call, bucket, key, versionId);
  if (!bucket.versioning) {
    const current = objects.get(call.tx, everywhere, objectPath(bucket.name, key));
    if (current) drop(call.tx, bucket, current);
    return {};
  }
  const marker = {
    key,
    versionId: bucket.versioning === 'Enabled' ? newVersionId(call) : 'null',
    order: nextOrder(call.tx, bucket),
    modifiedAt: call.now,
    deleted: true as const,
  };
  push(call.tx, bucket, marker);
  return { DeleteMarker: true, VersionId: marker.versionId };
}

function removeVersion(call: Call, bucket: BucketRecord, key: string, versionId: string): Deletion {
  const version = versionsOf(call.tx, bucket.name, key).find((each) => each.versionId === versionId);
  if (version) drop(call.tx, bucket, version);
  return { VersionId: versionId, ...(version && isDeleteMarker(version) && { DeleteMarker: true }) };
}
