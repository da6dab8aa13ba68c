import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import type { EngineFact, Decision, Flow } from '../../../engine/flow.ts';
import { forget } from './forgetting.ts';

/** Processes of deleted functions, being ended. */
export interface Removal extends Scope {
  readonly flow: string;
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
      const state = { ...removal, functions };
      return functions.length > 0 ? { state } : { state, effects: { forget: forget(removal, removal.flow) } };
    }
    case 'WakeTime':
    case 'FlowEnded':
      assert(false, 'a removal asks for neither a wake nor another flow');
      return { state: removal };
    default:
      return never(fact);
  }
}
