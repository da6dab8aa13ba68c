import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { RegistryScope } from './address.ts';
import type { Login } from './backend.ts';

/** One request, of somebody who has logged in. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly login: Login;
  /** Of the host, else of the login. */
  readonly scope: RegistryScope;
}

interface BlobFile {
  readonly file: string;
  readonly size: number;
  readonly digest: string;
}

/** Sends a blob, or the range of it that is asked for. */
export async function sendBlob(
  { request, response }: Asked,
  { file, size, digest }: BlobFile,
): Promise<void> {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = to ? Math.min(Number(to), size - 1) : size - 1;
  const isRange = from !== undefined;
  if (isRange && (start >= size || end < start))
    return void response.writeHead(416, { 'content-range': `bytes */${size}`, 'content-length': 0 }).end();
  response.writeHead(isRange ? 206 : 200, {
    'content-type': 'application/octet-stream',
    'docker-distribution-api-version': 'registry/2.0',
    'docker-content-digest': digest,
    'accept-ranges': 'bytes',
    'content-length': isRange ? end - start + 1 : size,
    ...(isRange && { 'content-range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD' || size === 0) return void response.end();
  // Who hangs up half way asks again.
  await pipeline(createReadStream(file, { start, end }), response).catch(() => response.destroy());
}

/** One page of a list, after `last`, of `n`; and where the next is. */
export function list(
  asked: Asked,
  member: string,
  { name, all }: { name?: string; all: readonly string[] },
): void {
  const { request, response, query } = asked;
  const sorted = all.toSorted();
  const last = query.get('last');
  const from = last === null ? 0 : sorted.findIndex((each) => each > last);
  const limit = Number(query.get('n') ?? 1000) || 1000;
  const page = from < 0 ? [] : sorted.slice(from, from + limit);
  const isMore = from >= 0 && from + limit < sorted.length;
  const [path] = (request.url ?? '').split('?');
  const next = `<${path}?n=${limit}&last=${encodeURIComponent(page.at(-1) ?? '')}>; rel="next"`;
  const body = JSON.stringify({ ...(name !== undefined && { name }), [member]: page });
  answer(response, 200, { 'content-type': 'application/json', ...(isMore && { link: next }) }, body);
}

export function answer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body = '',
): void {
  response.writeHead(status, {
    ...(body !== '' && { 'content-type': 'application/json' }),
    'docker-distribution-api-version': 'registry/2.0',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
