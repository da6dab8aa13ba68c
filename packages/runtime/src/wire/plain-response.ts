import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { assert } from '../base/assert.ts';
import { isBodiless } from './answer.ts';

const { STATUS_CODES } = process.getBuiltinModule('node:http');

/** A header that ends where it ends: what it is called or says begins no other. */
const fit = /^[\w!#$%&'*+.^`|~-]+: [\t -~\x80-\xff]*$/;

/**
 * Writes an answer as Node's own response does, on a connection whose request Node has not read: head and body
 * together, in one write where the body is text.
 */
export class PlainResponse {
  readonly #socket: Socket;
  readonly #method: string;
  readonly #date: string;
  #head = '';
  /** Of an answer to HEAD, or of none of a body's statuses, only the head is sent. */
  #hasBody = true;
  #chunked = false;
  headersSent = false;

  /** `date`: the time, as HTTP has it. */
  constructor(socket: Socket, method: string, date: string) {
    this.#socket = socket;
    this.#method = method;
    this.#date = date;
  }

  writeHead(status: number, headers: Readonly<Record<string, string | number>>): this {
    let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n`;
    for (const name in headers) {
      const line = `${name}: ${headers[name]}`;
      assert(fit.test(line), `the header ${name} can be sent`);
      text += `${line}\r\n`;
    }
    this.#hasBody = this.#method !== 'HEAD' && !isBodiless(status);
    this.#chunked = this.#hasBody && !('content-length' in headers);
    if (this.#chunked) text += 'transfer-encoding: chunked\r\n';
    this.#head = `${text}Date: ${this.#date}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=75\r\n\r\n`;
    return this;
  }

  flushHeaders(): void {
    this.#write('', 'latin1');
  }

  /** Answers false where the client has to catch up. */
  write(piece: Uint8Array): boolean {
    if (!this.#hasBody) return true;
    if (!this.#chunked || piece.length === 0) return this.#write(piece);
    this.#socket.cork();
    this.#write(`${piece.length.toString(16)}\r\n`, 'latin1');
    this.#socket.write(piece);
    const isTaken = this.#socket.write('\r\n');
    this.#socket.uncork();
    return isTaken;
  }

  end(body: string | Uint8Array = '', encoding: BufferEncoding = 'latin1'): void {
    const last = this.#chunked ? '0\r\n\r\n' : this.#hasBody ? body : '';
    if (last.length > 0 || !this.headersSent) this.#write(last, encoding);
  }

  get destroyed(): boolean {
    return this.#socket.destroyed;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  on(event: 'drain' | 'close', listener: () => void): this {
    this.#socket.on(event, listener);
    return this;
  }

  off(event: 'drain' | 'close', listener: () => void): this {
    this.#socket.off(event, listener);
    return this;
  }

  #write(body: string | Uint8Array, encoding: BufferEncoding = 'latin1'): boolean {
    const head = this.#head;
    if (this.headersSent) return this.#socket.write(body, encoding);
    this.headersSent = true;
    if (typeof body === 'string' && encoding === 'latin1') return this.#socket.write(head + body, 'latin1');
    this.#socket.cork();
    this.#socket.write(head, 'latin1');
    const isTaken = this.#socket.write(body, encoding);
    this.#socket.uncork();
    return isTaken;
  }
}

/** What an answer is written to: Node's response, or ours. */
export type Response = Pick<ServerResponse, 'destroyed' | 'flushHeaders' | 'headersSent'> & {
  writeHead(status: number, headers: Readonly<Record<string, string | number>>): Response;
  write(piece: Uint8Array): boolean;
  end(body?: string | Uint8Array, encoding?: BufferEncoding): unknown;
  destroy(): unknown;
  on(event: 'drain' | 'close', listener: () => void): Response;
  off(event: 'drain' | 'close', listener: () => void): Response;
};
