import { Transform, type TransformCallback } from 'node:stream';

export interface CgiHead {
  readonly status: number;
  readonly headers: Record<string, string>;
}

const headBytesMax = 64 * 1024;
const headEnd = '\r\n\r\n';

/** Takes what a CGI program prints: tells its head, passes its body on. */
export class CgiReader extends Transform {
  readonly #tell: (head: CgiHead) => void;
  /** What has come of the head; undefined once it is told. */
  #head: Buffer | undefined = Buffer.alloc(0);

  constructor(tell: (head: CgiHead) => void) {
    super();
    this.#tell = tell;
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (!this.#head) return done(null, piece);
    this.#head = Buffer.concat([this.#head, piece]);
    const end = this.#head.indexOf(headEnd);
    if (end < 0) return done(this.#head.length > headBytesMax ? new Error('a head without end') : null);
    const body = this.#head.subarray(end + headEnd.length);
    this.#tell(parseHead(this.#head.toString('latin1', 0, end)));
    this.#head = undefined;
    done(null, body);
  }

  override _flush(done: TransformCallback): void {
    // A program that died before it said anything has failed.
    if (this.#head) this.#tell({ status: 500, headers: {} });
    done();
  }
}

export function parseHead(text: string): CgiHead {
  let status = 200;
  const headers: Record<string, string> = {};
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'status') status = Number.parseInt(value, 10);
    else headers[name] = value;
  }
  return { status, headers };
}
