import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

export interface DistributedCall {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
}

/** What the filters of a log group make of one batch of events, on its way to those who are told. */
export interface Distribution extends Scope {
  readonly calls: readonly DistributedCall[];
  /** How many have no outcome yet. */
  readonly left: number;
}

export const distributionFlow: Flow<Distribution, never> = { kind: 'logs.distribution', decide };

function decide(distribution: Distribution, fact: EngineFact): Decision<Distribution> {
  switch (fact.type) {
    case 'Started':
      return { state: { ...distribution, calls: [] }, effects: effectsOf(distribution) };
    case 'EffectSucceeded':
    // AWS: a function that is gone or does not let CloudWatch Logs call it is sent nothing.
    case 'EffectFailed': {
      const left = distribution.left - 1;
      return { state: { ...distribution, left }, ...(left === 0 && { ended: true, forgotten: true }) };
    }
    case 'WakeTime':
    case 'FlowEnded':
      assert(false, 'a distribution waits for its calls alone');
      return { state: distribution };
    default:
      return never(fact);
  }
}

function effectsOf({ account, region, calls }: Distribution): Record<string, Effect> {
  const as = servicePrincipal('logs');
  return Object.fromEntries(
    calls.map((each, index) => [
      `call-${index}`,
      { type: 'aws.call', ...each, as, scope: { account, region } },
    ]),
  );
}
