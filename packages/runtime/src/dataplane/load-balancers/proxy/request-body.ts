import type { Writable } from 'node:stream';
import { ChunkedBody, type Piece } from './parse-chunks.ts';
import { refused } from './parse-fields.ts';
import type { RequestHead } from './parse-request.ts';

/** The body of the request in hand, on its way to a target. */
export class RequestBody {
  ended = true;
  /** Whether the target took the last of it at once. */
  taken = true;
  #left = 0;
  #chunks: ChunkedBody | undefined;

  /** A head has been read. */
  begin(head: RequestHead): void {
    this.#left = Math.max(head.contentLength, 0);
    this.#chunks = head.chunked ? new ChunkedBody(true) : undefined;
    this.ended = this.#left === 0 && !head.chunked;
  }

  /** Passes on what belongs to it. Answers how many bytes that was, or `refused`: then it cannot be understood. */
  pass(chunk: Buffer, target: Writable): number {
    if (this.#chunks) return this.#passChunks(chunk, this.#chunks, target);
    const part = chunk.length > this.#left ? chunk.subarray(0, this.#left) : chunk;
    this.#left -= part.length;
    this.taken = target.write(part);
    this.ended = this.#left === 0;
    return part.length;
  }

  #passChunks(chunk: Buffer, chunks: ChunkedBody, target: Writable): number {
    const pieces: Piece[] = [];
    const used = chunks.read(chunk, pieces);
    if (used < 0) return refused;
    target.cork();
    this.taken = true;
    for (const piece of pieces)
      this.taken = typeof piece === 'string' ? target.write(piece, 'latin1') : target.write(piece);
    target.uncork();
    this.ended = chunks.ended;
    return used;
  }
}
