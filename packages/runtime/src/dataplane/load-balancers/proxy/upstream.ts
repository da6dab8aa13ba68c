import type { Client } from './client.ts';
import type { TargetConnection } from './dial.ts';
import { asChunk, ChunkedBody, type Piece } from './parse-chunks.ts';
import { refused } from './parse-fields.ts';
import { ResponseHead } from './parse-response.ts';
import type { Target } from './target.ts';

/** Reading a head does not suspend: one reader serves every connection of the thread. */
const head = new ResponseHead();

/**
 * How long an idle connection is used again. A target that closes it at the same moment would lose a request
 * that may not be repeated; so we are the first to let go: a second before the time it names, or soon where
 * it names none.
 */
const reuse = { unnamedMs: 1500, marginMs: 1000, maxMs: 60_000 };

type Phase = 'head' | 'length' | 'chunked' | 'until-close' | 'tunnel';

/** A connection to a target, and the answer being read from it. */
export class Upstream {
  readonly socket: TargetConnection;
  readonly target: Target;
  /** For whom it works; undefined while it is idle. */
  client: Client | undefined;
  connected = false;
  /** performance.now() when the connection was begun, and when the request left. */
  readonly begunAt = performance.now();
  sentAt = 0;
  #phase: Phase = 'head';
  #left = 0;
  #chunks: ChunkedBody | undefined;
  #unread: Buffer | undefined;
  #reusable = false;
  #reuseMs = 0;
  #reuseUntil = 0;
  #paused = false;
  /** Bytes read and written up to the last answer. */
  #bytes = 0;

  constructor(target: Target) {
    this.target = target;
    target.connections.add(this);
    this.socket = target.dial.connect(() => this.#onConnect());
    this.socket.on('data', (chunk) => this.#read(chunk));
    this.socket.on('drain', () => this.client?.targetDrained());
    this.socket.on('end', () => this.#onEnd());
    this.socket.on('error', () => this.fail(502));
    this.socket.on('close', () => this.fail(502));
  }

  isFresh(now: number): boolean {
    return now < this.#reuseUntil && !this.socket.destroyed;
  }

  /** Takes on a request. */
  serve(client: Client): void {
    this.client = client;
  }

  destroy(): void {
    this.client = undefined;
    this.target.connections.delete(this);
    this.socket.destroy();
  }

  /** The connection is of no more use; whoever was served by it is told. */
  fail(status: 413 | 502 | 504): void {
    const client = this.client;
    if (!client) {
      const index = this.target.idle.indexOf(this);
      if (index >= 0) this.target.idle.splice(index, 1);
      return this.destroy();
    }
    this.destroy();
    this.target.over();
    client.lost(this, status);
  }

  /** Its target must be let go of: what it carries is lost, and not tried elsewhere. */
  cut(): void {
    this.fail(502);
  }

  /** Whoever was served has left. */
  abandon(): void {
    this.destroy();
    this.target.over();
  }

  /** Goes on reading what had been left lying because the client was slow. */
  clientDrained(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.socket.resume();
  }

  #onConnect(): void {
    this.connected = true;
    this.client?.connected(this);
  }

  #onEnd(): void {
    if (this.#phase === 'until-close') return this.#complete(true);
    if (this.#phase === 'tunnel') return void this.client?.socket.end();
    this.fail(502);
  }

  #read(chunk: Buffer): void {
    const client = this.client;
    // Bytes that nobody asked for would be taken for the next request's answer.
    if (!client) return this.fail(502);
    client.touch();
    switch (this.#phase) {
      case 'head':
        return this.#readHead(this.#unread ? Buffer.concat([this.#unread, chunk]) : chunk, client);
      case 'length':
        return this.#readLength(chunk, client);
      case 'chunked':
        return this.#readChunks(chunk, client);
      case 'until-close':
        this.#pass(client.http10 ? chunk : asChunk(chunk), client);
        return;
      case 'tunnel':
        return this.#pass(chunk, client);
    }
  }

  #readHead(bytes: Buffer, client: Client): void {
    const end = head.read(bytes, 0);
    if (end === refused) return this.fail(502);
    if (end === 0) {
      this.#unread = bytes;
      return;
    }
    this.#unread = undefined;
    if (head.status >= 200) return this.#begin(bytes, end, client);
    if (head.status === 101) return this.#beginTunnel(bytes, end, client);
    if (!client.http10) this.#pass(bytes.subarray(0, end), client);
    if (end < bytes.length) this.#readHead(bytes.subarray(end), client);
  }

  /** A final answer begins. `end` is the offset behind its head. */
  #begin(bytes: Buffer, end: number, client: Client): void {
    this.#phase = this.#framing(client);
    const untilClose = this.#phase === 'until-close';
    this.#reusable = head.minor === 1 && !head.closes && !untilClose;
    this.#reuseMs =
      head.keepAliveSeconds < 0
        ? reuse.unnamedMs
        : Math.min(head.keepAliveSeconds * 1000 - reuse.marginMs, reuse.maxMs);
    this.#left = this.#phase === 'length' ? Math.max(head.contentLength, 0) : 0;
    if (this.target.line !== '' && this.#isFailed(bytes, client)) return;
    client.answering(head.status);
    const added = client.linesFor(head, bytes);
    if (added === '' && !client.closesAfterAnswer() && !untilClose)
      return this.#beginAsIs(bytes, end, client);
    client.socket.cork();
    this.#pass(this.#headText(bytes, end, added), client);
    this.#readBody(bytes, end, client);
    client.socket.uncork();
  }

  /** A function has given no answer: the load balancer does, and counts whose fault it was. */
  #isFailed(bytes: Buffer, client: Client): boolean {
    const [failure] = head.valuesOf(bytes, 'x-penstock-failure');
    if (failure === undefined) return false;
    const second = client.listener.keeper.second();
    client.counters.functionFailed(second, failure === 'internal' ? 'internal' : 'user');
    this.#countBytes(client);
    this.fail(head.status === 413 ? 413 : 502);
    return true;
  }

