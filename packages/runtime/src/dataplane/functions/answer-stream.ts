import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';

/** AWS: quotas, "Invocation payload … 200 MB for each streamed response". */
const bytesMax = 200 * 1024 * 1024;

/** An answer of a function on its way, as it is being written; whoever reads too slowly slows the function down. */
export class AnswerStream {
  /** May be left before its end: the rest goes nowhere. */
  readonly pieces = new PassThrough();
  /** Settled with its content type when the answer begins, or when there will be none. */
  readonly begun: Promise<string>;
  #begin: (contentType: string) => void = () => {};

  constructor() {
    this.begun = new Promise((resolve) => (this.#begin = resolve));
  }

  /** Takes a runtime's answer; undefined where that is larger than allowed. */
  async take(request: IncomingMessage): Promise<string | undefined> {
    const streams = request.headers['lambda-runtime-function-response-mode'] === 'streaming';
    this.#begin(streams ? (request.headers['content-type'] ?? octets) : json);
    let size = 0;
    try {
      for await (const piece of request as AsyncIterable<Buffer>) {
        size += piece.length;
        if (size > bytesMax) return undefined;
        await this.#pass(piece);
      }
    } catch (error) {
      // Its process has died, which is told by its end.
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
    }
    return '';
  }

  end(): void {
    this.#begin(json);
    if (!this.pieces.destroyed) this.pieces.end();
  }

  /** Done when there is room for more, or nobody wants any. */
  async #pass(piece: Buffer): Promise<void> {
    const { pieces } = this;
    if (pieces.destroyed || pieces.writableEnded || pieces.write(piece)) return;
    await new Promise<void>((resolve) => {
      const goOn = () => {
        pieces.off('drain', goOn);
        pieces.off('close', goOn);
        resolve();
      };
      pieces.on('drain', goOn);
      pieces.on('close', goOn);
    });
  }
}

const octets = 'application/octet-stream';
const json = 'application/json';
