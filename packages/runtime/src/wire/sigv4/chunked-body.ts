import { createHash, hash, type Hash } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import { ChunkedReader, incompleteBody } from './chunked-reader.ts';
import { isSignature } from './signature.ts';
import type { SigningKey } from './signing-key.ts';

/** What the signatures of chunks go on from. */
export interface ChunkSigning {
  /** The signature of the headers, which the first chunk's goes on from. */
  readonly seed: string;
  readonly key: SigningKey;
  readonly time: string;
  readonly scope: string;
}

export interface ChunkedBody {
  /** Absent where chunks are not signed. */
  readonly signing: ChunkSigning | undefined;
  /** Whether trailers follow the last chunk. */
  readonly trailers: boolean;
  /** Told once, before the body ends, each trailer's name in lower case. */
  readonly onTrailer: (name: string, value: string) => void;
}

/**
 * Undoes S3's aws-chunked encoding. Bytes are passed on as they come; the signature of their chunk is judged at its
 * end, so what was passed on counts only when the body has ended without a refusal.
 */
// AWS: S3 API reference, "Signature calculations … in multiple chunks", with and without trailers.
export async function* chunkedBody(
  source: AsyncIterable<Uint8Array>,
  body: ChunkedBody,
): AsyncGenerator<Buffer> {
  const reader = new ChunkedReader(source);
  const chain = body.signing && new SignatureChain(body.signing);
  for (;;) {
    const { size, signature } = chunkHeader(await reader.line());
    chain?.begin();
    for (let left = size; left > 0;) {
      const piece = await reader.bytes(left);
      left -= piece.length;
      chain?.update(piece);
      yield piece;
    }
    chain?.end(signature);
    if (size === 0) break;
    if ((await reader.line()) !== '') throw incompleteBody();
  }
  await readTrailers(reader, body, chain);
  await reader.end();
}

function chunkHeader(line: string): { readonly size: number; readonly signature: string } {
  const match = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (!match) throw incompleteBody();
  return { size: Number.parseInt(match[1] ?? '', 16), signature: match[2] ?? '' };
}

async function readTrailers(
  reader: ChunkedReader,
  body: ChunkedBody,
  chain: SignatureChain | undefined,
): Promise<void> {
  let canonical = '';
  let signature = '';
  for (let count = 0; count < 16; count++) {
    const line = await reader.lastLine();
    if (line === undefined) break;
    if (line === '') continue;
    const split = line.indexOf(':');
    if (split < 1 || !body.trailers) throw incompleteBody();
    const name = line.slice(0, split).trim().toLowerCase();
    const value = line.slice(split + 1).trim();
    if (name === 'x-amz-trailer-signature') signature = value;
    else {
      canonical += `${name}:${value}\n`;
      body.onTrailer(name, value);
    }
  }
  if (body.trailers) chain?.endTrailers(canonical, signature);
}

const emptyHash = hash('sha256', '', 'hex');

/** Each chunk's signature is made over the one before it: nothing can be left out, added or moved. */
class SignatureChain {
  readonly #signing: ChunkSigning;
  #previous: string;
  #hash: Hash = createHash('sha256');

  constructor(signing: ChunkSigning) {
    this.#signing = signing;
    this.#previous = signing.seed;
  }

  begin(): void {
    this.#hash = createHash('sha256');
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  end(signature: string): void {
    this.#judge('AWS4-HMAC-SHA256-PAYLOAD', `${emptyHash}\n${this.#hash.digest('hex')}`, signature);
  }

  endTrailers(canonical: string, signature: string): void {
    this.#judge('AWS4-HMAC-SHA256-TRAILER', hash('sha256', canonical, 'hex'), signature);
  }

  #judge(algorithm: string, hashes: string, stated: string): void {
    const { time, scope, key } = this.#signing;
    const text = [algorithm, time, scope, this.#previous, hashes].join('\n');
    if (!isSignature(stated, key, text))
      throw new Refusal('SignatureMismatch', '', { StringToSign: text, SignatureProvided: stated });
    this.#previous = stated;
  }
}
