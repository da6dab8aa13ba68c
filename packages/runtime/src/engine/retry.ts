import { AwsError } from '../base/aws-error.ts';
import { isDiskFull } from '../base/disk-full.ts';
import { EffectRefusal } from '../base/effects/effect.ts';
import type { EffectRow } from './rows.ts';

/** Until somebody has made room: nothing has to fail for it. */
const fullDiskMs = 30_000;

/**
 * An effect as it is tried again after this error; undefined where it has failed for good. That the disk was full is no
 * failure of its own.
 */
export function triedAgain(row: EffectRow, error: unknown, now: number): EffectRow | undefined {
  if (isFault(error) && isDiskFull(error)) return { ...row, notBefore: now + fullDiskMs };
  const { retry } = row.effect;
  if (!retry || !(error instanceof EffectRefusal) || !error.retryable) return undefined;
  if (row.failures + 1 >= retry.attemptsMax) return undefined;
  const backoff = retry.backoffMs * 2 ** row.failures;
  const notBefore = now + Math.min(backoff, retry.backoffMsMax ?? Infinity);
  return { ...row, failures: row.failures + 1, notBefore };
}

/** Neither AWS's answer nor the world's: whatever their words, they say what they mean. */
const isFault = (error: unknown): boolean =>
  !(error instanceof AwsError) && !(error instanceof EffectRefusal);
