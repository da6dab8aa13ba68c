import type { Tx } from '../store/store.ts';
import type { Caller } from './service.ts';

/** One question to IAM. */
export interface Access {
  readonly caller: Caller;
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/**
 * Answers by returning, or refuses by throwing AWS's AccessDenied. Lent by the iam service through
 * assemble.ts.
 */
export type Authorize = (tx: Tx, access: Access) => void;

/**
 * Everybody known may do everything in their own account, until IAM's evaluator is there to be lent (its own
 * issue).
 * An account is a wall already: a caller's scope is the only one a handler is given.
 */
export const authorizeAll: Authorize = () => undefined;
