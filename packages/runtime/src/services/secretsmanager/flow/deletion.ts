import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** A secret whose recovery window runs. */
export interface Deletion extends Scope {
  readonly name: string;
  /** House time. */
  readonly at: number;
}

export const deletionFlow: Flow<Deletion, never> = { kind: 'secretsmanager.deletion', decide };

function decide(deletion: Deletion, fact: EngineFact): Decision<Deletion> {
  switch (fact.type) {
    case 'Started':
      return { state: deletion, wakeAt: deletion.at };
    case 'WakeTime':
      return { state: deletion, effects: { forget: forget(deletion) } };
    case 'EffectSucceeded':
      return { state: deletion, ended: true, forgotten: true };
    case 'EffectFailed':
      assert(false, 'a secret whose window is over can be forgotten');
      return { state: deletion, ended: true };
    case 'FlowEnded':
      assert(false, 'a deletion awaits no other flow');
      return { state: deletion };
    default:
      return never(fact);
  }
}

const forget = ({ account, region, name }: Deletion) => ({
  type: 'aws.call' as const,
  service: 'secretsmanager',
  operation: 'Forget',
  input: { name },
  as: servicePrincipal('secretsmanager'),
  scope: { account, region },
});
