import type { BlobRange, BlobRef } from '../base/blob.ts';

/** What goes back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Text, bytes, or a blob (or part of one) to be streamed. */
  readonly body: string | Uint8Array | BlobRef | BlobRange;
}

/** Statuses that never have a body. */
export function isBodiless(status: number): boolean {
  return status === 204 || status === 304;
}
