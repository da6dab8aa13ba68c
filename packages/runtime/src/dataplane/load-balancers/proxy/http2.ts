import type {
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
  ServerHttp2Session,
  ServerHttp2Stream,
} from 'node:http2';
import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Connection } from './connection.ts';
import { isCall } from './fitting.ts';
import { asChunk, ChunkedBody, type Piece } from './parse-chunks.ts';
import { incomplete, refused } from './parse-fields.ts';
import { ResponseHead } from './parse-response.ts';

/**
 * HTTP/2 in front: each stream is spoken on as a connection of its own in HTTP/1.1, which is what targets get. So there
 * is one way that requests are judged and routed.
 */
export function serveHttp2(socket: TLSSocket, opened: (connection: Connection) => void): ServerHttp2Session {
  const http2 = process.getBuiltinModule('node:http2');
  // AWS: user guide, "Listeners": up to 128 requests in parallel over one HTTP/2 connection.
  const session = http2.performServerHandshake(socket, { settings: { maxConcurrentStreams: 128 } });
  session.on('stream', (stream: ServerHttp2Stream, headers) =>
    opened(new StreamConnection(stream, headers, socket)),
  );
  session.on('error', () => session.destroy());
  return session;
}

const head = new ResponseHead();

/** A stream seen from the HTTP/1.1 side: what is read is its request, what is written must be an answer. */
class StreamConnection extends Duplex implements Connection {
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  readonly http2 = true;
  bytesRead = 0;
  bytesWritten = 0;
  readonly #stream: ServerHttp2Stream;
  readonly #isHead: boolean;
  #unread: Buffer | undefined;
  #body: ChunkedBody | number | undefined;
  #done = false;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, socket: TLSSocket) {
    super({ allowHalfOpen: true });
    this.remoteAddress = socket.remoteAddress;
    this.remotePort = socket.remotePort;
    this.#stream = stream;
    this.#isHead = headers[':method'] === 'HEAD';
    stream.on('error', () => this.destroy());
    stream.on('close', () => this.destroy());
    const text = requestHead(headers, stream.endAfterHeaders);
    this.bytesRead = text.length;
    this.push(text, 'latin1');
    if (!stream.endAfterHeaders) this.#passBody(headers['content-length'] === undefined);
  }

  destroySoon(): void {
    if (!this.writableEnded) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  resetAndDestroy(): void {
    this.#reset();
    this.destroy();
  }

  override _read(): void {
    this.#stream.resume();
  }

  override _write(chunk: Buffer, _: BufferEncoding, written: (error?: Error | null) => void): void {
    const bytes = this.#unread ? Buffer.concat([this.#unread, chunk]) : chunk;
    this.bytesWritten += chunk.length;
    this.#unread = undefined;
    if (this.#done || this.#stream.destroyed) return written();
    if (this.#body === undefined) this.#readHead(bytes);
    else this.#readBody(bytes);
    if (!this.#stream.writableNeedDrain || this.#done) return written();
    this.#stream.once('drain', () => written());
  }

  override _final(finished: (error?: Error | null) => void): void {
    if (!this.#done) this.#reset();
    finished();
  }

  override _destroy(error: Error | null, destroyed: (error: Error | null) => void): void {
    if (!this.#done) this.#reset();
    destroyed(error);
  }

  #passBody(chunked: boolean): void {
    const stream = this.#stream;
    stream.on('data', (chunk: Buffer) => {
      const framed = chunked ? asChunk(chunk) : chunk;
      this.bytesRead += chunk.length;
      if (chunk.length > 0 && !this.push(framed)) stream.pause();
    });
    stream.on('end', () => {
      if (chunked && !this.destroyed) this.push('0\r\n\r\n', 'latin1');
    });
  }

  #readHead(bytes: Buffer): void {
    const end = head.read(bytes, 0);
    if (end === refused) return void this.resetAndDestroy();
    if (end === incomplete) {
      this.#unread = bytes;
      return;
    }
    if (head.status < 200) {
      if (head.status !== 101) this.#stream.additionalHeaders(headersOf(bytes));
      if (end < bytes.length) this.#readHead(bytes.subarray(end));
      return;
    }
    const bodiless = this.#isHead || head.status === 204 || head.status === 304;
    this.#body = bodiless ? 0 : head.chunked ? new ChunkedBody(false) : Math.max(head.contentLength, 0);
    const headers = headersOf(bytes);
    const waitForTrailers = isCall(String(headers['content-type'])) && this.#body instanceof ChunkedBody;
    if (waitForTrailers) this.#stream.on('wantTrailers', () => this.#endWithTrailers());
    // A call that fails at once has its status in its head: clients want nothing to come behind it.
    this.#stream.respond(headers, { waitForTrailers, endStream: this.#body === 0 });
    this.#readBody(bytes.subarray(end));
  }

  #readBody(bytes: Buffer): void {
    if (this.#body instanceof ChunkedBody) {
      const pieces: Piece[] = [];
      if (this.#body.read(bytes, pieces) < 0) return void this.resetAndDestroy();
      for (const piece of pieces) this.#stream.write(piece);
      if (this.#body.ended) this.#complete();
      return;
    }
    const left = this.#body!;
    const part = bytes.length > left ? bytes.subarray(0, left) : bytes;
    this.#body = left - part.length;
    if (part.length > 0) this.#stream.write(part);
    if (this.#body === 0) this.#complete();
  }

  /** What came behind the last chunk: of gRPC, how the call has gone. */
  #endWithTrailers(): void {
    const lines = this.#body instanceof ChunkedBody ? this.#body.trailer.split('\r\n') : [];
    const fields = lines.filter((line) => line !== '').map((line) => line.split(/:[ \t]*(.*)/s, 2));
    this.#stream.sendTrailers(Object.fromEntries(fields) as OutgoingHttpHeaders);
  }

  /** The answer is whole: there is no next request on a stream. */
  #complete(): void {
    this.#done = true;
    this.#stream.end();
    this.push(null);
  }

  #reset(): void {
    if (!this.#stream.closed)
      this.#stream.close(process.getBuiltinModule('node:http2').constants.NGHTTP2_INTERNAL_ERROR);
  }
}

/** Connection fields are forbidden in HTTP/2, and the library refuses them, as it does line ends in values. */
function requestHead(headers: IncomingHttpHeaders, ended: boolean): string {
  const lines = [`${headers[':method']} ${headers[':path']} HTTP/1.1`];
  const authority = headers[':authority'] ?? headers.host;
  if (authority !== undefined) lines.push(`Host: ${String(authority)}`);
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(':') || name === 'host') continue;
    // RFC 9113 8.2.3: a cookie may have been cut into several fields, and is one again.
    const values = name === 'cookie' ? [[value].flat().join('; ')] : [value].flat();
    for (const each of values) lines.push(`${name}: ${String(each)}`);
  }
  if (!ended && headers['content-length'] === undefined) lines.push('transfer-encoding: chunked');
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Of the answer's head that was read last, without what belongs to its connection alone. */
function headersOf(bytes: Buffer): OutgoingHttpHeaders {
  const headers: Record<string, string | string[]> = {};
  for (let i = 0; i < head.count; i++) {
    const name = bytes.toString('latin1', head.spans[i * 4]!, head.spans[i * 4 + 1]!).toLowerCase();
    if (head.dropped[i] === 1 || name === 'transfer-encoding') continue;
    const value = head.valueOf(bytes, i);
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else headers[name] = [before, value].flat();
  }
  return { ...headers, ':status': head.status };
}
