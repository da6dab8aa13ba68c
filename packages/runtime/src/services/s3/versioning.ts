import type { Tx } from '../../store/store.ts';
import {
  everywhere,
  isDeleteMarker,
  objectPath,
  objects,
  versionPath,
  versions,
  versionsOf,
  type AnyVersion,
  type BucketRecord,
  type ObjectRecord,
} from './records.ts';

export const nextOrder = (tx: Tx, bucket: BucketRecord): number => tx.next(`s3.versions|${bucket.name}`);

/** Makes this the newest version of its key. One without an id of its own takes the place of another such. */
export function push(tx: Tx, bucket: BucketRecord, version: AnyVersion): void {
  if (version.versionId === 'null') {
    for (const other of nullVersions(tx, bucket, version.key))
      versions.delete(tx, everywhere, versionPath(bucket.name, other));
  }
  versions.put(tx, everywhere, versionPath(bucket.name, version), version);
  expose(tx, bucket, version.key, version);
}

/** Keeps what was said of a version that is there: tags, a lock, an access list. */
export function replace(tx: Tx, bucket: BucketRecord, version: ObjectRecord): void {
  versions.put(tx, everywhere, versionPath(bucket.name, version), version);
  const path = objectPath(bucket.name, version.key);
  if (objects.get(tx, everywhere, path)?.order === version.order) objects.put(tx, everywhere, path, version);
}

/** Takes one version away for good; what was before it shows again. */
export function drop(tx: Tx, bucket: BucketRecord, version: AnyVersion): void {
  versions.delete(tx, everywhere, versionPath(bucket.name, version));
  expose(tx, bucket, version.key, versionsOf(tx, bucket.name, version.key)[0]);
}

function nullVersions(tx: Tx, bucket: BucketRecord, key: string): readonly AnyVersion[] {
  if (bucket.versioning) return versionsOf(tx, bucket.name, key).filter((each) => each.versionId === 'null');
  const current = objects.get(tx, everywhere, objectPath(bucket.name, key));
  return current ? [current] : [];
}

function expose(tx: Tx, bucket: BucketRecord, key: string, newest: AnyVersion | undefined): void {
  const path = objectPath(bucket.name, key);
  if (!newest || isDeleteMarker(newest)) objects.delete(tx, everywhere, path);
  else objects.put(tx, everywhere, path, newest);
}
