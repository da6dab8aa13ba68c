import { arnOf, parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { noSuchEntity } from './errors.ts';

/** What a handler answers: the SDK's output without the client's own bookkeeping. */
export type Answer<Output> = Omit<Output, '$metadata'>;

export interface TagRecord {
  readonly Key: string;
  readonly Value: string;
}

/** Who holds policies: a role, a user or a group. */
export interface PolicyHolder {
  /** JSON texts by policy name. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  /** ARNs, in the order they were attached. */
  readonly attachedPolicies: readonly string[];
}

export interface RoleRecord extends PolicyHolder {
  readonly roleName: string;
  readonly roleId: string;
  readonly path: string;
  readonly arn: string;
  readonly createDate: number;
  /** JSON text, as it was given. */
  readonly assumeRolePolicyDocument: string;
  readonly description?: string | undefined;
  /** Seconds. */
  readonly maxSessionDuration: number;
  readonly permissionsBoundary?: string | undefined;
  readonly tags: readonly TagRecord[];
}

/** What passwords of an account have to be like, as it is told. */
export interface PasswordPolicyRecord {
  readonly MinimumPasswordLength: number;
  readonly RequireSymbols: boolean;
  readonly RequireNumbers: boolean;
  readonly RequireUppercaseCharacters: boolean;
  readonly RequireLowercaseCharacters: boolean;
  readonly AllowUsersToChangePassword: boolean;
  readonly ExpirePasswords: boolean;
  readonly MaxPasswordAge?: number;
  readonly PasswordReusePrevention?: number;
  readonly HardExpiry?: boolean;
}

export const passwordPolicies = collection<PasswordPolicyRecord>('iam.password-policies');

/** That a user has a password. */
export interface LoginProfileRecord {
  readonly createDate: number;
  readonly resetRequired: boolean;
}

export interface UserRecord extends PolicyHolder {
  readonly userName: string;
  readonly userId: string;
  readonly path: string;
  readonly arn: string;
  readonly createDate: number;
  readonly permissionsBoundary?: string | undefined;
  readonly tags: readonly TagRecord[];
  readonly accessKeyIds: readonly string[];
  readonly loginProfile?: LoginProfileRecord | undefined;
  /** Names of groups, in the order they were joined. */
  readonly groups: readonly string[];
}

export interface GroupRecord extends PolicyHolder {
  readonly groupName: string;
  readonly groupId: string;
  readonly path: string;
  readonly arn: string;
  readonly createDate: number;
}

export interface PolicyRecord {
  readonly policyName: string;
  readonly policyId: string;
  readonly path: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly createDate: number;
  readonly updateDate: number;
  /** Oldest first, at most five. */
  readonly versions: readonly PolicyVersionRecord[];
  readonly defaultVersionId: string;
  /** The number of the version that was made last. */
  readonly versionsMade: number;
  readonly tags: readonly TagRecord[];
}

export interface PolicyVersionRecord {
  readonly versionId: string;
  readonly document: string;
  readonly createDate: number;
}

export interface InstanceProfileRecord {
  readonly instanceProfileName: string;
  readonly instanceProfileId: string;
  readonly path: string;
  readonly arn: string;
  readonly createDate: number;
  readonly roleName?: string | undefined;
  readonly tags: readonly TagRecord[];
}

/** Who vouches for callers from elsewhere. */
export interface ProviderRecord {
  readonly arn: string;
  readonly createDate: number;
  readonly tags: readonly TagRecord[];
  readonly oidc?: {
    /** Without `https://`. */
    readonly url: string;
    readonly clientIds: readonly string[];
    readonly thumbprints: readonly string[];
  };
  readonly saml?: { readonly metadata: string; readonly uuid: string };
}

export interface AccessKeyRecord {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly account: string;
  readonly userName: string;
  readonly userId: string;
  readonly callerArn: string;
  readonly createDate: number;
  readonly status: 'Active' | 'Inactive';
}

export interface ServerCertificateRecord {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly uploadDate: number;
  readonly expiration: number;
  /** PEM, as are the next two. */
  readonly body: string;
  readonly chain?: string | undefined;
  readonly key: string;
  /** Host names that it is for. */
  readonly names: readonly string[];
  readonly tags: readonly TagRecord[];
  /** ARNs of load balancers. */
  readonly inUseBy: readonly string[];
}

/** IAM is one for all regions. */
export const globally = (scope: Scope): Scope => ({ account: scope.account, region: 'aws-global' });

/** `arn:aws:iam::<account>:role/<path><name>`: no region. */
export const iamArn = (scope: Scope, resource: string): string =>
  arnOf('iam', { account: scope.account, region: '' }, resource);

/** AWS: names are unique ignoring their case. */
export const keyOf = (name: string): string => name.toLowerCase();

export const roles = collection<RoleRecord>('iam.roles');
export const users = collection<UserRecord>('iam.users');
export const groups = collection<GroupRecord>('iam.groups');
export const instanceProfiles = collection<InstanceProfileRecord>('iam.instance-profiles');
/** Keyed by ARN. */
export const providers = collection<ProviderRecord>('iam.providers');
export const serverCertificates = collection<ServerCertificateRecord>('iam.server-certificates');
export const accountAliases = collection<{ readonly alias: string }>('iam.account-aliases');
/** Keyed by ARN. */
export const policies = collection<PolicyRecord>('iam.policies');

export function roleNamed(tx: Tx, scope: Scope, name: string): RoleRecord {
  return roles.get(tx, globally(scope), keyOf(name)) ?? noSuchEntity('role', name);
}

export function putRole(tx: Tx, scope: Scope, role: RoleRecord): void {
  roles.put(tx, globally(scope), keyOf(role.roleName), role);
}

export function userNamed(tx: Tx, scope: Scope, name: string): UserRecord {
  return users.get(tx, globally(scope), keyOf(name)) ?? noSuchEntity('user', name);
}

export function putUser(tx: Tx, scope: Scope, user: UserRecord): void {
  users.put(tx, globally(scope), keyOf(user.userName), user);
}

export function groupNamed(tx: Tx, scope: Scope, name: string): GroupRecord {
  return groups.get(tx, globally(scope), keyOf(name)) ?? noSuchEntity('group', name);
}

export function putGroup(tx: Tx, scope: Scope, group: GroupRecord): void {
  groups.put(tx, globally(scope), keyOf(group.groupName), group);
}

/** Access keys are known by their id alone: a signature names nothing else. */
export const keys = {
  get: (tx: Tx, id: string) => tx.get<AccessKeyRecord>('iam.access-keys', id),
  put: (tx: Tx, key: AccessKeyRecord) => tx.put('iam.access-keys', key.accessKeyId, key),
  delete: (tx: Tx, id: string) => tx.delete('iam.access-keys', id),
};

/** Whether the ARN is of a policy that AWS keeps for everybody: `arn:aws:iam::aws:policy/…`. */
export function isManagedByAws(arn: string): boolean {
  const parsed = parseArn(arn);
  return parsed?.account === 'aws' && parsed.resource.startsWith('policy/');
}

/** `/service-role/` of `arn:aws:iam::aws:policy/service-role/Name`. */
export const pathOf = (arn: string): string => {
  const resource = parseArn(arn)?.resource ?? '/';
  return resource.slice(resource.indexOf('/'), resource.lastIndexOf('/') + 1);
};

export const policyNameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
