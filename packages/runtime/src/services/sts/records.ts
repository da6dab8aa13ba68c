import type { Tx } from '../../store/store.ts';
import type { SessionTag } from './lending.ts';

/** What a handler answers: the SDK's output without the client's own bookkeeping. */
export type Answer<Output> = Omit<Output, '$metadata'>;

/** Temporary credentials that were handed out. */
export interface SessionRecord {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly sessionToken: string;
  readonly callerArn: string;
  readonly userId: string;
  readonly account: string;
  /** House time. Undefined for a session of a build, task or function: see README. */
  readonly expiresAt?: number;
  readonly tags?: readonly SessionTag[];
  /** Keys of tags that a session made by this one has too. */
  readonly transitiveTagKeys?: readonly string[];
  readonly sourceIdentity?: string;
  /** House time, when a second factor was shown for it. */
  readonly mfaAt?: number;
  /** JSON texts and ARNs by which the session may do less than its role: kept for IAM's evaluator. */
  readonly policy?: string;
  readonly policyArns?: readonly string[];
}

const sortable = (time: number): string => String(time).padStart(16, '0');

/** Sessions are known by the id of their key alone: a signature names nothing else. */
export const sessions = {
  get: (tx: Tx, accessKeyId: string) => tx.get<SessionRecord>('sts.sessions', accessKeyId),

  put(tx: Tx, session: SessionRecord): void {
    tx.put('sts.sessions', session.accessKeyId, session);
    if (session.expiresAt === undefined) return;
    tx.put('sts.expiries', `${sortable(session.expiresAt)}|${session.accessKeyId}`, session.accessKeyId);
  },

  /** Forgets some that expired before `now`: more than one call adds, so that they do not pile up. */
  forgetExpired(tx: Tx, now: number): void {
    for (const { key, value } of tx.list<string>('sts.expiries', { limit: 4 })) {
      if (key >= sortable(now)) return;
      tx.delete('sts.expiries', key);
      tx.delete('sts.sessions', value);
    }
  },
};
