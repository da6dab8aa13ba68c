import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { TokenClaim, TokenGate } from '../../../../base/effects/routing-gate.ts';
import { documentOf, payloadOf, Refusal } from './provider.ts';

// AWS: unverified: how long keys are kept, and how soon they are asked for again for a key that is not among them.
const keptSeconds = 600;
const askedAgainSeconds = 10;
const patienceMs = 10_000;

/** AWS: user guide, "JWT validation limits". */
const keysMax = 10;

interface Keys {
  readonly at: number;
  readonly keys: ReadonlyMap<string, KeyObject>;
}

/** Judges tokens by the keys that issuers publish. */
export class TokenJudge {
  readonly #known = new Map<string, Keys>();
  readonly #asking = new Map<string, Promise<Keys>>();

  /** Whether a token may come in; a promise where keys have to be asked for. Throws, or rejects with, a `Refusal`. */
  admit(gate: TokenGate, authorization: string | undefined, now: number): void | Promise<void> {
    const [, token] = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '') ?? [];
    const header = token === undefined ? undefined : payloadOf(`.${token.split('.')[0]}`);
    // AWS: user guide: "Only the RS256 algorithm is supported".
    if (token === undefined || header?.['alg'] !== 'RS256') throw unauthorized();
    const kid = typeof header['kid'] === 'string' ? header['kid'] : undefined;
    const known = this.#known.get(gate.jwksEndpoint);
    if (known && isGoodFor(known, kid, now)) return judge(gate, { token, kid, now }, known);
    return this.#ask(gate.jwksEndpoint, now).then((keys) => judge(gate, { token, kid, now }, keys));
  }

  #ask(endpoint: string, now: number): Promise<Keys> {
    const found = this.#asking.get(endpoint);
    if (found) return found;
    const asking = keysAt(endpoint, now).then((keys) => (this.#known.set(endpoint, keys), keys));
    this.#asking.set(endpoint, asking);
    const over = () => this.#asking.delete(endpoint);
    asking.then(over, over);
    return asking;
  }
}

/** Keys that have become old, or lack the one that is meant, are asked for again; not over and over. */
function isGoodFor({ at, keys }: Keys, kid: string | undefined, now: number): boolean {
  if (now - at > keptSeconds) return false;
  return kid === undefined || keys.has(kid) || now - at < askedAgainSeconds;
}

/** AWS: user guide: with too many keys, or too large an answer, no request is let through. */
async function keysAt(endpoint: string, at: number): Promise<Keys> {
  try {
    const answer = await fetch(endpoint, { redirect: 'manual', signal: AbortSignal.timeout(patienceMs) });
    const { keys } = (await documentOf(answer)) as { readonly keys?: readonly Record<string, unknown>[] };
    if (!answer.ok || !Array.isArray(keys) || keys.length > keysMax) throw new RangeError('not a key set');
    const usable = keys.filter(({ kty, use = 'sig' }) => kty === 'RSA' && use === 'sig');
    const entries = usable.map((jwk, index): [string, KeyObject] => [
      String(jwk['kid'] ?? index),
      createPublicKey({ key: jwk, format: 'jwk' }),
    ]);
    return { at, keys: new Map(entries) };
  } catch {
    throw new Refusal(500);
  }
}

interface Shown {
  readonly token: string;
  readonly kid: string | undefined;
  readonly now: number;
}

function judge(gate: TokenGate, { token, kid, now }: Shown, { keys }: Keys): void {
  const [head = '', body = '', signature = ''] = token.split('.');
  const signed = Buffer.from(`${head}.${body}`);
  const candidates = kid === undefined ? [...keys.values()] : [keys.get(kid)].flatMap((key) => key ?? []);
  const isSigned = candidates.some((key) =>
    verify('sha256', signed, key, Buffer.from(signature, 'base64url')),
  );
  const claims = payloadOf(token);
  if (!isSigned || !claims || !holds(gate, claims, now)) throw unauthorized();
}

/** AWS: user guide, "Verify JWTs": `iss` and `exp` must be there; `nbf` and `iat` count where they are. */
function holds(gate: TokenGate, claims: Readonly<Record<string, unknown>>, now: number): boolean {
  const begun = (name: string) => claims[name] === undefined || Number(claims[name]) <= now;
  if (claims['iss'] !== gate.issuer || !(Number(claims['exp']) > now)) return false;
  return begun('nbf') && begun('iat') && gate.claims.every((claim) => says(claim, claims[claim.name]));
}

/** AWS: unverified: that of several values the token must have all. */
function says({ format, values }: TokenClaim, said: unknown): boolean {
  if (format === 'single-string') return said === values[0];
  const given = format === 'string-array' ? said : typeof said === 'string' ? said.split(' ') : undefined;
  return Array.isArray(given) && values.every((value) => given.includes(value));
}

const unauthorized = () => new Refusal(401);
