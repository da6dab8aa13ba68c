import { Refusal } from '../refusal.ts';

/** Longest line of chunk framing: a size, a signature, a trailer. */
const lineMax = 1_024;

/** Reads lines and counted bytes off a stream of pieces, keeping no more than a piece. */
export class ChunkedReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #piece: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** A line without its end (CR LF). */
  async line(): Promise<string> {
    const line = await this.lastLine();
    if (line === undefined) throw incompleteBody();
    return line;
  }

  /** A line, ended by CR LF or LF; undefined at the end of the stream. */
  async lastLine(): Promise<string | undefined> {
    let line = '';
    for (;;) {
      const end = this.#piece.indexOf(10);
      line += this.#piece.toString('latin1', 0, end < 0 ? this.#piece.length : end);
      if (line.length > lineMax) throw incompleteBody();
      if (end >= 0) {
        this.#piece = this.#piece.subarray(end + 1);
        return line.endsWith('\r') ? line.slice(0, -1) : line;
      }
      if (!(await this.#fill())) {
        this.#piece = Buffer.alloc(0);
        if (line !== '') throw incompleteBody();
        return undefined;
      }
    }
  }

  /** At least one byte and at most `max`. */
  async bytes(max: number): Promise<Buffer> {
    while (this.#piece.length === 0) if (!(await this.#fill())) throw incompleteBody();
    const taken = this.#piece.subarray(0, max);
    this.#piece = this.#piece.subarray(taken.length);
    return taken;
  }

  /** Nothing may follow. */
  async end(): Promise<void> {
    if (this.#piece.length > 0 || (await this.#fill())) throw incompleteBody();
  }

  async #fill(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done) return false;
    this.#piece = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return true;
  }
}

export function incompleteBody(): Refusal {
  // AWS: S3 error responses, IncompleteBody.
  return new Refusal(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}
