import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { flowId } from '../../../dispatch/service.ts';

/** A repository whose policy has images expire. */
export interface Lifecycle extends Scope {
  readonly repositoryName: string;
}

/** AWS: "images … are expired within 24 hours" of meeting a policy's criteria. */
const everyMs = 24 * 60 * 60_000;

export const lifecycleFlow: Flow<Lifecycle, never> = { kind: 'ecr.lifecycle', decide };

export const lifecycleFlowId = (scope: Scope, repository: string): string =>
  flowId(lifecycleFlow.kind, scope, repository);

function decide(lifecycle: Lifecycle, fact: EngineFact, now: number): Decision<Lifecycle> {
  switch (fact.type) {
    case 'Started':
    case 'WakeTime': {
      const { account, region, repositoryName } = lifecycle;
      const apply = {
        type: 'aws.call',
        service: 'ecr',
        operation: 'ApplyLifecyclePolicy',
        input: { repositoryName },
        as: servicePrincipal('ecr'),
        scope: { account, region },
      } as const;
      return { state: lifecycle, effects: { apply } };
    }
    case 'EffectSucceeded':
    case 'EffectFailed':
      return { state: lifecycle, wakeAt: now + everyMs };
    case 'FlowEnded':
      assert(false, 'a lifecycle awaits no other flow');
      return { state: lifecycle };
    default:
      return never(fact);
  }
}
