import type { UserGate } from '../../../../base/effects/routing-gate.ts';
import type { Seal } from './seal.ts';

/** A user who has logged in. Seconds are of the wall. */
export interface Session {
  /** Of whom the provider says it: `providerOf` a gate. */
  readonly provider: string;
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  /** When the access token ends, where the provider has said so. */
  readonly freshUntil?: number | undefined;
  readonly until: number;
  readonly claims: Readonly<Record<string, unknown>> & { readonly sub: string };
}

/** A session holds for the rules that ask the same provider as the same client. */
export const providerOf = ({ issuer, clientId }: UserGate): string => `${issuer} ${clientId}`;

/** AWS: "most browsers limit a cookie to 4K": what is longer goes on in a next one. With its name and attributes. */
const shardMax = 3700;

type CookiePairs = ReadonlyMap<string, string>;

/** The pairs of a request's Cookie fields. */
export function cookiePairs(lines: readonly string[]): CookiePairs {
  const pairs = new Map<string, string>();
  for (const pair of lines.join(';').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0) pairs.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  return pairs;
}

/** What a client has of a session, still sealed, if anything. The first part says how many there are. */
export function sealedSession(pairs: CookiePairs, name: string): string | undefined {
  const [, count, first] = /^(\d)\.(.*)$/s.exec(pairs.get(`${name}-0`) ?? '') ?? [];
  if (first === undefined) return undefined;
  const others = Array.from({ length: Number(count) - 1 }, (_, index) => pairs.get(`${name}-${index + 1}`));
  return others.includes(undefined) ? undefined : [first, ...others].join('');
}

/** The values of the `Set-Cookie` fields that begin a session, or go on with it. */
export function sessionCookies(seal: Seal, name: string, session: Session): string[] {
  const sealed = seal.close(session);
  const count = Math.ceil(sealed.length / shardMax);
  return Array.from({ length: count }, (_, index) => {
    const part = sealed.slice(index * shardMax, (index + 1) * shardMax);
    return cookie(`${name}-${index}`, index === 0 ? `${count}.${part}` : part, session.until);
  });
}

/** AWS: unverified: the attributes. */
export const cookie = (name: string, value: string, until: number): string =>
  `${name}=${value}; Expires=${new Date(until * 1000).toUTCString()}; Path=/; Secure; HttpOnly; SameSite=None`;
