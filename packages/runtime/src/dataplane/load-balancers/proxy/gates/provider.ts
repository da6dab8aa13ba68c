import type { UserGate } from '../../../../base/effects/routing-gate.ts';
import type { OwnCount } from '../../../../base/effects/load-balancer.ts';
import { providerOf, type Session } from './session.ts';

/** Why somebody is not let in: what is answered, and counted. */
export class Refusal extends Error {
  readonly status: 401 | 500 | 561;
  readonly counted: OwnCount | undefined;

  constructor(status: 401 | 500 | 561, counted?: OwnCount) {
    super(`${status} ${counted ?? ''}`);
    this.status = status;
    this.counted = counted;
  }
}

// AWS: unverified: how long an identity provider is waited for.
const patienceMs = 10_000;

/** AWS: user guide: "Maximum response size: 150 KB" of keys; of tokens and claims it is ours. */
export const documentBytesMax = 150 * 1024;

/** AWS: user guide, "Authentication flow": with more than 11K of claims and access token, the answer is a 500. */
const toldBytesMax = 11 * 1024;

interface Tokens {
  readonly access_token?: unknown;
  readonly id_token?: unknown;
  readonly refresh_token?: unknown;
  readonly expires_in?: unknown;
}

/** Has a provider say who has come, by its code or by what a session was given to go on with. */
export async function sessionBy(
  gate: UserGate,
  grant: Readonly<Record<string, string>>,
  { now, until }: { readonly now: number; readonly until: number },
): Promise<Session> {
  const tokens = await tokensFor(gate, grant);
  const { access_token: accessToken, refresh_token: next, expires_in: seconds } = tokens;
  if (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken))
    throw new Refusal(500, 'loginErrors');
  // AWS: user guide, "HTTP 401": "the requested scope doesn't return an ID token".
  if (grant['grant_type'] === 'authorization_code') checkIdToken(tokens.id_token, gate, now);
  const claims = await asked(gate.userInfoEndpoint, { headers: { authorization: `Bearer ${accessToken}` } });
  if (!isUser(claims)) throw new Refusal(500, 'loginErrors');
  if (JSON.stringify(claims).length + accessToken.length > toldBytesMax)
    throw new Refusal(500, 'claimsTooLong');
  const refreshToken = typeof next === 'string' ? next : grant['refresh_token'];
  return {
    provider: providerOf(gate),
    accessToken,
    refreshToken,
    freshUntil: Number(seconds) > 0 ? now + Number(seconds) : undefined,
    until,
    claims,
  };
}

/** AWS: unverified: that the client says who it is by Basic authentication. */
function tokensFor(gate: UserGate, grant: Readonly<Record<string, string>>): Promise<Tokens> {
  const said = [gate.clientId, gate.clientSecret].map((part) => encodeURIComponent(part)).join(':');
  return asked(gate.tokenEndpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(said).toString('base64')}` },
    body: new URLSearchParams(grant),
  });
}

/** Comes straight from the provider, so that its signature need not be looked at (OpenID Connect Core 3.1.3.7). */
function checkIdToken(token: unknown, gate: UserGate, now: number): void {
  const claims = typeof token === 'string' ? payloadOf(token) : undefined;
  const isFor = [claims?.['aud']].flat().includes(gate.clientId);
  if (claims?.['iss'] !== gate.issuer || !isFor || !(Number(claims['exp']) > now))
    throw new Refusal(401, 'loginFailures');
}

/** What a signed token says, whoever has signed it. */
export function payloadOf(token: string): Record<string, unknown> | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** What is told of a user goes into a field: `sub` must fit there. */
function isUser(claims: object): claims is Session['claims'] {
  const { sub } = claims as { readonly sub?: unknown };
  return typeof sub === 'string' && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(sub);
}

/** AWS: unverified which of these are a 561 and which a 500: an error that the provider tells, and everything else. */
async function asked(url: string, request: RequestInit): Promise<object> {
  try {
    const answer = await fetch(url, {
      ...request,
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
    if (!answer.ok) throw new Refusal(561, 'loginFailures');
    return await documentOf(answer);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(500, 'loginErrors');
  }
}

/** A JSON object, of no more bytes than there may be. */
export async function documentOf(answer: Response): Promise<object> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of answer.body ?? []) {
    length += piece.length;
    if (length > documentBytesMax) throw new RangeError('the document is too long');
    pieces.push(piece);
  }
  const document: unknown = JSON.parse(Buffer.concat(pieces).toString());
  if (typeof document !== 'object' || document === null) throw new TypeError('not an object');
  return document;
}
