import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { assert } from '../base/assert.ts';
import { randomIds } from '../base/ids.ts';
import type { Door } from '../dispatch/door.ts';
import { Exchange } from './exchange.ts';
import { badRequestPage, framingFault } from './framing.ts';
import { HeaderList } from './header-list.ts';
import { HttpDate } from './http-date.ts';
import { Incoming } from './incoming.ts';
import type { PlainRequest } from './plain-connection.ts';
import { PlainReader, type ConnectionRoute } from './plain-reader.ts';
import { PlainResponse } from './plain-response.ts';
import type { BodyLimits } from './request-body.ts';
import { ServiceModels } from './schema/service-models.ts';
import { send } from './sending.ts';

// Not imported: an import reads all that the module has, and so loads what `fetch` is made of (60 ms, 14 MB).
const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');

/** A route beside AWS's calls: git hosting, the doors for operators. */
export interface OtherRoute {
  match(method: string, path: string, headers: Pick<HeaderList, 'get'>): boolean;
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
  /** Who takes connections that are not for this house's own calls. */
  readonly connections?: readonly ConnectionRoute[];
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

/** How long a connection is kept between two requests, wall time. */
const keptMs = 75_000;

/** Listens, and answers every request. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { door, models = new ServiceModels(), now, houseNow, log } = parts;
  const limits = { ...defaultLimits, ...parts.limits };
  const exchange = new Exchange({ door, models, now, houseNow, limits, log });
  const plain = plainReader(exchange, parts, Math.min(limits.idleMs, 1_000));
  const handle = (request: IncomingMessage, response: ServerResponse): void =>
    void respond({ exchange, parts, request, response });
  const servers: Server[] = [];
  let { port } = parts;
  for (const [index, host] of parts.hosts.entries()) {
    const server = listener(handle, limits);
    plain.standBefore(server);
    if (!(await listen(server, host, port, index > 0))) continue;
    port = (server.address() as AddressInfo).port;
    servers.push(server);
  }
  assert(servers.length > 0, 'the server listens on at least one address');
  return {
    port,
    close: async () => {
      const all = servers.map(closed);
      plain.close();
      await Promise.all(all);
      exchange.close();
    },
  };
}

/** Reads what is plain, and answers it; all else, and whatever is not AWS's, is Node's to read. */
function plainReader(exchange: Exchange, parts: ServerParts, patienceMs: number): PlainReader {
  const { other, connections = [], now, log, door } = parts;
  const date = new HttpDate(now);
  const respondTo = async (request: PlainRequest, path: string, socket: Socket): Promise<void> => {
    const { method, url, headers, body } = request;
    const response = new PlainResponse(socket, method, date.text);
    try {
      const incoming = new Incoming(randomIds.uuid(), method, url, headers);
      const answer = await exchange.answer(incoming, { socket, body });
      const sending = send(answer, method, response, door.blobs);
      if (sending) await sending;
    } catch (error) {
      log(failed(method, path, error));
      if (!response.headersSent) response.writeHead(500, { 'content-length': 0 }).end();
      socket.destroySoon();
    }
  };
  return new PlainReader({
    answer: (request, socket) => {
      const path = pathOf(request.url);
      const host = request.headers.get('host') ?? '';
      return (
        !connections.some(({ match }) => match(host)) &&
        !other.some(({ match }) => match(request.method, path, request.headers)) &&
        respondTo(request, path, socket)
      );
    },
    refuse: (socket) => refuseBytes(400, socket),
    connections,
    patienceMs,
    keptMs,
  });
}

function failed(method: string, path: string, error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? '') : String(error);
  return `answering ${method} ${path} failed: ${text}`;
}

function pathOf(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
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
      keepAliveTimeout: keptMs,
      connectionsCheckingInterval: Math.min(5_000, headersTimeout),
    },
    handle,
  );
  // The answer 100 comes when the body is wanted, which `respond` sees to.
  server.on('checkContinue', handle);
  server.on('checkExpectation', (_, response: ServerResponse) => void response.writeHead(417).end());
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET') socket.destroy();
    else refuseBytes(statusOf(error), socket);
  });
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

function statusOf({ code }: NodeJS.ErrnoException): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

/** What is not HTTP, or could be read in two ways, has its connection closed. */
function refuseBytes(status: number, socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
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
  const path = pathOf(url);
  const route = parts.other.find((other) => other.match(method, path, headers));
  try {
    if (route) return await route.handle(request, response);
    const incoming = new Incoming(randomIds.uuid(), method, url, headers);
    const answer = await exchange.answer(incoming, { socket: request.socket, body: request });
    // A body that was not read to its end would be read as the next request.
    if (!incoming.bodyTaken && !request.complete) response.setHeader('connection', 'close');
    const sending = send(answer, method, response, parts.door.blobs);
    if (sending) await sending;
  } catch (error) {
    // Whoever has hung up is not there to be answered.
    if (request.errored) return;
    parts.log(failed(method, path, error));
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { connection: 'close' }).end();
  }
}
