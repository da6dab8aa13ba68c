import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** A query of Logs Insights: run once, and its answer kept for a week. */
export interface Query extends Scope {
  readonly queryId: string;
}

/** AWS: CloudWatch Logs quotas: "query results are available for 7 days". */
const keptMs = 7 * 24 * 60 * 60 * 1000;

export const queryFlow: Flow<Query, never> = { kind: 'logs.query', decide };

function decide(query: Query, fact: EngineFact, now: number): Decision<Query> {
  switch (fact.type) {
    case 'Started':
      return { state: query, effects: { run: asked(query, 'RunQuery') } };
    case 'EffectSucceeded':
      return fact.effect === 'forget'
        ? { state: query, ended: true, forgotten: true }
        : { state: query, wakeAt: now + keptMs };
    // Its log events are gone: with their group, or their stream.
    case 'EffectFailed':
      assert(fact.effect === 'run', 'a query that failed can be told so, and forgotten');
      return { state: query, effects: { fail: asked(query, 'FailQuery') } };
    case 'WakeTime':
      return { state: query, effects: { forget: asked(query, 'ForgetQuery') } };
    case 'FlowEnded':
      assert(false, 'a query awaits no other flow');
      return { state: query };
    default:
      return never(fact);
  }
}

const asked = ({ account, region, queryId }: Query, operation: string) => ({
  type: 'aws.call' as const,
  service: 'logs',
  operation,
  input: { queryId },
  as: servicePrincipal('logs'),
  scope: { account, region },
});
