import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isBlobRef, type BlobRef } from '../base/blob.ts';
import { BodyChecks } from './body-checks.ts';
import type { Body, Incoming } from './incoming.ts';
import { Refusal } from './refusal.ts';
import type { Authorization } from './sigv4/authorization.ts';
import { chunkedBody } from './sigv4/chunked-body.ts';
import type { Verified } from './sigv4/signature.ts';
import { scopeText } from './sigv4/signing-key.ts';

/** What a caller says about how the body is signed. */
export type PayloadHash =
  | { readonly kind: 'exact'; readonly text: string }
  | { readonly kind: 'unsigned'; readonly text: string }
  | { readonly kind: 'chunked'; readonly text: string; readonly signed: boolean; readonly trailers: boolean };

const chunkedWords: Readonly<Record<string, { readonly signed: boolean; readonly trailers: boolean }>> = {
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { signed: true, trailers: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { signed: true, trailers: true },
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { signed: false, trailers: true },
};

/** What the header, or a presigned URL, states; undefined where it is left to the body. S3 demands a statement. */
export function statedPayloadHash(
  incoming: Incoming,
  place: Authorization['place'],
  objectPath: boolean,
): PayloadHash | undefined {
  const text =
    incoming.headers.get('x-amz-content-sha256') ??
    (place === 'query' ? incoming.parameters.get('X-Amz-Content-Sha256')?.[0] : undefined) ??
    (place === 'query' && objectPath ? 'UNSIGNED-PAYLOAD' : undefined);
  if (text === undefined) {
    if (objectPath) throw new Refusal('MissingPayloadHash', '');
    return undefined;
  }
  if (text === 'UNSIGNED-PAYLOAD') return { kind: 'unsigned', text };
  if (Object.hasOwn(chunkedWords, text))
    return { kind: 'chunked', text, signed: false, trailers: false, ...chunkedWords[text] };
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new Refusal('InvalidPayloadHash', '', {
      ArgumentName: 'x-amz-content-sha256',
      ArgumentValue: text,
    });
  return { kind: 'exact', text };
}

export interface SignedBody {
  readonly incoming: Incoming;
  readonly authorization: Authorization;
  readonly verified: Verified;
  readonly payloadHash: PayloadHash;
  /** Whether checksums in the headers are of this body. */
  readonly checksummed: boolean;
  /** What it is summed up by where it has none. */
  readonly summed?: string | undefined;
}

/** The bytes meant, of a body that streams: unchunked, its checksums judged when it ends. */
export async function* meantBytes(source: AsyncIterable<Buffer>, body: SignedBody): AsyncGenerator<Buffer> {
  const checks = body.checksummed ? new BodyChecks(body.incoming.headers, body.summed) : undefined;
  let length = 0;
  for await (const piece of unchunked(source, body, checks)) {
    length += piece.length;
    checks?.update(piece);
    yield piece;
  }
  const stated = body.incoming.headers.get('x-amz-decoded-content-length');
  if (body.payloadHash.kind === 'chunked' && stated !== undefined && stated !== String(length))
    throw new Refusal(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header',
    );
  checks?.finish();
}

/** The bytes of a body that is not signed itself, held against the checksums that came with it. */
export async function* checkedBytes(
  source: AsyncIterable<Buffer>,
  { headers }: Incoming,
  summed: string | undefined,
): AsyncGenerator<Buffer> {
  const checks = new BodyChecks(headers, summed);
  for await (const piece of source) {
    checks.update(piece);
    yield piece;
  }
  checks.finish();
}

function unchunked(
  source: AsyncIterable<Buffer>,
  { authorization, incoming, verified, payloadHash }: SignedBody,
  checks: BodyChecks | undefined,
): AsyncIterable<Buffer> {
  if (payloadHash.kind !== 'chunked') return source;
  takeOffChunkedEncoding(incoming);
  const { key, signature: seed } = verified;
  const scope = scopeText(authorization.scope);
  return chunkedBody(source, {
    signing: payloadHash.signed ? { key, seed, time: authorization.time, scope } : undefined,
    trailers: payloadHash.trailers,
    onTrailer: (name, value) => checks?.trailer(name, value),
  });
}

/** `aws-chunked` is about the transport, not the object: what else the header says is the object's. */
function takeOffChunkedEncoding({ headers }: Incoming): void {
  const encodings = (headers.get('content-encoding') ?? '').split(',').map((encoding) => encoding.trim());
  const left = encodings.filter((encoding) => encoding !== '' && encoding.toLowerCase() !== 'aws-chunked');
  if (left.length > 0) headers.set('content-encoding', left.join(','));
  else headers.delete('content-encoding');
}

/** The same for a body that is in memory already. */
export async function meantBuffer(raw: Buffer, body: SignedBody): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of meantBytes(once(raw), body)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const gunzipped = promisify(gunzip);

/** A thousandth of it may be sent for it. AWS: a request of PutMetricData, which SDKs compress, is 1 MB at most. */
const unpackedBytesMax = 16 * 1024 ** 2;

/** One body is unpacked after the other: together they take no more memory than the largest. */
let unpacking: Promise<unknown> = Promise.resolve();

/** Undoes the compression that SDKs apply to long requests (CloudWatch's data); signatures are made over the result. */
export async function decompressed(raw: Buffer, { headers }: Incoming, bytesMax: number): Promise<Buffer> {
  const encoding = headers.get('content-encoding')?.toLowerCase();
  if (encoding !== 'gzip') return raw;
  const maxOutputLength = Math.min(bytesMax, unpackedBytesMax);
  const unpacked = unpacking.then(() => gunzipped(raw, { maxOutputLength }));
  unpacking = unpacked.catch(() => undefined);
  try {
    return await unpacked;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new Refusal('TooLarge', '');
    if (code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR')
      throw new Refusal('Malformed', 'Request body is not valid gzip');
    throw error;
  }
}

/** Bytes that are there, as if they came. */
export async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes;
}

/** The hash that was signed must be the body's. */
export function requireSameHash(payloadHash: PayloadHash, body: Body): void {
  if (payloadHash.kind !== 'exact') return;
  const computed = isBlobRef(body) ? (body as BlobRef).sha256 : hash('sha256', body, 'hex');
  if (computed !== payloadHash.text)
    throw new Refusal('WrongPayloadHash', '', {
      ClientComputedContentSHA256: payloadHash.text,
      S3ComputedContentSHA256: computed,
    });
}
