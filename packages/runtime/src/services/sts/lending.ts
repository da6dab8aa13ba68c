import type { Tx } from '../../store/store.ts';

/** A role as `iam` lends it. */
export interface LentRole {
  readonly arn: string;
  readonly roleId: string;
  readonly roleName: string;
  /** JSON text. */
  readonly assumeRolePolicyDocument: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
  readonly tags: readonly SessionTag[];
}

export interface SessionTag {
  readonly Key: string;
  readonly Value: string;
}

/** An OpenID Connect provider that an account trusts. */
export interface LentProvider {
  readonly arn: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
}

/** What `iam` lends to this service, through assemble.ts. */
export interface Lent {
  readonly findRole: (tx: Tx, arn: string) => LentRole | undefined;
  readonly findRoleNamed: (tx: Tx, account: string, name: string) => LentRole | undefined;
  readonly findUserTags: (tx: Tx, arn: string) => readonly SessionTag[];
  /** By the account, and the issuer without `https://`. */
  readonly findOidcProvider: (tx: Tx, account: string, issuer: string) => LentProvider | undefined;
  /** The user behind a long-term key. */
  readonly findUserId: (tx: Tx, accessKeyId: string) => string | undefined;
  /** The account that a long-term key is of. */
  readonly findAccount: (tx: Tx, accessKeyId: string) => string | undefined;
}
