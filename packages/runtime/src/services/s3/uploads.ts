import type { ChecksumAlgorithm, ChecksumType } from '@aws-sdk/client-s3';
import type { BlobRef } from '../../base/blob.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { everywhere, type Checksums, type ObjectSettings } from './records.ts';

/** An object that is being uploaded in parts. */
export interface UploadRecord {
  readonly uploadId: string;
  readonly key: string;
  readonly order: number;
  readonly initiatedAt: number;
  /** The ARN of who began it. */
  readonly initiator: string;
  readonly settings: ObjectSettings;
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType };
}

export interface PartRecord {
  readonly number: number;
  readonly blob: BlobRef;
  readonly checksums: Checksums;
  readonly modifiedAt: number;
}

/** Uploads in progress, by `uploadPath`: by key, then in the order in which they began. */
export const uploads = collection<UploadRecord>('s3.uploads');

/** By upload and number. */
export const parts = collection<PartRecord>('s3.parts');

/** Sorts below whatever may be in a key. */
const separator = '\u0001';

export const uploadPath = (bucket: string, { key, order }: Pick<UploadRecord, 'key' | 'order'>): string =>
  `${bucket}/${key}${separator}${String(order).padStart(16, '0')}`;

const partsPrefix = (bucket: string, { uploadId }: Pick<UploadRecord, 'uploadId'>): string =>
  `${bucket}/${uploadId}/`;

export const partPath = (bucket: string, upload: Pick<UploadRecord, 'uploadId'>, number: number): string =>
  `${partsPrefix(bucket, upload)}${String(number).padStart(5, '0')}`;

export function findUpload(tx: Tx, bucket: string, key: string, uploadId: string): UploadRecord | undefined {
  return uploads
    .list(tx, everywhere, { prefix: `${bucket}/${key}${separator}` })
    .find((upload) => upload.uploadId === uploadId && upload.key === key);
}

export const partsOf = (tx: Tx, bucket: string, upload: UploadRecord): PartRecord[] =>
  parts.list(tx, everywhere, { prefix: partsPrefix(bucket, upload) });

/** The upload is over, one way or the other. */
export function forgetUpload(tx: Tx, bucket: string, upload: UploadRecord): void {
  for (const { number } of partsOf(tx, bucket, upload))
    parts.delete(tx, everywhere, partPath(bucket, upload, number));
  uploads.delete(tx, everywhere, uploadPath(bucket, upload));
}

export function forgetUploads(tx: Tx, bucket: string): void {
  for (const upload of uploads.list(tx, everywhere, { prefix: `${bucket}/` }))
    forgetUpload(tx, bucket, upload);
}
