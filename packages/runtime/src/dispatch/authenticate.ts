import type { Store, Tx } from '../store/store.ts';
import type { Credentials } from './door.ts';

/** An access key that the house issued. */
export interface IssuedKey {
  readonly secret: string;
  readonly sessionToken?: string;
  /** House time. */
  readonly expiresAt?: number;
  readonly callerArn: string;
  readonly account: string;
  /** House time, when a second factor was shown for it. */
  readonly mfaAt?: number;
}

/** Looks an issued key up. Lent by `iam` (users) and `sts` (sessions) through assemble.ts. */
export type FindKey = (tx: Tx, accessKeyId: string) => IssuedKey | undefined;

/** The secret of every key that the house did not issue; README.md tells it. */
export const conventionalSecret = 'test';

/**
 * Says who is behind an access key. A key that the house issued is who it was issued to. Any other long-term
 * key is the administrator of the account that it names (twelve digits), or of the house's own account; its
 * secret is `test`, or the key itself. So a signature always means something, and a profile of a real account
 * is refused.
 */
export function credentialsFrom(
  store: Store,
  find: readonly FindKey[],
  ownAccount: string,
): (accessKeyId: string) => Credentials | undefined {
  return (accessKeyId) => {
    const issued = store.transaction((tx) => first(find, (each) => each(tx, accessKeyId)));
    if (issued) return credentialsOf(accessKeyId, issued);
    if (isTemporary(accessKeyId)) return undefined;
    const account = /^\d{12}$/.test(accessKeyId) ? accessKeyId : ownAccount;
    const caller = { account, arn: `arn:aws:iam::${account}:root`, accessKeyId };
    return { secrets: [conventionalSecret, accessKeyId], caller };
  };
}

function credentialsOf(accessKeyId: string, issued: IssuedKey): Credentials {
  return {
    secrets: [issued.secret],
    ...(issued.sessionToken !== undefined && { sessionToken: issued.sessionToken }),
    ...(issued.expiresAt !== undefined && { expiresAt: issued.expiresAt }),
    caller: {
      account: issued.account,
      arn: issued.callerArn,
      accessKeyId,
      ...(issued.mfaAt !== undefined && { mfaAt: issued.mfaAt }),
    },
  };
}

/**
 * AWS: temporary keys begin with ASIA (IAM user guide, "IAM identifiers"). One that is not known has never been, or
 * is over.
 */
const isTemporary = (accessKeyId: string): boolean => /^ASIA[A-Z0-9]{16}$/.test(accessKeyId);

function first<T, R>(items: readonly T[], ask: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
