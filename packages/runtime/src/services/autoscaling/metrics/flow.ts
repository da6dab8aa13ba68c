import { assert } from '../../../base/assert.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { flowId } from '../../../dispatch/service.ts';

/** A group whose metrics are wanted: CloudWatch is told of it every minute. */
export interface Measured extends Scope {
  readonly name: string;
}

const kind = 'autoscaling.metrics';

export const metricsFlow: Flow<Measured, never> = { kind, decide };

export const metricsFlowId = (scope: Scope, name: string): string => flowId(kind, scope, name);

const minuteMs = 60_000;

const nextMinute = (now: number): number => (Math.floor(now / minuteMs) + 1) * minuteMs;

function decide(state: Measured, fact: EngineFact, now: number): Decision<Measured> {
  switch (fact.type) {
    case 'Started':
    case 'EffectSucceeded':
    case 'EffectFailed':
      return { state, wakeAt: nextMinute(now) };
    case 'WakeTime':
      return { state, effects: { [`tell ${now}`]: tell(state) } };
    default:
      assert(false, `nothing else is waited for: ${fact.type}`);
      return { state };
  }
}

const tell = ({ account, region, name }: Measured) =>
  ({
    type: 'aws.call',
    service: 'autoscaling',
    operation: 'TellGroupMetrics',
    input: { name },
    as: servicePrincipal('autoscaling'),
    scope: { account, region },
  }) as const;
