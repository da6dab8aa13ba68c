import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnswerStream } from './answer-stream.ts';
import { alphabets, randomIds } from '../../base/ids.ts';

// Not imported: an import reads all that the module has, and so loads what `fetch` is made of (60 ms, 14 MB).
const { createServer } = process.getBuiltinModule('node:http');

/** What a process says to the Runtime API. */
export interface RuntimeApiUser {
  /** It waits for an invocation, which is to be the response. */
  ready(response: ServerResponse): void;
  /** Where an invocation's answer goes while it is being written; undefined where it is wanted whole. */
  streamOf(requestId: string): AnswerStream | undefined;
  /** It has answered an invocation; undefined where the answer was larger than allowed. */
  answered(requestId: string, payload: string | undefined): void;
  /** An invocation, or the process before any, has failed with this error object. */
  failed(requestId: string | undefined, payload: string): void;
}

/** AWS: quotas, "Invocation payload (request and response): 6 MB"; its error names 6291556 bytes. */
const payloadBytesMax = 6_291_556;

/** The trailer by which a streamed answer says that it broke off: base64 of the error object. */
const errorBody = 'lambda-runtime-function-error-body';

/**
 * The Lambda Runtime API for all processes, on one loopback port: each has a path of its own, which nobody
 * can guess. AWS: developer guide, "Using the Lambda runtime API for custom runtimes".
 */
export class RuntimeApi {
  readonly #users = new Map<string, RuntimeApiUser>();
  readonly #server: Server;
  #listening: Promise<unknown> | undefined;

  constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  /** Answers what AWS_LAMBDA_RUNTIME_API is to be for a process, and how to let go of it. */
  async join(user: RuntimeApiUser): Promise<{ readonly address: string; leave(): void }> {
    this.#listening ??= once(this.#server.listen(0, '127.0.0.1'), 'listening');
    await this.#listening;
    const token = randomIds.word(32, alphabets.lower);
    this.#users.set(token, user);
    const { port } = this.#server.address() as AddressInfo;
    return { address: `127.0.0.1:${port}/${token}`, leave: () => this.#users.delete(token) };
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, token = '', path] = /^\/([a-z0-9]+)\/2018-06-01\/runtime\/(.+)$/.exec(request.url ?? '') ?? [];
    const user = this.#users.get(token);
    if (!user || !path) return void response.writeHead(404).end();
    const asked = `${request.method} ${path}`;
    if (asked === 'GET invocation/next') return user.ready(response);
    const [, requestId, what] = /^POST (?:invocation\/([^/]+)|init)\/(response|error)$/.exec(asked) ?? [];
    const stream = what === 'response' && requestId !== undefined ? user.streamOf(requestId) : undefined;
    const body = stream ? await stream.take(request) : await bodyOf(request);
    if (what === undefined) return void response.writeHead(404).end();
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    const brokenOff = request.trailers[errorBody];
    if (what === 'error') user.failed(requestId, errorOf(request, body));
    else if (brokenOff !== undefined) user.failed(requestId, Buffer.from(brokenOff, 'base64').toString());
    else if (requestId !== undefined) user.answered(requestId, body);
  }
}

/** What a runtime says of an error; one that says nothing readable has said its type in a header at best. */
function errorOf({ headers }: IncomingMessage, body: string | undefined): string {
  try {
    const told: unknown = JSON.parse(body ?? '');
    if (typeof told === 'object' && told !== null) return body!;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const errorType = headers['lambda-runtime-function-error-type'];
  return JSON.stringify({ errorType: errorType ?? 'Runtime.Unknown', errorMessage: body ?? '' });
}

/**
 * The whole body; undefined where it is larger than allowed. One that breaks off is empty: its process has
 * died.
 */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  request.on('data', (piece: Buffer) => {
    size += piece.length;
    if (size <= payloadBytesMax) pieces.push(piece);
  });
  await once(request, 'close');
  return size > payloadBytesMax ? undefined : Buffer.concat(pieces).toString();
}
