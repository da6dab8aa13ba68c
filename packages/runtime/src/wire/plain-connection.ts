import type { Socket } from 'node:net';
import { speaksTls } from './first-bytes.ts';
import type { IdleWatch, Watched } from './idle-watch.ts';
import { plainHead, type PlainHead } from './plain-head.ts';

/** A request that was there at once, head and body. */
export interface PlainRequest extends PlainHead {
  readonly body: Buffer;
}

export interface PlainParts {
  /** Answers a request; false where it is somebody else's, and Node is to read it. Never throws. */
  readonly answer: (request: PlainRequest, socket: Socket) => Promise<void> | false;
  /** Has somebody else read what comes: `unread` is what was not answered, and is read from the connection again. */
  readonly handOver: (socket: Socket, unread: Buffer | undefined) => void;
  /** Closes the connection of a client that said its last in the middle of a request. */
  readonly refuse: (socket: Socket) => void;
  /** How long what has begun to come is waited for here. */
  readonly patience: IdleWatch;
  /** How long a connection is kept between two requests. */
  readonly idle: IdleWatch;
}

/** Bytes of a head, and of a whole request, at most. What is longer, Node reads as it comes. */
const headMax = 16_384;
const bytesMax = 65_536;

/**
 * A connection as long as its requests are plain: each there at once, with a body of the length it says. Such are
 * nearly all calls, and reading them takes a fraction of what a parser and streams do. With the first that is anything
 * else, the connection is Node's for good, with all that was not answered yet.
 */
export class PlainConnection {
  readonly #socket: Socket;
  readonly #parts: PlainParts;
  readonly #idle: Watched;
  #patience: Watched | undefined;
  /** What has come and was not read. */
  #pending: Buffer | undefined;
  #isAnswering = false;
  /** The client says no more. */
  #hasEnded = false;

  constructor(socket: Socket, parts: PlainParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#idle = parts.idle.begin(() => socket.destroy());
  }

  begin(): void {
    this.#beginPatience();
    this.#socket.on('data', this.#take).on('end', this.#end).on('error', this.#fail).on('close', this.#leave);
  }

  readonly #take = (piece: Buffer): void => {
    this.#pending = this.#pending ? Buffer.concat([this.#pending, piece]) : piece;
    if (this.#isAnswering) this.#socket.pause();
    else this.#readNext();
  };

  #readNext(): void {
    const bytes = this.#pending!;
    const headEnd = bytes.indexOf('\r\n\r\n');
    if (headEnd < 0 && bytes.length <= headMax && !speaksTls(bytes)) return this.#beginPatience();
    const isShort = headEnd >= 0 && headEnd <= headMax;
    const head = isShort ? plainHead(bytes.toString('latin1', 0, headEnd + 2)) : undefined;
    const length = headEnd + 4 + (head?.bodyLength ?? 0);
    if (!head || length > bytesMax) return this.#handOver();
    if (length > bytes.length) return this.#beginPatience();
    const answering = this.#parts.answer(
      { ...head, body: bytes.subarray(headEnd + 4, length) },
      this.#socket,
    );
    if (!answering) return this.#handOver();
    this.#endPatience();
    this.#pending = length < bytes.length ? bytes.subarray(length) : undefined;
    this.#isAnswering = true;
    this.#idle.paused = true;
    void answering.then(this.#answered);
  }

  readonly #answered = (): void => {
    if (this.#socket.destroyed) return;
    // Whoever asks and does not read the answers is not asked for more.
    if (this.#socket.writableNeedDrain) return void this.#socket.once('drain', this.#answered);
    this.#isAnswering = false;
    this.#idle.paused = false;
    this.#idle.renewed = true;
    if (this.#pending) {
      this.#socket.resume();
      this.#readNext();
    } else if (this.#hasEnded) this.#socket.end();
  };

  #handOver(): void {
    const socket = this.#socket;
    this.#leave();
    socket.off('data', this.#take).off('end', this.#end).off('error', this.#fail).off('close', this.#leave);
    socket.pause();
    if (this.#pending) socket.unshift(this.#pending);
    this.#parts.handOver(socket, this.#pending);
  }

  readonly #end = (): void => {
    this.#hasEnded = true;
    if (this.#isAnswering) return;
    if (this.#pending) this.#parts.refuse(this.#socket);
    else this.#socket.end();
  };

  readonly #fail = (): void => void this.#socket.destroy();

  readonly #leave = (): void => {
    this.#parts.idle.end(this.#idle);
    this.#endPatience();
  };

  #beginPatience(): void {
    this.#patience ??= this.#parts.patience.begin(() => this.#handOver());
  }

  #endPatience(): void {
    if (this.#patience) this.#parts.patience.end(this.#patience);
    this.#patience = undefined;
  }
}
