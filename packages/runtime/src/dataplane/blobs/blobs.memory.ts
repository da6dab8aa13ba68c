import type { BlobRef } from '../../base/blob.ts';
import { BlobDigest, blobMissing, type Blobs, type ByteRange, type Names, type Swept } from './blobs.ts';

/** Blobs in a map, which a test can keep over the death of a process. */
export class MemoryBlobs implements Blobs {
  readonly #kept: Map<string, Uint8Array>;
  readonly #unnamed = new Set<string>();

  constructor(kept: Map<string, Uint8Array> = new Map()) {
    this.#kept = kept;
  }

  async write(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobRef> {
    const pieces: Uint8Array[] = [];
    if (bytes instanceof Uint8Array) pieces.push(bytes);
    else for await (const piece of bytes) pieces.push(Uint8Array.from(piece));
    const digest = new BlobDigest();
    for (const piece of pieces) digest.add(piece);
    const blob = digest.ref();
    this.#unnamed.delete(blob.sha256);
    this.#kept.set(blob.sha256, Uint8Array.from(Buffer.concat(pieces)));
    return blob;
  }

  async read(blob: BlobRef): Promise<Uint8Array> {
    const bytes = this.#kept.get(blob.sha256);
    if (!bytes) throw blobMissing(blob);
    return Uint8Array.from(bytes);
  }

  async *stream(blob: BlobRef, range?: ByteRange): AsyncIterable<Uint8Array> {
    const bytes = await this.read(blob);
    yield range ? bytes.subarray(range.start, range.end + 1) : bytes;
  }

  async sweep(names: Names): Promise<Swept> {
    const swept = { count: 0, bytes: 0 };
    for (const [sha256, { length }] of this.#kept) {
      if (names.has(sha256)) this.#unnamed.delete(sha256);
      else if (this.#unnamed.delete(sha256)) {
        this.#kept.delete(sha256);
        swept.count++;
        swept.bytes += length;
      } else this.#unnamed.add(sha256);
    }
    return swept;
  }

  reset(): void {
    this.#unnamed.clear();
    this.#kept.clear();
  }
}
