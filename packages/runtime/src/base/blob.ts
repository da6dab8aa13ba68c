/**
 * Bytes that are kept as a file, named by what they are. Whoever holds the reference can have them read;
 * a streamed body of a request is one before its handler is called, and a handler answers a body by one.
 */
export interface BlobRef {
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
  readonly size: number;
  /** MD5 of the bytes, hex: S3's ETag. */
  readonly md5: string;
}

export function isBlobRef(value: unknown): value is BlobRef {
  return (
    typeof value === 'object' && value !== null && 'sha256' in value && 'md5' in value && 'size' in value
  );
}

/** A part of a blob, which a handler may answer as a body. Positions of its first and last byte. */
export interface BlobRange {
  readonly blob: BlobRef;
  readonly start: number;
  readonly end: number;
}

export function isBlobRange(value: unknown): value is BlobRange {
  return typeof value === 'object' && value !== null && 'blob' in value && 'start' in value && 'end' in value;
}
