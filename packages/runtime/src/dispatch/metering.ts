import { assert } from '../base/assert.ts';
import type { Effect } from '../base/effects/effect.ts';
import { never } from '../base/never.ts';
import type { Scope } from '../base/scope.ts';
import { servicePrincipal } from '../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../engine/flow.ts';
import { flowId, type Call } from './service.ts';

/** What happens to something in one minute: its service counts it, and CloudWatch is told when the minute is over. */
export interface Metering extends Scope {
  /** What it happens to: a log group's name, nothing where it is the service as a whole. */
  readonly subject: string;
  /** When it begins. */
  readonly minute: number;
  /** Of how many CloudWatch has not been told yet, once it is known what it is told. */
  readonly left?: number;
}

/** What a service is asked when the minute is over. */
export type Counted = Pick<Metering, 'subject' | 'minute'>;

/** What it answers. */
export interface Metered {
  readonly puts: readonly { readonly Namespace: string; readonly MetricData: readonly object[] }[];
}

const minuteMs = 60_000;

export const minuteOf = (now: number): number => Math.floor(now / minuteMs) * minuteMs;

const kindOf = (service: string): string => `${service}.metering`;

/** Has a minute told of when it is over. */
export function meter(call: Call, service: string, { subject, minute }: Counted): void {
  const { account, region } = call;
  const state: Metering = { account, region, subject, minute };
  // What waited for the disk may come when its minute has been told of already: it is told of by a flow of its own.
  const serial = call.tx.next(`${service}.meterings`);
  call.flows.start(kindOf(service), flowId(kindOf(service), call, `${subject}:${minute}:${serial}`), state);
}

/** The flow of a service that answers what it has counted by an operation of its own. */
export const meteringFlow = (service: string, operation: string): Flow<Metering, never> => ({
  kind: kindOf(service),
  decide: (metering, fact) => decide(metering, fact, { service, operation }),
});

interface Counter {
  readonly service: string;
  readonly operation: string;
}

function decide(metering: Metering, fact: EngineFact, { service, operation }: Counter): Decision<Metering> {
  const { subject, minute } = metering;
  const call = (whose: string, what: string, input: object): Effect => ({
    type: 'aws.call',
    service: whose,
    operation: what,
    input,
    as: servicePrincipal(service),
    scope: { account: metering.account, region: metering.region },
  });
  switch (fact.type) {
    case 'Started':
      return { state: metering, wakeAt: minute + minuteMs };
    case 'WakeTime':
      return { state: metering, effects: { meter: call(service, operation, { subject, minute }) } };
    case 'EffectSucceeded': {
      if (fact.effect !== 'meter') return oneTold(metering);
      const { puts } = fact.output as Metered;
      if (puts.length === 0) return over(metering);
      const effects = puts.map((put, index) => [`put ${index}`, call('cloudwatch', 'PutMetricData', put)]);
      return { state: { ...metering, left: puts.length }, effects: Object.fromEntries(effects) };
    }
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

function oneTold(metering: Metering): Decision<Metering> {
  const left = metering.left! - 1;
  return left === 0 ? over(metering) : { state: { ...metering, left } };
}
