import type { BlobRef } from '../../base/blob.ts';

/** Blobs as files: what rooms that unpack and pack need of the room that keeps them. */
export interface BlobFiles {
  /** Where the bytes are, to be read and never written. */
  pathOf(blob: Pick<BlobRef, 'sha256'>): string;
  write(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobRef>;
  /** Takes a finished file over: moves it in, durably, and answers what it is called now. */
  keep(file: string): Promise<BlobRef>;
}
