import { hash } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import type { Authorization } from './authorization.ts';
import { canonicalPaths, canonicalRequest } from './canonical-request.ts';
import type { SignedRequest } from './signed-request.ts';
import { scopeText, signingKey, type SigningKey } from './signing-key.ts';

/** A signature that was found right: what the signatures of its chunks are made with. */
export interface Verified {
  readonly signature: string;
  readonly key: SigningKey;
}

export interface Verification {
  readonly request: SignedRequest;
  readonly authorization: Authorization;
  /** Hex SHA-256 of the body, or one of S3's words for how the body is signed. */
  readonly payloadHash: string;
  /** Whether the path is signed S3's way: as it is, encoded once. */
  readonly objectPath: boolean;
  /** Any of them may have made the signature. */
  readonly secrets: readonly string[];
}

/** Says yes or throws. Every spelling a signer may have used is tried, each compared in constant time. */
export function verifySignature(verification: Verification): Verified {
  const { authorization, request, payloadHash, objectPath, secrets } = verification;
  const { signedHeaders, scope, signature, time } = authorization;
  requireSignedHeaders(request, authorization);
  let first: Attempt | undefined;
  for (const unsignedParameters of unsignedOf(authorization)) {
    for (const path of canonicalPaths(request.path, objectPath)) {
      const canonical = canonicalRequest(request, { signedHeaders, payloadHash, path, unsignedParameters });
      const hashed = hash('sha256', canonical, 'hex');
      const stringToSign = `AWS4-HMAC-SHA256\n${time}\n${scopeText(scope)}\n${hashed}`;
      first ??= { canonical, stringToSign };
      for (const secret of secrets) {
        const key = signingKey(secret, scope);
        if (isSignature(signature, key, stringToSign)) return { signature, key };
      }
    }
  }
  throw mismatch(authorization, first);
}

interface Attempt {
  readonly canonical: string;
  readonly stringToSign: string;
}

/**
 * Whether a text has this signature, in lower-case hex; found out in the same time whatever it is: every letter is
 * looked at. Bytes for `timingSafeEqual` would have to be made first, which takes ten times as long.
 */
export function isSignature(stated: string, key: SigningKey, text: string): boolean {
  const made = key.sign(text);
  if (stated.length !== made.length) return false;
  let difference = 0;
  for (let at = 0; at < made.length; at++) difference |= stated.charCodeAt(at) ^ made.charCodeAt(at);
  return difference === 0;
}

const headerUnsigned: readonly (readonly string[])[] = [[]];

/** A session token in a presigned URL may have been added after signing (AWS IoT's clients do). */
function unsignedOf({ place, sessionToken }: Authorization): readonly (readonly string[])[] {
  if (place === 'header') return headerUnsigned;
  const signature = ['X-Amz-Signature'];
  return sessionToken === undefined ? [signature] : [signature, [...signature, 'X-Amz-Security-Token']];
}

// AWS: "Create a signed AWS API request": host and every x-amz-* header must be signed. The token may be added later.
function requireSignedHeaders(request: SignedRequest, { signedHeaders }: Authorization): void {
  if (!signedHeaders.includes('host'))
    throw new Refusal(
      'SignatureMismatch',
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  const unsigned: string[] = [];
  for (const name of request.headers.names())
    if (name.startsWith('x-amz-') && name !== 'x-amz-security-token' && !signedHeaders.includes(name))
      unsigned.push(name);
  if (unsigned.length > 0)
    throw new Refusal('UnsignedHeaders', 'There were headers present in the request which were not signed', {
      HeadersNotSigned: unsigned.join(', '),
    });
}

function mismatch(authorization: Authorization, attempt: Attempt | undefined): Refusal {
  const { stringToSign = '', canonical = '' } = attempt ?? {};
  return new Refusal('SignatureMismatch', '', {
    AWSAccessKeyId: authorization.accessKeyId,
    StringToSign: stringToSign,
    SignatureProvided: authorization.signature,
    StringToSignBytes: spacedHex(stringToSign),
    CanonicalRequest: canonical,
    CanonicalRequestBytes: spacedHex(canonical),
  });
}

function spacedHex(text: string): string {
  return Buffer.from(text)
    .toString('hex')
    .replace(/..(?!$)/g, '$& ');
}
