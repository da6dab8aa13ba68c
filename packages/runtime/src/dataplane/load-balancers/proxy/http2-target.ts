import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
} from 'node:http2';
import { Duplex } from 'node:stream';
import type { Dial, TargetConnection } from './dial.ts';
import { isCall } from './fitting.ts';
import { asChunk, ChunkedBody, type Piece } from './parse-chunks.ts';
import { RequestHead } from './parse-request.ts';

const http2 = () => process.getBuiltinModule('node:http2');

/**
 * HTTP/2 behind: each request gets a stream of one connection that all share, and is spoken to it as HTTP/1.1. So
 * there is one way that requests are passed on.
 */
export class Http2Dial implements Dial {
  readonly #place: { readonly host: string; readonly port: number };
  readonly #secure: boolean;
  #session: ClientHttp2Session | undefined;

  constructor(place: { readonly host: string; readonly port: number }, secure: boolean) {
    this.#place = place;
    this.#secure = secure;
  }

  connect(up: () => void): TargetConnection {
    const session = (this.#session ??= this.#open());
    const stream = new TargetStream(session);
    if (!session.connecting) queueMicrotask(up);
    else session.once('connect', up);
    return stream;
  }

  end(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  #open(): ClientHttp2Session {
    const { host, port } = this.#place;
    const authority = `${this.#secure ? 'https' : 'http'}://${host}:${port}`;
    const session = http2().connect(authority, { rejectUnauthorized: false });
    session.setMaxListeners(0);
    const over = () => {
      if (this.#session === session) this.#session = undefined;
    };
    session.on('error', over);
    session.on('close', over);
    // Streams that it has go on; new ones are to be another connection's.
    session.on('goaway', over);
    return session;
  }
}

const head = new RequestHead();

/** A request seen from the HTTP/1.1 side: what is written is the request, what is read its answer. */
class TargetStream extends Duplex implements TargetConnection {
  bytesRead = 0;
  bytesWritten = 0;
  readonly #session: ClientHttp2Session;
  #stream: ClientHttp2Stream | undefined;
  #body: ChunkedBody | undefined;
  #left = 0;
  /** Whether the answer's body is framed here, since it does not say how long it is. */
  #chunked = false;
  #trailers = '';

  constructor(session: ClientHttp2Session) {
    super({ allowHalfOpen: true });
    this.#session = session;
    const failed = () => this.destroy(new Error('the connection to the target is gone'));
    session.once('close', failed);
    this.once('close', () => session.off('close', failed));
  }

  override _read(): void {
    this.#stream?.resume();
  }

  /** The head comes whole, in one piece of its own or with what follows it. */
  override _write(chunk: Buffer, _: BufferEncoding, written: (error?: Error | null) => void): void {
    this.bytesWritten += chunk.length;
    if (this.#stream) return this.#writeBody(chunk, written);
    if (this.#session.closed || this.#session.destroyed)
      return written(new Error('the connection has ended'));
    const end = head.read(chunk, 0);
    this.#body = head.chunked ? new ChunkedBody(false) : undefined;
    this.#left = Math.max(head.contentLength, 0);
    const endStream = !this.#body && this.#left === 0;
    this.#stream = this.#session.request(headersOf(chunk), { endStream });
    this.#listen(this.#stream);
    if (endStream) return written();
    this.#writeBody(chunk.subarray(end), written);
  }

  override _destroy(error: Error | null, destroyed: (error: Error | null) => void): void {
    const { constants } = http2();
    if (this.#stream && !this.#stream.closed) this.#stream.close(constants.NGHTTP2_CANCEL);
    destroyed(error);
  }

  #writeBody(chunk: Buffer, written: (error?: Error | null) => void): void {
    const stream = this.#stream!;
    const pieces: Piece[] = [];
    if (this.#body) this.#body.read(chunk, pieces);
    else if (chunk.length > 0) pieces.push(chunk);
    this.#left -= this.#body ? 0 : chunk.length;
    for (const piece of pieces) stream.write(piece);
    if (this.#body ? this.#body.ended : this.#left === 0) stream.end();
    if (stream.writableNeedDrain && !stream.destroyed) stream.once('drain', () => written());
    else written();
  }

  #listen(stream: ClientHttp2Stream): void {
    stream.on('response', (headers, flags) => this.#answer(headers, flags));
    stream.on('trailers', (headers) => (this.#trailers = fieldLines(headers)));
    stream.on('data', (chunk: Buffer) => {
      if (chunk.length > 0 && !this.#say(this.#chunked ? asChunk(chunk) : chunk)) stream.pause();
    });
    stream.on('end', () => {
      if (this.#chunked && stream.rstCode === 0 && !this.destroyed)
        this.#say(Buffer.from(`0\r\n${this.#trailers}\r\n`, 'latin1'));
    });
    stream.on('error', (error) => this.destroy(error));
    stream.on('close', () => {
      if (!this.destroyed) this.push(null);
    });
  }

  /** Its stream is not used again. What ends with its head has no body, and says so. */
  #answer(headers: IncomingHttpHeaders, flags: number): void {
    const ends = (flags & http2().constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    const isLong = headers['content-length'] !== undefined;
    this.#chunked = !ends && !isLong;
    const framing = this.#chunked ? 'transfer-encoding: chunked\r\n' : isLong ? '' : 'content-length: 0\r\n';
    const line = `HTTP/1.1 ${headers[':status']} \r\nconnection: close\r\n`;
    this.#say(Buffer.from(`${line}${fieldLines(headers)}${framing}\r\n`, 'latin1'));
  }

  #say(bytes: Buffer): boolean {
    this.bytesRead += bytes.length;
    return this.push(bytes);
  }
}

/** What is said otherwise in HTTP/2, or belongs to one connection alone. */
const ofConnection = new Set(['connection', 'host', 'keep-alive', 'te', 'transfer-encoding', 'upgrade']);

/** Of the request's head that was read last. */
function headersOf(bytes: Buffer): OutgoingHttpHeaders {
  const headers: Record<string, string | string[]> = {};
  for (let i = 0; i < head.count; i++) {
    const name = bytes.toString('latin1', head.spans[i * 4]!, head.spans[i * 4 + 1]!).toLowerCase();
    if (ofConnection.has(name)) continue;
    const value = head.valueOf(bytes, i);
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return {
    ':method': head.method(bytes),
    ':path': head.target(bytes),
    ':authority': head.hostValue(bytes),
    ...headers,
    // gRPC over HTTP/2: "te: trailers" says that nobody on the way loses them.
    ...(isCall(String(headers['content-type'])) && { te: 'trailers' }),
  };
}

function fieldLines(headers: IncomingHttpHeaders): string {
  return Object.entries(headers)
    .filter(([name, value]) => !name.startsWith(':') && value !== undefined)
    .flatMap(([name, value]) => [value].flat().map((each) => `${name}: ${String(each)}\r\n`))
    .join('');
}
