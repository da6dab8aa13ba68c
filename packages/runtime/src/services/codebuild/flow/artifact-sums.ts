import type { BlobRef } from '../../../base/blob.ts';

/** What the zip of a build is known by. It is its object's alone, and goes from the disk when that is deleted. */
export interface ArtifactSums {
  readonly md5: string;
  /** In base64: in hex, as bytes are named, they would be kept. */
  readonly sha256: string;
}

export const sumsOf = ({ md5, sha256 }: BlobRef): ArtifactSums => ({
  md5,
  sha256: Buffer.from(sha256, 'hex').toString('base64'),
});

/** AWS: BuildArtifacts, md5sum and sha256sum. */
export const sumsAnswer = ({ md5, sha256 }: ArtifactSums) => ({
  md5sum: md5,
  sha256sum: Buffer.from(sha256, 'base64').toString('hex'),
});
