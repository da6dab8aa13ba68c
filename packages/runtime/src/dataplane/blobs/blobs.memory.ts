import type { BlobRef } from '../../base/blob.ts';
import { BlobDigest, blobMissing, type Blobs, type ByteRange } from './blobs.ts';

/** Blobs in a map, which a test can keep over the death of a process. */
export class MemoryBlobs implements Blobs {
  readonly #kept: Map<string, Uint8Array>;

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

  reset(): void {
    this.#kept.clear();
  }
}
