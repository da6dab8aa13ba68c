import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { EngineFact, Decision, Flow } from '../../../engine/flow.ts';

/** Processes of deleted functions, being ended. */
export interface Removal {
  /** Qualified ARNs, those still to be confirmed. */
  readonly functions: readonly string[];
}

export const removalFlow: Flow<Removal, never> = { kind: 'lambda.removal', decide };

function decide(removal: Removal, fact: EngineFact): Decision<Removal> {
  switch (fact.type) {
    case 'Started':
      return {
        state: removal,
        effects: Object.fromEntries(
          removal.functions.map((arn) => [arn, { type: 'function.remove', function: arn }]),
        ),
      };
    case 'EffectSucceeded':
    case 'EffectFailed': {
      const functions = removal.functions.filter((arn) => arn !== fact.effect);
      return { state: { functions }, ended: functions.length === 0 };
    }
    case 'WakeTime':
    case 'FlowEnded':
      assert(false, 'a removal asks for neither a wake nor another flow');
      return { state: removal };
    default:
      return never(fact);
  }
}
