import type { Effect } from '../../../base/effects/effect.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';

/** How long what is over is remembered, house time: longer than any repetition of a call takes. */
export const keptMs = 60 * 60_000;

/** Has a flow that is over forgotten. */
export function forget({ account, region }: Scope, flow: string): Effect {
  return {
    type: 'aws.call',
    service: 'lambda',
    operation: 'Forget',
    input: { flow },
    as: servicePrincipal('lambda'),
    scope: { account, region },
  };
}
