import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Body, Posted } from './git-host.ts';

export const list = (value: unknown): Body[] => (Array.isArray(value) ? (value as Body[]) : []);

/** A commit's id, whole or abbreviated. Zeros are none: it is gone, or is new. */
export const isCommit = (id: unknown): id is string =>
  typeof id === 'string' && /^[0-9a-f]{7,40}$/.test(id) && !/^0+$/.test(id);

export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The members that are there. */
export const said = <Members extends object>(members: Members): Defined<Members> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<Members>;
type Defined<Members> = { [Key in keyof Members]: Exclude<Members[Key], undefined> };

/** What commits have touched. */
export const filesOf = (commits: unknown): string[] =>
  list(commits).flatMap((each) => [each?.added, each?.modified, each?.removed].flatMap(list));

/** A digest of the body by the secret, as GitHub and Bitbucket sign. */
export const isSignedBy = (header: string, { headers, body }: Posted, secret: string): boolean =>
  isSame(headers[header] ?? '', `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);

export function isSame(given: string, known: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(known)];
  return one.length === other.length && timingSafeEqual(one, other);
}
