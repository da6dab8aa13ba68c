import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** How long a client may be silent while it sends a body, wall time. */
export interface BodyLimits {
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
      request.off('data', take);
      request.setTimeout(0);
      reject(error);
    };
    const take = (piece: Buffer) => {
      length += piece.length;
      if (length > limits.bytesMax) return fail(new Refusal('TooLarge', ''));
      pieces.push(piece);
    };
    request.on('data', take);
    request.once('end', () => {
      request.setTimeout(0);
      resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces));
    });
    request.once('error', () => fail(cutShort()));
    request.setTimeout(limits.idleMs, () => fail(new Refusal('SlowBody', '')));
  });
}

/** A body piece by piece, as it comes. */
export async function* streamedBody(request: IncomingMessage, limits: BodyLimits): AsyncGenerator<Buffer> {
  if (!hasBody(request)) return;
  let fault: Error | undefined;
  let wake: () => void = () => {};
  request.on('readable', () => wake());
  request.once('end', () => wake());
  request.once('error', () => {
    fault = cutShort();
    wake();
  });
  request.setTimeout(limits.idleMs, () => {
    fault = new Refusal('SlowBody', '');
    wake();
  });
  for (;;) {
    const piece = request.read() as Buffer | null;
    if (piece) yield piece;
    else if (fault) throw fault;
    else if (request.readableEnded) break;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
  request.setTimeout(0);
}

/** The client went away in the middle: nobody will read the answer. */
function cutShort(): Refusal {
  return new Refusal('IncompleteBody', 'The request ended before its body did');
}
