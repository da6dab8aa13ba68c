import { createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto';

/** A JSON Web Token as it was given: read, not yet believed. */
export interface Token {
  readonly algorithm: string;
  readonly keyId: string | undefined;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  /** Seconds since the epoch. */
  readonly expiry: number;
  /** All that it says, as texts, by name. */
  readonly claims: ReadonlyMap<string, readonly string[]>;
  /** What the signature is made over. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** Undefined where the text is no token that says who it is about, by whom, for whom and until when. */
export function readToken(text: string): Token | undefined {
  const [head = '', body = '', signature = '', ...more] = text.split('.');
  const [header, claims] = [jsonIn(head), jsonIn(body)];
  if (more.length > 0 || signature === '' || !header || !claims) return undefined;
  const { alg, kid } = header;
  const { iss, sub, aud, exp } = claims;
  const isWhole = typeof iss === 'string' && typeof sub === 'string' && typeof exp === 'number';
  if (typeof alg !== 'string' || !isWhole) return undefined;
  return {
    algorithm: alg,
    keyId: typeof kid === 'string' ? kid : undefined,
    issuer: iss,
    subject: sub,
    audiences: textsOf(aud),
    expiry: exp,
    claims: new Map(Object.entries(claims).map(([name, value]) => [name, textsOf(value)])),
    signed: `${head}.${body}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function jsonIn(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const textsOf = (value: unknown): readonly string[] =>
  [value]
    .flat()
    .flatMap((each) => (['string', 'number', 'boolean'].includes(typeof each) ? [`${each}`] : []));

// AWS: IAM user guide, "Create an OpenID Connect identity provider": RS256, RS384, RS512, ES256, ES384 and ES512.
const algorithms: Readonly<Record<string, { readonly kind: 'rsa' | 'ec'; readonly digest: string }>> = {
  RS256: { kind: 'rsa', digest: 'sha256' },
  RS384: { kind: 'rsa', digest: 'sha384' },
  RS512: { kind: 'rsa', digest: 'sha512' },
  ES256: { kind: 'ec', digest: 'sha256' },
  ES384: { kind: 'ec', digest: 'sha384' },
  ES512: { kind: 'ec', digest: 'sha512' },
};

/** The keys of a set that a token may be signed with: of its algorithm's kind, and named by it. */
export function keysFor({ algorithm, keyId }: Token, set: unknown): KeyObject[] {
  const { keys = [] } = (set ?? {}) as {
    readonly keys?: readonly (JsonWebKey & { readonly kid?: string })[];
  };
  const kind = Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm]!.kind : undefined;
  if (kind === undefined || !Array.isArray(keys)) return [];
  return keys
    .filter(({ kid }) => keyId === undefined || kid === keyId)
    .flatMap((jwk: JsonWebKey) => keyIn(jwk) ?? [])
    .filter(({ asymmetricKeyType }) => asymmetricKeyType === kind);
}

function keyIn(jwk: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined; // A key that this machine cannot read signs nothing that it believes.
  }
}

export function isSignedWith(key: KeyObject, { algorithm, signed, signature }: Token): boolean {
  const { digest } = algorithms[algorithm]!;
  return verify(digest, Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, signature);
}
