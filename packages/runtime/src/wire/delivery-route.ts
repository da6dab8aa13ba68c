import type { IncomingMessage, ServerResponse } from 'node:http';
import { percentDecoded } from '../base/percent-decoded.ts';
import type { OtherRoute } from './server.ts';

/** What somebody else's server posts to an address that it was given. */
export interface Delivered {
  /** Of its path and its query; empty where they are none. */
  readonly words: readonly string[];
  /** Their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly sourceIp: string;
}
export interface DeliveryAnswer {
  readonly status: number;
  readonly message: string;
}

export interface DeliveryParts {
  readonly prefix: string;
  /** Durable when it answers. */
  readonly take: (delivered: Delivered) => Promise<DeliveryAnswer>;
}

/** AWS: unverified; GitHub delivers at most 25 MB. */
const bytesMax = 25 * 1024 ** 2;

/** Takes webhooks: whether they may do anything is said by their own signatures. */
export function deliveryRoute({ prefix, take }: DeliveryParts): OtherRoute {
  return {
    match: (_method, path) => path.startsWith(prefix),
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      if (request.method !== 'POST')
        return answer(response, { status: 405, message: 'Webhooks are posted.' });
      const body = await textOf(request);
      if (body === undefined) return answer(response, { status: 413, message: 'The delivery is too large.' });
      const named = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      const words = (request.url ?? '/').split(/[/?]/).map((word) => percentDecoded(word) ?? '');
      const sourceIp = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
      answer(response, await take({ words, headers: Object.fromEntries(named), body, sourceIp }));
    },
  };
}

function answer(response: ServerResponse, { status, message }: DeliveryAnswer): void {
  const text = JSON.stringify({ message });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  response.writeHead(status, status < 400 ? headers : { ...headers, connection: 'close' });
  response.end(text);
}

/** Undefined where it is too long, which is found out without reading on. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
