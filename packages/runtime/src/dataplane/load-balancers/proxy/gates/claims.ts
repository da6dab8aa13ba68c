import { sign } from 'node:crypto';
import type { UserGate } from '../../../../base/effects/routing-gate.ts';
import { claimsKey, type ClaimsKey } from '../../../../base/user-claims-key.ts';
import type { Session } from './session.ts';

// AWS: unverified: how long what is told of a user holds.
const heldSeconds = 120;

/** What targets are told of users, signed. */
export class UserClaims {
  readonly #signer: ClaimsKey;
  readonly #loadBalancer: string;

  constructor(seed: string, loadBalancer: string) {
    this.#signer = claimsKey(seed);
    this.#loadBalancer = loadBalancer;
  }

  /** AWS: user guide, "User claims encoding and signature verification". Field lines, each with its end. */
  linesFor(gate: UserGate, session: Session, now: number): string {
    const exp = Math.min(now + heldSeconds, session.until);
    const header = {
      typ: 'JWT',
      kid: this.#signer.id,
      alg: 'ES256',
      iss: gate.issuer,
      client: gate.clientId,
      signer: this.#loadBalancer,
      exp,
    };
    const said = [header, { ...session.claims, exp, iss: gate.issuer }].map((part) =>
      padded(JSON.stringify(part)),
    );
    const signature = sign('sha256', Buffer.from(said.join('.')), {
      key: this.#signer.key,
      dsaEncoding: 'ieee-p1363',
    });
    return (
      `x-amzn-oidc-accesstoken: ${session.accessToken}\r\n` +
      `x-amzn-oidc-identity: ${session.claims.sub}\r\n` +
      `x-amzn-oidc-data: ${[...said, padded(signature)].join('.')}\r\n`
    );
  }
}

/** AWS: "This JWT format includes padding characters at the end of the strings." */
function padded(what: string | Uint8Array): string {
  return Buffer.from(what as string)
    .toString('base64')
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/** A client's own are not believed. */
export const userFields = ['x-amzn-oidc-accesstoken', 'x-amzn-oidc-identity', 'x-amzn-oidc-data'] as const;
