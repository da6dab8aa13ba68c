import { assert } from '../../../base/assert.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Vended, VendedDatum } from '../../../base/vended.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

export interface DistributedCall {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  /** The group whose events they are, where a function may ask. */
  readonly sourceArn?: string;
  /** Of what is sent to who subscribed. */
  readonly forwarded?: Forwarded;
}

/** What CloudWatch is told of a subscription filter. */
export interface Forwarded {
  readonly group: string;
  readonly filter: string;
  readonly events: number;
  /** As they are sent: compressed. */
  readonly bytes: number;
}

/** What the filters of a log group make of one batch of events, on its way to those who are told. */
export interface Distribution extends Scope {
  readonly id: string;
  readonly calls: readonly DistributedCall[];
  /** What is sent to who subscribed, by the name of its effect. */
  readonly forwarding?: Readonly<Record<string, Forwarded>>;
  /** How many have no outcome yet. */
  readonly left: number;
}

export const distributionFlow: Flow<Distribution, never> = { kind: 'logs.distribution', decide };

function decide(distribution: Distribution, fact: EngineFact, now: number): Decision<Distribution> {
  switch (fact.type) {
    case 'Started': {
      const { calls } = distribution;
      const forwarding = Object.fromEntries(
        calls.flatMap(({ forwarded }, index) => (forwarded ? [[nameOf(index), forwarded]] : [])),
      );
      return { state: { ...distribution, calls: [], forwarding }, effects: effectsOf(distribution) };
    }
    case 'EffectSucceeded':
    // AWS: a function that is gone or does not let CloudWatch Logs call it is sent nothing.
    case 'EffectFailed': {
      const left = distribution.left - 1;
      const forwarded = distribution.forwarding?.[fact.effect];
      const measured = forwarded && measure(distribution, forwarded, fact.type === 'EffectSucceeded', now);
      return {
        state: { ...distribution, left },
        ...(measured && { measures: [measured] }),
        ...(left === 0 && { ended: true, forgotten: true }),
      };
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
    calls.map(({ forwarded: _, ...asked }, index) => [
      nameOf(index),
      { type: 'aws.call', ...asked, as, scope: { account, region } },
    ]),
  );
}

const nameOf = (index: number): string => `call-${index}`;

// AWS: user guide, "Monitoring with CloudWatch metrics": what is forwarded, or could not be delivered, by subscription.
function measure(
  { account, region }: Distribution,
  { group, filter, events, bytes }: Forwarded,
  isDelivered: boolean,
  now: number,
): Vended {
  const Dimensions = [
    { Name: 'LogGroupName', Value: group },
    { Name: 'DestinationType', Value: 'Lambda' },
    { Name: 'FilterName', Value: filter },
  ];
  const Timestamp = new Date(now).toISOString();
  const datum = (MetricName: string, Value: number, Unit: VendedDatum['Unit']) => ({
    MetricName,
    Value,
    Unit,
    Dimensions,
    Timestamp,
  });
  const data = isDelivered
    ? [datum('ForwardedBytes', bytes, 'Bytes'), datum('ForwardedLogEvents', events, 'Count')]
    : [datum('DeliveryErrors', events, 'Count')];
  return { scope: { account, region }, namespace: 'AWS/Logs', data };
}
