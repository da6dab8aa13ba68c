import { createReadStream, existsSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Scope } from '../../base/scope.ts';
import type { Download } from '../../base/signed-download.ts';
import type { BlobFiles } from '../blobs/blob-files.ts';

export interface DownloadRouteParts {
  readonly blobs: Pick<BlobFiles, 'pathOf'>;
  /** Whether the service gave this link out and it is still good. */
  verify(service: string, scope: Scope, download: Download): Promise<boolean>;
}

const form = /^\/_penstock\/(lambda|ecr)\/(\d{12})\/([a-z0-9-]+)\/([0-9a-f]{64})\/[^/]+$/;

/** `GET` of what a service gave a signed link to: the package of a function, a layer of an image. */
export function downloadRoute({ blobs, verify }: DownloadRouteParts) {
  return {
    match: (method: string, path: string): boolean =>
      (method === 'GET' || method === 'HEAD') && form.test(path),
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const { pathname: address, searchParams } = new URL(request.url ?? '', 'http://house');
      const [, service = '', account = '', region = '', sha256 = ''] = form.exec(address) ?? [];
      const expires = searchParams.get('Expires') ?? '';
      const signature = searchParams.get('Signature') ?? '';
      const good = await verify(service, { account, region }, { address, expires, signature });
      if (!good) return refuse(response, 403, 'The link is not signed, or no longer good.');
      const file = blobs.pathOf({ sha256 });
      if (!existsSync(file)) return refuse(response, 404, 'There is nothing at this link any more.');
      const headers = { 'content-type': 'application/octet-stream', 'content-length': statSync(file).size };
      response.writeHead(200, headers);
      if (request.method === 'HEAD') return void response.end();
      await pipeline(createReadStream(file), response).catch(() => response.destroy());
    },
  };
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`);
}
