import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { HeaderList } from './header-list.ts';
import type { IdleWatch } from './idle-watch.ts';
import { Refusal } from './refusal.ts';

/** What is waited for, and how much is taken. */
export interface BodyLimits {
  /** How long a client may be silent while it sends a body, wall time. */
  readonly idleMs: number;
  /** Bytes of a body that is read into memory. */
  readonly bytesMax: number;
}

/** What a request came by, and its body: all of it where it came with the head, or what Node reads. */
export interface Arrival {
  readonly socket: Socket;
  readonly body: Buffer | IncomingMessage;
}

/** A body that has not been read yet. */
export interface UnreadBody {
  readonly body: Arrival['body'];
  readonly headers: HeaderList;
  readonly watch: IdleWatch;
  readonly bytesMax: number;
}

const empty = Buffer.alloc(0);

function hasBody(headers: HeaderList): boolean {
  const length = headers.get('content-length');
  return (length !== undefined && length !== '0') || headers.has('transfer-encoding');
}

/** A whole body in memory: at once where it has come with the head, as most have. */
export function wholeBody(unread: UnreadBody): Buffer | Promise<Buffer> {
  const { body, headers, bytesMax } = unread;
  if (!hasBody(headers)) return empty;
  const length = Number(headers.get('content-length'));
  if (length > bytesMax) throw new Refusal('TooLarge', '');
  if (Buffer.isBuffer(body)) return body;
  return body.readableLength === length ? (body.read() as Buffer) : awaitedBody(body, unread);
}

function awaitedBody(
  request: IncomingMessage,
  { watch, bytesMax }: Pick<UnreadBody, 'watch' | 'bytesMax'>,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const fail = (error: Error) => {
      watch.end(watched);
      request.off('data', take);
      reject(error);
    };
    const take = (piece: Buffer) => {
      watched.renewed = true;
      length += piece.length;
      if (length > bytesMax) return fail(new Refusal('TooLarge', ''));
      pieces.push(piece);
    };
    const watched = watch.begin(() => fail(new Refusal('SlowBody', '')));
    request.on('data', take);
    request.once('end', () => {
      watch.end(watched);
      resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces));
    });
    request.once('error', () => fail(cutShort()));
  });
}

/** A body piece by piece, as it comes. */
export async function* streamedBody({ body, headers, watch }: UnreadBody): AsyncGenerator<Buffer> {
  if (!hasBody(headers)) return;
  if (Buffer.isBuffer(body)) return yield body;
  const request = body;
  let fault: Error | undefined;
  let wake: () => void = () => {};
  const failed = (error: Error) => {
    fault = error;
    wake();
  };
  const watched = watch.begin(() => failed(new Refusal('SlowBody', '')));
  request.on('readable', () => wake());
  request.once('end', () => wake());
  request.once('error', () => failed(cutShort()));
  try {
    for (;;) {
      const piece = request.read() as Buffer | null;
      if (piece) {
        watched.paused = true;
        yield piece;
        watched.paused = false;
        watched.renewed = true;
      } else if (fault) throw fault;
      else if (request.readableEnded) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    watch.end(watched);
  }
}

/** The client went away in the middle: nobody will read the answer. */
function cutShort(): Refusal {
  return new Refusal('IncompleteBody', 'The request ended before its body did');
}
