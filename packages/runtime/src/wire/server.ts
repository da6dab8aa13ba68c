import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { assert } from '../base/assert.ts';
import { isBlobRange } from '../base/blob.ts';
import { randomIds } from '../base/ids.ts';
import type { Door } from '../dispatch/door.ts';
import { isStream, type Answer } from './answer.ts';
import { Exchange } from './exchange.ts';
import { badRequestPage, framingFault } from './framing.ts';
import { HeaderList } from './header-list.ts';
import { Incoming } from './incoming.ts';
import type { BodyLimits } from './request-body.ts';
import { ServiceModels } from './schema/service-models.ts';

// Not imported: an import reads all that the module has, and so loads what `fetch` is made of (60 ms, 14 MB).
const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');

/** A route beside AWS's calls: git hosting, the doors for operators. */
export interface OtherRoute {
  match(method: string, path: string): boolean;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface ServerParts {
  readonly door: Door;
  /** Addresses to listen on, e.g. `127.0.0.1` and `::1`. The first must be there, the others may be missing. */
  readonly hosts: readonly string[];
  /** 0 takes a free one. */
  readonly port: number;
  /** Wall time, epoch milliseconds. */
  readonly now: () => number;
  /** House time, epoch milliseconds: credentials expire by it. */
  readonly houseNow: () => number;
  readonly other: readonly OtherRoute[];
  readonly log: (message: string) => void;
  readonly models?: ServiceModels;
  readonly limits?: Partial<BodyLimits>;
}

export interface RunningServer {
  readonly port: number;
  /** Answers when all connections are closed; those in use are given no time. */
  close(): Promise<void>;
}

const defaultLimits: BodyLimits = {
  idleMs: 20_000,
  // AWS: Lambda's limit for a request of CreateFunction, the largest that is not streamed.
  bytesMax: 70_167_211,
};

/** Listens, and answers every request. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { door, models = new ServiceModels(), now, houseNow, log } = parts;
  const limits = { ...defaultLimits, ...parts.limits };
  const exchange = new Exchange({ door, models, now, houseNow, limits, log });
  const handle = (request: IncomingMessage, response: ServerResponse): void =>
    void respond({ exchange, parts, request, response });
  const servers: Server[] = [];
  let { port } = parts;
  for (const [index, host] of parts.hosts.entries()) {
    const server = listener(handle, limits);
    if (!(await listen(server, host, port, index > 0))) continue;
    port = (server.address() as AddressInfo).port;
    servers.push(server);
  }
  assert(servers.length > 0, 'the server listens on at least one address');
  return {
    port,
    close: async () => {
      await Promise.all(servers.map(closed));
      exchange.close();
    },
  };
}

function listener(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  limits: BodyLimits,
): Server {
  const headersTimeout = Math.max(limits.idleMs, 500);
  const server = createServer(
    {
      insecureHTTPParser: false,
      requireHostHeader: false,
      maxHeaderSize: 32_768,
      noDelay: true,
      keepAlive: true,
      headersTimeout,
      requestTimeout: 0,
      keepAliveTimeout: 75_000,
      connectionsCheckingInterval: Math.min(5_000, headersTimeout),
    },
    handle,
  );
  // The answer 100 comes when the body is wanted, which `respond` sees to.
  server.on('checkContinue', handle);
  server.on('checkExpectation', (_, response: ServerResponse) => void response.writeHead(417).end());
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuseBytes(error, socket));
  server.on('connect', (_, socket: Socket) => void socket.destroy());
  return server;
}

/** Answers false where the address is not on this machine and need not be. */
function listen(server: Server, host: string, port: number, optional: boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (optional && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT')) resolve(false);
      else reject(error);
    });
    server.listen({ host, port }, () => resolve(true));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** What is not HTTP, or could be read in two ways, has its connection closed. */
function refuseBytes(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const body = badRequestPage.replaceAll('400 Bad Request', `${status} ${STATUS_CODES[status]}`);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/html\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

interface Turn {
  readonly exchange: Exchange;
  readonly parts: ServerParts;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function destroySelf(this: ServerResponse): void {
  this.destroy();
}

async function respond({ exchange, parts, request, response }: Turn): Promise<void> {
  const { method = '', url = '', httpVersion } = request;
  const headers = HeaderList.of(request.rawHeaders);
  response.on('error', destroySelf);
  if (framingFault({ url, httpVersion, headers }) !== undefined) {
    response.writeHead(400, { 'content-type': 'text/html', connection: 'close' }).end(badRequestPage);
    return;
  }
  if (headers.has('expect')) response.writeContinue();
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const route = parts.other.find((other) => other.match(method, path));
  try {
    if (route) return await route.handle(request, response);
    const incoming = new Incoming(randomIds.uuid(), method, url, headers);
    const answer = await exchange.answer(incoming, request);
    // A body that was not read to its end would be read as the next request.
    if (!incoming.bodyTaken && !request.complete) response.setHeader('connection', 'close');
    const sending = send(answer, method, response, parts.door);
    if (sending) await sending;
  } catch (error) {
    // Whoever has hung up is not there to be answered.
    if (request.errored) return;
    parts.log(
      `answering ${method} ${path} failed: ${error instanceof Error ? (error.stack ?? '') : String(error)}`,
    );
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { connection: 'close' }).end();
  }
}

/** Answers a promise where it takes a while. */
function send(
  answer: Answer,
  method: string,
  response: ServerResponse,
  door: Door,
): Promise<void> | undefined {
  const { status, headers, body } = answer;
  if (typeof body !== 'string' && !(body instanceof Uint8Array))
    return sendPieces({ ...answer, body }, method, response, door);
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  // Text of one byte a character is ASCII: it is sent, with its head, without being encoded.
  const encoding = length === body.length ? 'latin1' : 'utf8';
  if (method === 'HEAD') response.writeHead(status, { 'content-length': length, ...headers }).end();
  else if (status === 204 || status === 304) response.writeHead(status, headers).end();
  else response.writeHead(status, { ...headers, 'content-length': length }).end(body, encoding);
  return undefined;
}

async function sendPieces(
  { status, headers, body }: Answer & { readonly body: Exclude<Answer['body'], string | Uint8Array> },
  method: string,
  response: ServerResponse,
  door: Door,
): Promise<void> {
  if (isStream(body)) {
    response.writeHead(status, headers).flushHeaders();
    await pour(body, response).catch((error: unknown) => {
      // What is made for somebody who has gone, or by a house that closes, is given up.
      if (!response.destroyed) throw error;
    });
    response.end();
    return;
  }
  const { blob, ...range } = isBlobRange(body) ? body : { blob: body };
  const length = 'end' in range ? range.end - range.start + 1 : blob.size;
  response.writeHead(status, { 'content-type': 'binary/octet-stream', ...headers, 'content-length': length });
  if (method !== 'HEAD') await pour(door.blobs.read(blob, 'end' in range ? range : undefined), response);
  response.end();
}

/** Writes no faster than the client reads, and stops when it has gone. */
async function pour(bytes: AsyncIterable<Uint8Array>, response: ServerResponse): Promise<void> {
  for await (const piece of bytes) {
    if (response.destroyed) return;
    if (response.write(piece)) continue;
    await new Promise<void>((resolve) => {
      const go = () => {
        response.off('drain', go).off('close', go);
        resolve();
      };
      response.on('drain', go).on('close', go);
    });
  }
}
