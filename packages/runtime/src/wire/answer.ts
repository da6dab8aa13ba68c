import type { BlobRange, BlobRef } from '../base/blob.ts';

/** What goes back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Text, bytes, a blob (or part of one) to be streamed, or what is made while it is sent. */
  readonly body: string | Uint8Array | BlobRef | BlobRange | AsyncIterable<Uint8Array>;
}

export const isStream = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

/** Statuses that never have a body. */
export function isBodiless(status: number): boolean {
  return status === 204 || status === 304;
}
