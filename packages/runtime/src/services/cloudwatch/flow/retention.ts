import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** Rolls up what has grown old, of all metrics of an account and region; asleep until the first of it is due. */
export interface Retention extends Scope {
  readonly dueAt?: number | undefined;
}

export type RetentionFact = { readonly type: 'RollUpExpected'; readonly at: number };

/** What `RollUp` answers: when there is something to do next. */
export interface RolledUp {
  readonly dueAt?: number;
}

export const retentionFlowKind = 'cloudwatch.retention';

export const retentionFlow: Flow<Retention, RetentionFact> = { kind: retentionFlowKind, decide };

function decide(state: Retention, fact: RetentionFact | EngineFact, now: number): Decision<Retention> {
  switch (fact.type) {
    case 'Started':
      return until(state, state.dueAt);
    case 'RollUpExpected':
      return until(state, Math.min(state.dueAt ?? Infinity, fact.at));
    case 'WakeTime':
      return { state: { ...state, dueAt: undefined }, effects: { rollUp: rollUp(state) } };
    case 'EffectSucceeded': {
      const { dueAt } = fact.output as RolledUp;
      const next = Math.min(state.dueAt ?? Infinity, dueAt === undefined ? Infinity : Math.max(dueAt, now));
      return until(state, next === Infinity ? undefined : next);
    }
    case 'EffectFailed':
      assert(false, 'rows can be rolled up');
      return { state };
    case 'FlowEnded':
      assert(false, 'nobody is awaited');
      return { state };
    default:
      return never(fact);
  }
}

const until = (state: Retention, dueAt: number | undefined): Decision<Retention> => ({
  state: { ...state, dueAt },
  wakeAt: dueAt,
});

const rollUp = ({ account, region }: Scope) => ({
  type: 'aws.call' as const,
  service: 'cloudwatch',
  operation: 'RollUp',
  input: {},
  as: servicePrincipal('cloudwatch'),
  scope: { account, region },
});