  /** RFC 9112 6.3. */
  #framing(client: Client): Phase {
    const bodiless = client.isHead || head.status === 204 || head.status === 304;
    if (bodiless) {
      head.contentLength = 0;
      return 'length';
    }
    if (head.chunked) {
      this.#chunks = new ChunkedBody(!client.http10);
      return 'chunked';
    }
    return head.contentLength >= 0 ? 'length' : 'until-close';
  }

  /**
   * The usual case: the bytes that were read go on, less the lines meant for us, moved together where they
   * lie.
   */
  #beginAsIs(bytes: Buffer, end: number, client: Client): void {
    let start = 0;
    for (let i = 0; head.droppedCount > 0 && i < head.count; i++) {
      if (head.dropped[i] === 0) continue;
      const lineStart = head.spans[i * 4]!;
      const lineEnd = head.lineEnd(bytes, i);
      bytes.copyWithin(start + lineEnd - lineStart, start, lineStart);
      start += lineEnd - lineStart;
    }
    bytes[start + 7] = 0x31;
    if (this.#phase === 'length') {
      const bodyEnd = Math.min(bytes.length, end + this.#left);
      const extra = bytes.length > bodyEnd;
      this.#left -= bodyEnd - end;
      this.#pass(start === 0 && !extra ? bytes : bytes.subarray(start, bodyEnd), client);
      if (this.#left === 0) this.#complete(!extra);
      return;
    }
    client.socket.cork();
    this.#pass(bytes.subarray(start, end), client);
    this.#readBody(bytes, end, client);
    client.socket.uncork();
  }

  /** The head with what this client needs said otherwise. */
  #headText(bytes: Buffer, end: number, added: string): Buffer {
    const client = this.client!;
    const encoded = this.#phase === 'until-close' && !client.http10;
    const decoded = this.#phase === 'chunked' && client.http10;
    if (decoded) head.dropNamed(bytes, 'transfer-encoding');
    const text =
      'HTTP/1.1' +
      bytes.toString('latin1', 8, head.fieldsStart) +
      head.text(bytes, head.fieldsStart, end - 2) +
      added +
      (encoded ? 'Transfer-Encoding: chunked\r\n' : '') +
      (client.closesAfterAnswer() ? 'Connection: close\r\n\r\n' : '\r\n');
    return Buffer.from(text, 'latin1');
  }

  #readBody(bytes: Buffer, end: number, client: Client): void {
    const rest = bytes.subarray(end);
    if (this.#phase === 'length') return this.#readLength(rest, client);
    if (rest.length === 0) return;
    if (this.#phase === 'chunked') return this.#readChunks(rest, client);
    this.#pass(client.http10 ? rest : asChunk(rest), client);
  }

  #readLength(chunk: Buffer, client: Client): void {
    const extra = chunk.length > this.#left;
    const part = extra ? chunk.subarray(0, this.#left) : chunk;
    this.#left -= part.length;
    if (part.length > 0) this.#pass(part, client);
    if (this.#left === 0) this.#complete(!extra);
  }

  #readChunks(chunk: Buffer, client: Client): void {
    const pieces: Piece[] = [];
    const used = this.#chunks!.read(chunk, pieces);
    if (used < 0) return this.fail(502);
    client.socket.cork();
    for (const piece of pieces) this.#pass(piece, client);
    client.socket.uncork();
    if (this.#chunks!.ended) this.#complete(used === chunk.length);
  }

  #pass(piece: Piece, client: Client): void {
    const taken =
      typeof piece === 'string' ? client.socket.write(piece, 'latin1') : client.socket.write(piece);
    if (taken || this.#paused) return;
    this.#paused = true;
    this.socket.pause();
  }

  /** RFC 9110 7.8: both sides have left HTTP; from here on bytes go through. */
  #beginTunnel(bytes: Buffer, end: number, client: Client): void {
    if (!client.upgrade) return this.fail(502);
    this.#phase = 'tunnel';
    client.answering(101);
    const lines = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    this.#pass(head.text(bytes, 0, end - 2) + lines, client);
    if (end < bytes.length) this.#pass(bytes.subarray(end), client);
    client.beginTunnel();
  }

  /** The answer is whole. `sound` says that nothing came behind it. */
  #complete(sound: boolean): void {
    const client = this.client;
    if (!client) return;
    if (this.target.line !== '') this.#countBytes(client);
    if (this.#phase === 'until-close' && !client.http10) client.socket.write('0\r\n\r\n', 'latin1');
    this.client = undefined;
    this.#chunks = undefined;
    const reusable = sound && this.#reusable && client.requestEnded && this.target.kept;
    this.#phase = 'head';
    if (reusable) this.#rest();
    else this.destroy();
    this.target.over();
    client.finish();
  }

  #countBytes(client: Client): void {
    const bytes = this.socket.bytesRead + this.socket.bytesWritten;
    client.counters.functionRead(client.listener.keeper.second(), bytes - this.#bytes);
    this.#bytes = bytes;
  }

  #rest(): void {
    this.#reuseUntil = performance.now() + this.#reuseMs;
    this.clientDrained();
    this.target.idle.push(this);
  }
}
