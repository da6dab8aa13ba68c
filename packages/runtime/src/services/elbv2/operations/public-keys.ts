import type { Handler } from '../../../dispatch/service.ts';
import { everywhere, publicKeys } from '../records.ts';

export interface FoundKey {
  /** PEM. */
  readonly pem?: string | undefined;
}

/** The house's own, asked by its door: the key that a load balancer's `x-amzn-oidc-data` names. */
export const findPublicKey: Handler<{ readonly id: string }, FoundKey> = ({ id }, call) => ({
  pem: publicKeys.get(call.tx, everywhere, id),
});
