import { assert } from '../base/assert.ts';
import { never } from '../base/never.ts';
import type { Scope } from '../base/scope.ts';
import { servicePrincipal } from '../base/service-principal.ts';
import type { Decision, EngineFact, Flow, NewFlow } from '../engine/flow.ts';
import { flowId } from './service.ts';

/** A `MetricDatum` as plain data: its time is ISO 8601. */
export interface VendedDatum {
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly Timestamp: string;
  readonly Value: number;
  readonly Unit: 'Count' | 'Seconds' | 'Milliseconds' | 'Bytes' | 'Megabytes' | 'Percent' | 'None';
}

/** What a service tells CloudWatch, on its way there. */
export interface Vended {
  readonly scope: Scope;
  readonly namespace: string;
  readonly data: readonly VendedDatum[];
}

interface Vending extends Vended {
  readonly service: string;
}

/** For what ends, or has other things to wait for: another flow, started by its decision, tells CloudWatch. */
export const vendingFlow = (service: string): Flow<Vending, never> => ({
  kind: `${service}.vending`,
  decide: decideVending,
});

function decideVending(vending: Vending, fact: EngineFact): Decision<Vending> {
  switch (fact.type) {
    case 'Started':
      return { state: { ...vending, data: [] }, effects: { put: putMetricData(vending) } };
    case 'EffectSucceeded':
    case 'EffectFailed':
      return { state: vending, ended: true, forgotten: true };
    case 'WakeTime':
    case 'FlowEnded':
      assert(false, 'what is vended waits for nothing else');
      return { state: vending };
    default:
      return never(fact);
  }
}

const putMetricData = ({ service, scope, namespace, data }: Vending) => ({
  type: 'aws.call' as const,
  service: 'cloudwatch',
  operation: 'PutMetricData',
  input: { Namespace: namespace, MetricData: data },
  as: servicePrincipal(service),
  scope,
});

/** A flow that tells CloudWatch, of a service that has a `vendingFlow`. The name must be new: what is told of. */
export function vend(service: string, name: string, vended: Vended): NewFlow {
  const kind = `${service}.vending`;
  return { kind, id: flowId(kind, vended.scope, name), state: { ...vended, service } satisfies Vending };
}
