import { isBlobRange } from '../base/blob.ts';
import type { Door } from '../dispatch/door.ts';
import { isStream, type Answer } from './answer.ts';
import type { Response } from './plain-response.ts';

type Blobs = Door['blobs'];

/** Answers a promise where it takes a while. */
export function send(
  answer: Answer,
  method: string,
  response: Response,
  blobs: Blobs,
): Promise<void> | undefined {
  const { status, headers, body } = answer;
  if (typeof body !== 'string' && !(body instanceof Uint8Array))
    return sendPieces({ ...answer, body }, method, response, blobs);
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
  response: Response,
  blobs: Blobs,
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
  if (method !== 'HEAD') await pour(blobs.read(blob, 'end' in range ? range : undefined), response);
  response.end();
}

/** Writes no faster than the client reads, and stops when it has gone. */
async function pour(bytes: AsyncIterable<Uint8Array>, response: Response): Promise<void> {
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
