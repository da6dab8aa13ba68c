import type { Call } from '../../../dispatch/service.ts';
import { accessDenied } from '../errors.ts';

export interface OfAccount {
  readonly AccountId: string;
}

/** AWS: the account whose endpoint it is must be the caller's. */
export function requireOwn(call: Call, { AccountId }: OfAccount): void {
  if (AccountId !== call.account) accessDenied();
}
