import type { Grant, Owner, Permission } from '@aws-sdk/client-s3';
import { invalidArgument, malformedAcl } from './errors.ts';
import { ownerId } from './records.ts';

const groups = 'http://acs.amazonaws.com/groups/';
const everybody = `${groups}global/AllUsers`;
const everyAccount = `${groups}global/AuthenticatedUsers`;
const logDelivery = `${groups}s3/LogDelivery`;

export const ownerOf = (account: string): Owner => ({ ID: ownerId(account) });

const toAccount = (account: string, permission: Permission): Grant => ({
  Grantee: { Type: 'CanonicalUser', ID: ownerId(account) },
  Permission: permission,
});
const toGroup = (uri: string, permission: Permission): Grant => ({
  Grantee: { Type: 'Group', URI: uri },
  Permission: permission,
});

/** AWS: user guide, "Canned ACL". `bucketOwner` is not who owns the object where another account put it. */
export function cannedGrants(acl: string, owner: string, bucketOwner = owner): Grant[] {
  const own = toAccount(owner, 'FULL_CONTROL');
  switch (acl) {
    case 'private':
      return [own];
    case 'public-read':
      return [own, toGroup(everybody, 'READ')];
    case 'public-read-write':
      return [own, toGroup(everybody, 'READ'), toGroup(everybody, 'WRITE')];
    case 'authenticated-read':
      return [own, toGroup(everyAccount, 'READ')];
    case 'log-delivery-write':
      return [own, toGroup(logDelivery, 'WRITE'), toGroup(logDelivery, 'READ_ACP')];
    case 'bucket-owner-read':
      return bucketOwner === owner ? [own] : [own, toAccount(bucketOwner, 'READ')];
    case 'bucket-owner-full-control':
      return bucketOwner === owner ? [own] : [own, toAccount(bucketOwner, 'FULL_CONTROL')];
    default:
      return invalidArgument('', 'x-amz-acl', acl);
  }
}

/** How a request may say who is granted what. */
export interface AclRequest {
  readonly ACL?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWrite?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
  readonly AccessControlPolicy?: { readonly Grants?: readonly Grant[] | undefined } | undefined;
}

/** What a request grants; undefined where it does not speak of it. */
export function grantsOf(asked: AclRequest, owner: string, bucketOwner = owner): Grant[] | undefined {
  const headers: readonly (readonly [Permission, string | undefined])[] = [
    ['FULL_CONTROL', asked.GrantFullControl],
    ['READ', asked.GrantRead],
    ['READ_ACP', asked.GrantReadACP],
    ['WRITE', asked.GrantWrite],
    ['WRITE_ACP', asked.GrantWriteACP],
  ];
  const granted = headers.flatMap(([permission, text]) =>
    text === undefined ? [] : grantees(text).map((Grantee) => ({ Grantee, Permission: permission })),
  );
  if (asked.ACL !== undefined) return cannedGrants(asked.ACL, owner, bucketOwner);
  if (granted.length > 0) return granted;
  if (!asked.AccessControlPolicy) return undefined;
  const { Grants = [] } = asked.AccessControlPolicy;
  if (Grants.length > 100 || Grants.some((grant) => !grant.Grantee || !grant.Permission)) malformedAcl();
  return [...Grants];
}

/** `id="…", uri="…"` */
function grantees(text: string): NonNullable<Grant['Grantee']>[] {
  return text.split(',').map((each) => {
    const [, kind, id = ''] = /^\s*(id|uri|emailAddress)\s*=\s*"?([^"]+)"?\s*$/.exec(each) ?? [];
    if (kind === 'id') return { Type: 'CanonicalUser', ID: id };
    if (kind === 'uri') return { Type: 'Group', URI: id };
    return invalidArgument('Argument format not recognized', 'x-amz-grant', each);
  });
}

export const isPublicList = (grants: readonly Grant[]): boolean =>
  grants.some(({ Grantee }) => Grantee?.URI === everybody || Grantee?.URI === everyAccount);

/** Whether a list says no more than that the owner may do everything. */
export const isOwnersAlone = (grants: readonly Grant[], owner: string): boolean =>
  grants.every(({ Grantee, Permission }) => Grantee?.ID === ownerId(owner) && Permission === 'FULL_CONTROL');

/** Whether a list lets an account, or anybody, do this. */
export function grants(
  list: readonly Grant[],
  account: string | undefined,
  permission: Permission,
  withPublic: boolean,
): boolean {
  return list.some(({ Grantee, Permission }) => {
    if (Permission !== permission && Permission !== 'FULL_CONTROL') return false;
    if (Grantee?.URI === everybody) return withPublic;
    if (Grantee?.URI === everyAccount) return withPublic && account !== undefined;
    return account !== undefined && Grantee?.ID === ownerId(account);
  });
}
