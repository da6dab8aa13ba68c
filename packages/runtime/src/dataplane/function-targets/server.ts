import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { rmSync } from 'node:fs';
import { answerBytesMax, targetAnswer } from './answer.ts';
import { targetEvent, type AskedFunction } from './event.ts';

/** What came of asking a function: what it said, or whose fault it is that it said nothing. */
export type Invoked = { readonly payload: string } | { readonly failure: 'user' | 'internal' };

export interface FunctionTargetsParts {
  /** Where load balancers come to: a socket that only this user may open. */
  readonly socket: string;
  invoke(asked: AskedFunction, payload: string): Promise<Invoked>;
}

export interface FunctionTargets {
  close(): void;
}

/**
 * Functions as load balancers see them: a target that speaks HTTP, on a socket in this house's own folder. Which
 * function is meant, the load balancer says by a field that it lets no client set.
 */
export async function serveFunctionTargets(parts: FunctionTargetsParts): Promise<FunctionTargets> {
  const server = createServer(
    { requireHostHeader: false, maxHeaderSize: 128 * 1024 },
    (request, response) => {
      answer(parts, request, response).catch((error: Error) => {
        if (!request.errored) process.emitWarning(error);
        response.destroy();
      });
    },
  );
  server.keepAliveTimeout = 60_000;
  rmSync(parts.socket, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(parts.socket, resolve);
  });
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  parts: FunctionTargetsParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const named = String(request.headers['x-penstock-target']);
  const asked = JSON.parse(Buffer.from(named, 'base64').toString()) as AskedFunction;
  const body = await bodyOf(request);
  if (!body) return fail(response, 413, 'user');
  const invoked = await parts.invoke(asked, JSON.stringify(targetEvent(request, body, asked)));
  if ('failure' in invoked) return fail(response, 502, invoked.failure);
  const said = targetAnswer(invoked.payload, asked.multiValueHeaders);
  if (!said) return fail(response, 502, 'user');
  const bodiless = said.status === 204 || said.status === 304;
  const length = bodiless ? [] : ['Content-Length', String(said.body.length)];
  const raw = [...said.fields.flat(), ...length];
  response.sendDate = false;
  if (said.reason === undefined) response.writeHead(said.status, raw);
  else response.writeHead(said.status, said.reason, raw);
  response.end(request.method === 'HEAD' ? undefined : said.body);
}

/** The load balancer answers for itself then, and counts it. */
function fail(response: ServerResponse, status: number, failure: 'user' | 'internal'): void {
  response.writeHead(status, { 'x-penstock-failure': failure, 'content-length': 0, connection: 'close' });
  response.end();
}

/** AWS: "The maximum size of the request body that you can send to a Lambda function is 1 MB." */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > answerBytesMax) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
