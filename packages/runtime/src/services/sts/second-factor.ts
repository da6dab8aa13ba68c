import type { Call } from '../../dispatch/service.ts';
import { mfaIncomplete, mfaNotTheirs, mfaWrong } from './errors.ts';

interface Factor {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

/**
 * When the caller has shown a second factor: now, where one is shown with this call; otherwise when they got the
 * credentials that they call with. Undefined where they have not.
 */
export function secondFactorAt(call: Call, { SerialNumber, TokenCode }: Factor): number | undefined {
  if (SerialNumber === undefined && TokenCode === undefined) return call.caller.mfaAt;
  if (SerialNumber === undefined || TokenCode === undefined) return mfaIncomplete();
  const { verdict } = call.forward<{ readonly verdict: string }>('iam', 'UseMFACode', {
    SerialNumber,
    TokenCode,
  });
  if (verdict === 'notTheirs') mfaNotTheirs();
  if (verdict === 'wrong') mfaWrong();
  return call.now;
}
