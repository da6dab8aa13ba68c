import { createHash } from 'node:crypto';
import type { Stickiness } from '../../../base/effects/load-balancer.ts';
import type { ResponseHead } from './parse-response.ts';

/**
 * Sticky cookies. A cookie's value says until when it holds and names a target, or a target group, by a mark: the same
 * after a restart, and opaque to whoever has it. AWS encrypts its own; a client that forges one gets no more than a
 * healthy target of the same group.
 */
export function markOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url').slice(0, 22);
}

/** AWS: user guide, "Sticky sessions": their names. */
const names = { target: 'AWSALB', application: 'AWSALBAPP-0', group: 'AWSALBTG' } as const;

/** The marks that a request's cookies carry and that still hold. */
export class Cookies {
  readonly target: string | undefined;
  readonly application: string | undefined;
  readonly group: string | undefined;

  /** `lines` are the values of its Cookie fields; `second` is of the wall. */
  constructor(lines: readonly string[], second: number) {
    const values = new Map<string, string>();
    for (const pair of lines.join(';').split(';')) {
      const at = pair.indexOf('=');
      if (at > 0) values.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
    }
    const mark = (name: string) => heldMark(values.get(name) ?? values.get(`${name}CORS`), second);
    this.target = mark(names.target);
    this.application = mark(names.application);
    this.group = mark(names.group);
  }
}

function heldMark(value: string | undefined, second: number): string | undefined {
  const [until = '', mark] = value?.split('.') ?? [];
  return Number.parseInt(until, 36) > second ? mark : undefined;
}

/** The fields that an answer of a target is given, each with its end; for the load balancer's own cookie. */
export function targetCookies(stickiness: Stickiness, mark: string, second: number): string {
  if (stickiness.type === 'app_cookie') {
    const value = valueOf(mark, second + stickiness.seconds);
    return `Set-Cookie: ${names.application}=${value}; Expires=${dateOf(second + stickiness.seconds)}; Path=/\r\n`;
  }
  return cookiePair(names.target, mark, second + stickiness.seconds);
}

export function groupCookies(seconds: number, mark: string, second: number): string {
  return cookiePair(names.group, mark, second + seconds);
}

/** AWS: user guide: the CORS twin says `SameSite=None; Secure`, for browsers that ask across origins. */
function cookiePair(name: string, mark: string, until: number): string {
  const rest = `=${valueOf(mark, until)}; Expires=${dateOf(until)}; Path=/`;
  const twin = name === names.target ? 'AWSALBCORS' : 'AWSALBTGCORS';
  return `Set-Cookie: ${name}${rest}\r\nSet-Cookie: ${twin}${rest}; SameSite=None; Secure\r\n`;
}

const valueOf = (mark: string, until: number) => `${until.toString(36)}.${mark}`;
const dateOf = (second: number) => new Date(second * 1000).toUTCString();

/**
 * AWS: user guide, "Application-based stickiness": only an answer that sets the application's cookie begins a session,
 * or goes on with one.
 */
export function setsCookie(
  head: ResponseHead,
  bytes: Buffer,
  { cookieName }: Extract<Stickiness, { type: 'app_cookie' }>,
): boolean {
  return head.valuesOf(bytes, 'set-cookie').some((value) => value.startsWith(`${cookieName}=`));
}
