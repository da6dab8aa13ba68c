import { createECDH, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { derivedUuid } from './ids.ts';

/**
 * What a load balancer signs by what it tells targets of users, and seals their sessions by. All of it follows from a
 * seed, so that who keeps the seed can tell the public key, and who has the table can sign.
 */
export interface ClaimsKey {
  /** AWS: `kid`, and the last part of the public key's address. */
  readonly id: string;
  readonly key: KeyObject;
}

export function claimsKey(seed: string): ClaimsKey {
  const pair = createECDH('prime256v1');
  const scalar = Buffer.from(keyFrom(seed, 'claims'));
  // Below the order of the curve.
  scalar[0]! &= 0x7f;
  pair.setPrivateKey(scalar);
  const point = pair.getPublicKey();
  const [x, y, d] = [point.subarray(1, 33), point.subarray(33), scalar].map((part) =>
    part.toString('base64url'),
  );
  const key = createPrivateKey({ key: { kty: 'EC', crv: 'P-256', x: x!, y: y!, d: d! }, format: 'jwk' });
  return { id: derivedUuid('claims key', seed), key };
}

/** PEM. */
export const publicPem = ({ key }: ClaimsKey): string =>
  createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;

/** 32 bytes for one use. */
export const keyFrom = (seed: string, use: string): ArrayBuffer =>
  hkdfSync('sha256', Buffer.from(seed, 'base64'), '', use, 32);
