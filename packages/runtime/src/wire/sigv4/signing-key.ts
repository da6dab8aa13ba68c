import { createHmac, hash } from 'node:crypto';

/** The credential scope of a signature: `20150830/us-east-1/iam`. */
export interface SigningScope {
  /** YYYYMMDD. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
}

const blockLength = 64;
const hashLength = 32;
/** Longer texts are not signed in one piece; nothing that AWS signs is longer than some hundred bytes. */
const textMax = 2_048;

/**
 * A key that signs texts: HMAC-SHA256 as RFC 2104 defines it, out of two one-shot hashes over blocks made once. An
 * `Hmac` object for each signature costs three times that, and a signature is judged with every request.
 */
export class SigningKey {
  readonly #bytes: Buffer;
  readonly #inner = Buffer.alloc(blockLength + textMax, 0x36);
  readonly #outer = Buffer.alloc(blockLength + hashLength, 0x5c);

  /** A key of at most a block, which derived keys are. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    for (const [index, byte] of bytes.entries()) {
      this.#inner[index] = byte ^ 0x36;
      this.#outer[index] = byte ^ 0x5c;
    }
  }

  /** The signature, in lower-case hex. */
  sign(text: string): string {
    if (text.length * 3 > textMax) return createHmac('sha256', this.#bytes).update(text).digest('hex');
    const length = this.#inner.write(text, blockLength);
    // As text, which is made in a quarter of the time of a buffer.
    const inner = hash('sha256', this.#inner.subarray(0, blockLength + length), 'binary');
    this.#outer.write(inner, blockLength, 'latin1');
    return hash('sha256', this.#outer, 'hex');
  }
}

/** By scope, as text, and secret; and for a scope that is one object for many requests, without making the text. */
const keys = new Map<string, SigningKey>();
const keysOfScope = new WeakMap<SigningScope, Map<string, SigningKey>>();
const keysMax = 1_000;

/** The key a secret makes for a day, a region and a service. Kept: it is four hashes, and used all day. */
export function signingKey(secret: string, scope: SigningScope): SigningKey {
  let ofScope = keysOfScope.get(scope);
  if (!ofScope) keysOfScope.set(scope, (ofScope = new Map()));
  let key = ofScope.get(secret);
  if (!key) ofScope.set(secret, (key = keyOf(secret, scope)));
  return key;
}

function keyOf(secret: string, scope: SigningScope): SigningKey {
  const name = `${scopeText(scope)}/${secret}`;
  const known = keys.get(name);
  if (known) return known;
  if (keys.size >= keysMax) keys.clear();
  const bytes = [scope.day, scope.region, scope.service, 'aws4_request'].reduce<Buffer>(
    (outer, part) => createHmac('sha256', outer).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  );
  const key = new SigningKey(bytes);
  keys.set(name, key);
  return key;
}

export function scopeText({ day, region, service }: SigningScope): string {
  return `${day}/${region}/${service}/aws4_request`;
}
