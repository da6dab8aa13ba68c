import { createHash } from 'node:crypto';
import type { BlobRef } from '../../base/blob.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';

/** Bytes kept by what they are: the same bytes are kept once, and are never changed. */
export interface Blobs {
  /** Keeps bytes; they are on disk when this settles. A source that fails leaves nothing behind. */
  write(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobRef>;
  /**
   * All of them. Refused with `BlobDamaged` where they are not what was written, `BlobMissing` where they are
   * gone.
   */
  read(blob: BlobRef): Promise<Uint8Array>;
  /** The whole, proved before its last piece is given; or a range, taken as it is on disk. */
  stream(blob: BlobRef, range?: ByteRange): AsyncIterable<Uint8Array>;
  /**
   * Forgets what nobody names, where nobody has named it at the sweep before either, nor written it since: between
   * two sweeps whoever has bytes written says so in the store. Answers how much that was.
   */
  sweep(names: Names): Promise<Swept>;
  /** Forgets everything. */
  reset(): void;
}

/** What is named in the store: SHA-256, hex. */
export type Names = Pick<ReadonlySet<string>, 'has'>;

export interface Swept {
  readonly count: number;
  readonly bytes: number;
}

export interface ByteRange {
  readonly start: number;
  /** Inclusive; cut to what there is. */
  readonly end: number;
}

/** Counts and digests bytes as they pass. */
export class BlobDigest {
  readonly #sha256 = createHash('sha256');
  readonly #md5 = createHash('md5');
  #size = 0;

  add(bytes: Uint8Array): void {
    this.#sha256.update(bytes);
    this.#md5.update(bytes);
    this.#size += bytes.length;
  }

  ref(): BlobRef {
    return { sha256: this.#sha256.digest('hex'), size: this.#size, md5: this.#md5.digest('hex') };
  }
}

export function blobMissing(blob: BlobRef): EffectRefusal {
  return new EffectRefusal('BlobMissing', `blob ${blob.sha256} is not there`);
}

export function blobDamaged(blob: BlobRef): EffectRefusal {
  return new EffectRefusal('BlobDamaged', `blob ${blob.sha256} is not what was written`);
}
