import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** What came into a log group in one minute: counted while it comes, told when the minute is over. */
export interface Metering extends Scope {
  readonly group: string;
  readonly minute: number;
  /** Of how many CloudWatch has not been told yet, once it is known what it is told. */
  readonly left?: number;
}

/** What `MeterLogGroup` answers. */
export interface Metered {
  readonly puts: readonly { readonly Namespace: string; readonly MetricData: readonly object[] }[];
}

const minuteMs = 60_000;

export const meteringFlow: Flow<Metering, never> = { kind: 'logs.metering', decide };

function decide(metering: Metering, fact: EngineFact): Decision<Metering> {
  const { group, minute } = metering;
  switch (fact.type) {
    case 'Started':
      return { state: metering, wakeAt: minute + minuteMs };
    case 'WakeTime':
      return {
        state: metering,
        effects: { meter: call(metering, 'logs', 'MeterLogGroup', { group, minute }) },
      };
    case 'EffectSucceeded':
      return fact.effect === 'meter' ? told(metering, fact.output as Metered) : oneTold(metering);
    case 'EffectFailed':
      return fact.effect === 'meter' ? over(metering) : oneTold(metering);
    case 'FlowEnded':
      assert(false, 'a metering awaits no other flow');
      return { state: metering };
    default:
      return never(fact);
  }
}

const over = (state: Metering): Decision<Metering> => ({ state, ended: true, forgotten: true });

function told(metering: Metering, { puts }: Metered): Decision<Metering> {
  if (puts.length === 0) return over(metering);
  const effects = puts.map((put, index) => [
    `put ${index}`,
    call(metering, 'cloudwatch', 'PutMetricData', put),
  ]);
  return { state: { ...metering, left: puts.length }, effects: Object.fromEntries(effects) };
}

function oneTold(metering: Metering): Decision<Metering> {
  const left = metering.left! - 1;
  return left === 0 ? over(metering) : { state: { ...metering, left } };
}

const call = ({ account, region }: Scope, service: string, operation: string, input: object): Effect => ({
  type: 'aws.call',
  service,
  operation,
  input,
  as: servicePrincipal('logs'),
  scope: { account, region },
});
