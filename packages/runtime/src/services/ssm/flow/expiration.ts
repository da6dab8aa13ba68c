import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** A parameter that is to be deleted. */
export interface Expiration extends Scope {
  readonly name: string;
  readonly version: number;
  /** House time. */
  readonly at: number;
}

export const expirationFlow: Flow<Expiration, never> = { kind: 'ssm.expiration', decide };

function decide(expiration: Expiration, fact: EngineFact): Decision<Expiration> {
  switch (fact.type) {
    case 'Started':
      return { state: expiration, wakeAt: expiration.at };
    case 'WakeTime':
      return { state: expiration, effects: { expire: expire(expiration) } };
    case 'EffectSucceeded':
      return { state: expiration, ended: true, forgotten: true };
    case 'EffectFailed':
      assert(false, 'what is to expire, or is gone, can be deleted');
      return { state: expiration, ended: true };
    case 'FlowEnded':
      assert(false, 'an expiration awaits no other flow');
      return { state: expiration };
    default:
      return never(fact);
  }
}

const expire = ({ account, region, name, version }: Expiration) => ({
  type: 'aws.call' as const,
  service: 'ssm',
  operation: 'Expire',
  input: { name, version },
  as: servicePrincipal('ssm'),
  scope: { account, region },
});
