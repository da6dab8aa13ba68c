import { parseArn } from '../../base/arn.ts';
import type { Tx } from '../../store/store.ts';
import { globally, keyOf, keys, providers, roles, users, type RoleRecord } from './records.ts';

/** Who is behind an access key, and what a signature of theirs is made with. */
export interface KnownKey {
  readonly secret: string;
  readonly sessionToken?: string;
  /** House time. */
  readonly expiresAt?: number;
  readonly callerArn: string;
  /** AWS's unique id of the caller: `AIDA…`. */
  readonly userId: string;
  readonly account: string;
}

/** Users' keys, lent to `dispatch/authenticate`. */
export const accessKeys = {
  find(tx: Tx, accessKeyId: string): KnownKey | undefined {
    const key = keys.get(tx, accessKeyId);
    if (key?.status !== 'Active') return undefined;
    return { secret: key.secret, callerArn: key.callerArn, userId: key.userId, account: key.account };
  },
};

/** Roles by their ARN, lent to `sts`, which issues their sessions. */
export function findRole(tx: Tx, arn: string): RoleRecord | undefined {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam' || !parsed.resource.startsWith('role/')) return undefined;
  const name = parsed.resource.slice(parsed.resource.lastIndexOf('/') + 1);
  const role = roles.get(tx, globally(parsed), keyOf(name));
  return role?.arn === arn ? role : undefined;
}

/** A role by its account and its name alone, as a session's ARN tells it. */
export function findRoleNamed(tx: Tx, account: string, name: string): RoleRecord | undefined {
  return roles.get(tx, globally({ account, region: '' }), keyOf(name));
}

/** A user's tags, for `aws:PrincipalTag`. */
export function findUserTags(tx: Tx, arn: string): RoleRecord['tags'] {
  const parsed = parseArn(arn);
  if (!parsed?.resource.startsWith('user/')) return [];
  const name = parsed.resource.slice(parsed.resource.lastIndexOf('/') + 1);
  return users.get(tx, globally(parsed), keyOf(name))?.tags ?? [];
}

/** An identity provider as `sts` asks for it: by the account, and the issuer without `https://`. */
export interface KnownProvider {
  readonly arn: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
}

export function findOidcProvider(tx: Tx, account: string, issuer: string): KnownProvider | undefined {
  const arn = `arn:aws:iam::${account}:oidc-provider/${issuer}`;
  const oidc = providers.get(tx, globally({ account, region: '' }), arn)?.oidc;
  return oidc && { arn, clientIds: oidc.clientIds, thumbprints: oidc.thumbprints };
}
