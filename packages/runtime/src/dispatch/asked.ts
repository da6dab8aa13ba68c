import { AwsError } from '../base/aws-error.ts';
import type { Caller } from './service.ts';
import type { CallRequest } from './door.ts';

/** One call, from wherever it came. */
export interface Asked {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly caller: Caller;
  readonly endpoint: string;
  /** Nobody has held the input against its schema. */
  readonly inside?: true;
  readonly loose?: true;
  readonly effectId?: string;
  readonly onGone?: CallRequest['onGone'] | undefined;
}

/** A call that outlived its house, or its effect, changes nothing. */
export function requireOpen(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new AwsError('ServiceUnavailable', 'The call was given up before it was answered.', {}, 503);
}
