import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OtherRoute } from './server.ts';

export interface UploadParts {
  /** What the paths begin with. */
  readonly prefixes: readonly string[];
  readonly bytesMax: number;
  /** Durable when it answers; false where nobody waits for anything at that path. */
  readonly take: (path: string, body: string) => Promise<boolean>;
}

/** Takes what is put to a URL that says by itself that it may: a secret of its own stands for a signature. */
export function uploadRoute({ prefixes, bytesMax, take }: UploadParts): OtherRoute {
  return {
    match: (method, path) => method === 'PUT' && prefixes.some((prefix) => path.startsWith(prefix)),
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const body = await textOf(request, bytesMax);
      if (body === undefined) return answer(response, 400, refusal('EntityTooLarge'));
      const taken = await take(request.url ?? '/', body);
      return taken ? answer(response, 200, '') : answer(response, 403, refusal('AccessDenied'));
    },
  };
}

const refusal = (code: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`;

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** Undefined where it is too long, which is found out without reading on. */
async function textOf(request: IncomingMessage, bytesMax: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
