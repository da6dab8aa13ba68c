import { EffectRefusal } from '../base/effects/effect.ts';
import type { EffectRow } from './rows.ts';

/** When to try an effect again after this error, house time; undefined where it has failed for good. */
export function againAt(row: EffectRow, error: unknown, now: number): number | undefined {
  const { retry } = row.effect;
  if (!retry || !(error instanceof EffectRefusal) || !error.retryable) return undefined;
  if (row.failures + 1 >= retry.attemptsMax) return undefined;
  const backoff = retry.backoffMs * 2 ** row.failures;
  return now + Math.min(backoff, retry.backoffMsMax ?? Infinity);
}
