import type { UserGate } from '../../../../base/effects/routing-gate.ts';
import type { OwnCount } from '../../../../base/effects/load-balancer.ts';
import { providerOf, type Session } from './session.ts';

/** Why somebody is not let in: what is answered, what access logs call it, and what is counted. */
export class Refusal extends Error {
  readonly status: 401 | 500 | 561;
  /** AWS: user guide, "Error reason codes". */
  readonly reason: string | undefined;
  readonly counted: OwnCount | undefined;

  constructor(status: 401 | 500 | 561, reason?: string, counted?: OwnCount) {
    super(`${status} ${reason ?? ''}`);
    this.status = status;
    this.reason = reason;
    this.counted = counted;
  }
}

/** AWS: user guide, "Error reason codes": "or it is not responding within 5 seconds". */
const patienceMs = 5_000;

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
    throw new Refusal(500, 'AuthInvalidTokenResponse', 'loginErrors');
  // AWS: user guide, "HTTP 401": "the requested scope doesn't return an ID token".
  if (grant['grant_type'] === 'authorization_code') checkIdToken(tokens.id_token, gate, now);
  const headers = { authorization: `Bearer ${accessToken}` };
  const claims = await asked(gate.userInfoEndpoint, { headers }, userInfoReasons);
  if (!isUser(claims)) throw new Refusal(500, userInfoReasons.invalid, 'loginErrors');
  if (JSON.stringify(claims).length + accessToken.length > toldBytesMax)
    throw new Refusal(500, 'AuthUserinfoResponseSizeExceeded', 'claimsTooLong');
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
  const headers = { authorization: `Basic ${Buffer.from(said).toString('base64')}` };
  const body = new URLSearchParams(grant);
  return asked(gate.tokenEndpoint, { method: 'POST', headers, body }, tokenReasons);
}

/** Comes straight from the provider, so that its signature need not be looked at (OpenID Connect Core 3.1.3.7). */
function checkIdToken(token: unknown, gate: UserGate, now: number): void {
  const claims = typeof token === 'string' ? payloadOf(token) : undefined;
  const isFor = [claims?.['aud']].flat().includes(gate.clientId);
  if (claims?.['iss'] !== gate.issuer || !isFor || !(Number(claims['exp']) > now))
    throw new Refusal(401, 'AuthInvalidIdToken', 'loginFailures');
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

/** What access logs call what can go wrong at an endpoint. */
interface Reasons {
  readonly failed: string;
  readonly silent: string;
  readonly invalid: string;
}
const tokenReasons: Reasons = {
  failed: 'AuthTokenEpRequestFailed',
  silent: 'AuthTokenEpRequestTimeout',
  invalid: 'AuthInvalidTokenResponse',
};
const userInfoReasons: Reasons = {
  failed: 'AuthUserinfoEpRequestFailed',
  silent: 'AuthUserinfoEpRequestTimeout',
  invalid: 'AuthInvalidUserinfoResponse',
};

/** AWS: unverified which of these are a 561 and which a 500: an error that the provider tells, and everything else. */
async function asked(
  url: string,
  request: RequestInit,
  { failed, silent, invalid }: Reasons,
): Promise<object> {
  const signal = AbortSignal.timeout(patienceMs);
  const answer = await fetch(url, { ...request, redirect: 'manual', signal }).catch(() => {
    throw new Refusal(500, silent, 'loginErrors');
  });
  if (!answer.ok) throw new Refusal(561, failed, 'loginFailures');
  return documentOf(answer).catch(() => {
    throw new Refusal(500, invalid, 'loginErrors');
  });
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
