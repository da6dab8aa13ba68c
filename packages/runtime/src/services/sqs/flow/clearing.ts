import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** A shelf whose messages were purged, or whose queue was deleted: cleared away piece by piece. */
export interface Clearing extends Scope {
  readonly shelf: string;
}

export const clearingFlow: Flow<Clearing, never> = { kind: 'sqs.clearing', decide };

function decide(clearing: Clearing, fact: EngineFact): Decision<Clearing> {
  switch (fact.type) {
    case 'Started':
      return again(clearing);
    case 'EffectSucceeded':
      return (fact.output as { readonly more: boolean }).more
        ? again(clearing)
        : { state: clearing, ended: true, forgotten: true };
    case 'EffectFailed':
    case 'WakeTime':
    case 'FlowEnded':
      assert(false, `a shelf is cleared, and nothing else is waited for: ${fact.type}`);
      return { state: clearing };
    default:
      return never(fact);
  }
}

const again = (clearing: Clearing): Decision<Clearing> => ({
  state: clearing,
  effects: {
    clear: {
      type: 'aws.call',
      service: 'sqs',
      operation: 'Clear',
      input: { shelf: clearing.shelf },
      as: servicePrincipal('sqs'),
      scope: { account: clearing.account, region: clearing.region },
    },
  },
});
