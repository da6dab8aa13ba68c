import type { IncomingMessage } from 'node:http';
import { timers } from '../base/timers.ts';
import { Refusal } from './refusal.ts';

/** What is waited for, and how much is taken. */
export interface BodyLimits {
  /** How long a client may be silent while it sends a body, wall time. */
  readonly idleMs: number;
  /** Bytes of a body that is read into memory. */
  readonly bytesMax: number;
}

const empty = Buffer.alloc(0);

export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** Reads a whole body into memory. */
export function wholeBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  if (!hasBody(request)) return Promise.resolve(empty);
  if (Number(request.headers['content-length'] ?? 0) > limits.bytesMax)
    return Promise.reject(new Refusal('TooLarge', ''));
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const fail = (error: Error) => {
      patience.end();
      request.off('data', take);
      reject(error);
    };
    const take = (piece: Buffer) => {
      patience.renew();
      length += piece.length;
      if (length > limits.bytesMax) return fail(new Refusal('TooLarge', ''));
      pieces.push(piece);
    };
    const patience = new Patience(limits.idleMs, () => fail(new Refusal('SlowBody', '')));
    request.on('data', take);
    request.once('end', () => {
      patience.end();
      resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces));
    });
    request.once('error', () => fail(cutShort()));
  });
}

/** A body piece by piece, as it comes. */
export async function* streamedBody(request: IncomingMessage, limits: BodyLimits): AsyncGenerator<Buffer> {
  if (!hasBody(request)) return;
  let fault: Error | undefined;
  let wake: () => void = () => {};
  const failed = (error: Error) => {
    fault = error;
    wake();
  };
  const patience = new Patience(limits.idleMs, () => failed(new Refusal('SlowBody', '')));
  request.on('readable', () => wake());
  request.once('end', () => wake());
  request.once('error', () => failed(cutShort()));
  try {
    for (;;) {
      const piece = request.read() as Buffer | null;
      if (piece) {
        patience.idle = true;
        yield piece;
        patience.idle = false;
      } else if (fault) throw fault;
      else if (request.readableEnded) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    patience.end();
  }
}

/** The client went away in the middle: nobody will read the answer. */
function cutShort(): Refusal {
  return new Refusal('IncompleteBody', 'The request ended before its body did');
}

/** Runs out when it has not been renewed for `ms`. Renewing costs nothing: the timer looks when it rings. */
class Patience {
  readonly #ms: number;
  readonly #lost: () => void;
  /** Nothing is waited for. */
  idle = false;
  #renewed = false;
  #cancel: () => void;

  constructor(ms: number, lost: () => void) {
    this.#ms = ms;
    this.#lost = lost;
    this.#cancel = timers.after(ms, () => this.#ring());
  }

  renew(): void {
    this.#renewed = true;
  }

  end(): void {
    this.#cancel();
  }

  #ring(): void {
    if (!this.#renewed && !this.idle) return this.#lost();
    this.#renewed = this.idle;
    this.#cancel = timers.after(this.#ms, () => this.#ring());
  }
}
