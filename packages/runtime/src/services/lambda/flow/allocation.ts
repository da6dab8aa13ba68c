import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { forget } from './forgetting.ts';

/** What was asked for: that there are as many processes of some versions as their configurations say. */
export interface Allocated {
  readonly functionName: string;
  readonly versions: readonly string[];
  /** The configuration that is told how it went, where there is one. */
  readonly qualifier?: string | undefined;
  readonly allocation?: number | undefined;
}

/** Processes of versions, being started before anybody asks for them, or let go. */
export interface Allocation extends Scope {
  readonly flow: string;
  readonly wanted: Allocated;
}

export const allocationFlow: Flow<Allocation, never> = { kind: 'lambda.allocation', decide };

function decide(state: Allocation, fact: EngineFact): Decision<Allocation> {
  const { account, region, wanted, flow } = state;
  switch (fact.type) {
    case 'Started':
      return {
        state,
        effects: {
          allocate: {
            type: 'aws.call',
            service: 'lambda',
            operation: 'Allocate',
            input: wanted,
            as: servicePrincipal('lambda'),
            scope: { account, region },
          },
        },
      };
    case 'EffectSucceeded':
    case 'EffectFailed':
      return fact.effect === 'allocate' ? { state, effects: { forget: forget(state, flow) } } : { state };
    case 'WakeTime':
    case 'FlowEnded':
      assert(false, 'an allocation asks for neither a wake nor another flow');
      return { state };
    default:
      return never(fact);
  }
}
