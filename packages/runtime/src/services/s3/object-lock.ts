import type { ObjectLockRule } from '@aws-sdk/client-s3';
import type { Tx } from '../../store/store.ts';
import { configured } from './configurations.ts';
import { invalidArgument, invalidRequest, malformedXml, protectedByLock } from './errors.ts';
import { dayMs } from './lifecycle.ts';
import { isDeleteMarker, type AnyVersion, type BucketRecord, type Retention } from './records.ts';

/** How a write may say that its version is locked. */
export interface LockRequest {
  readonly ObjectLockMode?: string | undefined;
  readonly ObjectLockRetainUntilDate?: Date | undefined;
  readonly ObjectLockLegalHoldStatus?: string | undefined;
}

export interface Lock {
  readonly retention?: Retention;
  readonly legalHold?: true;
}

/** What a version of this bucket is locked by when it is written at this time. */
export function lockOf(tx: Tx, bucket: BucketRecord, asked: LockRequest, now: number): Lock {
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until, ObjectLockLegalHoldStatus: hold } = asked;
  if (!bucket.objectLock) {
    if (mode ?? until ?? hold) invalidRequest('Bucket is missing Object Lock Configuration');
    return {};
  }
  const legalHold = hold === 'ON' && ({ legalHold: true } as const);
  if (mode ?? until) {
    if (mode === undefined || until === undefined)
      invalidArgument(
        'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
        'x-amz-object-lock-mode',
        mode ?? '',
      );
    return { retention: judgedRetention(mode, until, now), ...legalHold };
  }
  const rule = configured(tx, bucket.name, 'objectLock')?.Rule;
  return { ...(rule && { retention: byDefault(rule, now) }), ...legalHold };
}

export function judgedRetention(mode: string | undefined, until: Date | undefined, now: number): Retention {
  if ((mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') || !until) return malformedXml();
  const time = new Date(until).getTime();
  if (time <= now)
    invalidArgument('The retain until date must be in the future!', 'RetainUntilDate', String(until));
  return { mode, until: time };
}

function byDefault({ DefaultRetention }: ObjectLockRule, now: number): Retention {
  const { Mode, Days, Years } = DefaultRetention ?? {};
  const until = new Date(now + (Days ?? 0) * dayMs);
  until.setUTCFullYear(until.getUTCFullYear() + (Years ?? 0));
  return { mode: Mode as Retention['mode'], until: until.getTime() };
}

/** Whether a version may not be taken away now. AWS: user guide, "Locking objects with Object Lock". */
export function isLocked(version: AnyVersion, now: number, bypass = false): boolean {
  if (isDeleteMarker(version)) return false;
  if (version.legalHold) return true;
  const { retention } = version;
  if (!retention || retention.until <= now) return false;
  return retention.mode === 'COMPLIANCE' || !bypass;
}

export function requireUnlocked(version: AnyVersion, now: number, bypass: boolean): void {
  if (isLocked(version, now, bypass)) protectedByLock();
}
