import { AwsError } from '../base/aws-error.ts';
import { isDiskFull } from '../base/disk-full.ts';
import { EffectRefusal } from '../base/effects/effect.ts';
import type { EffectRow } from './rows.ts';

/** Until somebody has made room: nothing has to fail for it. */
const fullDiskMs = 30_000;

/** When to try an effect again after this error, house time; undefined where it has failed for good. */
export function againAt(row: EffectRow, error: unknown, now: number): number | undefined {
  if (isFault(error) && isDiskFull(error)) return now + fullDiskMs;
  const { retry } = row.effect;
  if (!retry || !(error instanceof EffectRefusal) || !error.retryable) return undefined;
  if (row.failures + 1 >= retry.attemptsMax) return undefined;
  const backoff = retry.backoffMs * 2 ** row.failures;
  return now + Math.min(backoff, retry.backoffMsMax ?? Infinity);
}

/** Neither AWS's answer nor the world's: whatever their words, they say what they mean. */
const isFault = (error: unknown): boolean =>
  !(error instanceof AwsError) && !(error instanceof EffectRefusal);
