import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** A log group that has a retention: once a day, what is older is taken away. */
export interface Retention extends Scope {
  readonly group: string;
}

export type RetentionFact = { readonly type: 'RetentionChanged' };

/** AWS: PutRetentionPolicy: "typically takes up to 72 hours before log events are deleted" after they expire. */
const everyMs = 24 * 60 * 60 * 1000;

export const retentionFlow: Flow<Retention, RetentionFact> = { kind: 'logs.retention', decide };

function decide(retention: Retention, fact: RetentionFact | EngineFact, now: number): Decision<Retention> {
  switch (fact.type) {
    case 'Started':
    case 'RetentionChanged':
    case 'WakeTime':
      return { state: retention, effects: { expire: expireOf(retention) } };
    case 'EffectSucceeded':
    case 'EffectFailed':
      return { state: retention, wakeAt: now + everyMs };
    case 'FlowEnded':
      assert(false, 'a retention awaits no other flow');
      return { state: retention };
    default:
      return never(fact);
  }
}

const expireOf = ({ account, region, group }: Retention) => ({
  type: 'aws.call' as const,
  service: 'logs',
  operation: 'ExpireLogEvents',
  input: { logGroupName: group },
  as: servicePrincipal('logs'),
  scope: { account, region },
});
