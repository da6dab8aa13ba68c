import type { Effect } from '../../../base/effects/effect.ts';
import type { ProcessMeasured } from '../../../base/effects/process.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact } from '../../../engine/flow.ts';
import type { InstanceFact, InstanceState } from './instance.ts';

/** What CloudWatch is told about a server by, and what is known of the last time. */
export interface Meter {
  readonly instanceType: string;
  readonly imageId: string;
  readonly group?: string | undefined;
  /** AWS: a minute with detailed monitoring, five without. */
  readonly everyMs: number;
  /** When it is measured next, while it runs. */
  readonly dueAt?: number | undefined;
  /** Of which boot, and when (of the wall), it had used how much. */
  readonly last?: { readonly boot: number; readonly at: number; readonly cpuMs: number } | undefined;
}

const measure = 'measure';
const metrics = 'metrics';

/** A server that runs is measured at each full minute, or each fifth; another is not. */
export function metered(state: InstanceState, now: number): InstanceState {
  const { meter, name } = state;
  if (!meter) return state;
  if (name !== 'running')
    return meter.dueAt === undefined ? state : { ...state, meter: { ...meter, dueAt: undefined } };
  if (meter.dueAt !== undefined && meter.dueAt > now) return state;
  return { ...state, meter: { ...meter, dueAt: (Math.floor(now / meter.everyMs) + 1) * meter.everyMs } };
}

/** What the measuring of a server is about, and nothing else; undefined of all other facts. */
export function measuring(
  state: InstanceState,
  fact: InstanceFact | EngineFact,
  now: number,
): Decision<InstanceState> | undefined {
  const { meter, name, restartAt = Infinity, instanceId: instance, boot } = state;
  if (!meter) return undefined;
  switch (fact.type) {
    case 'WakeTime':
      if (name !== 'running' || restartAt <= now) return undefined;
      return { state, effects: { [measure]: { type: 'instance.measure', instance, boot } } };
    case 'EffectSucceeded':
      if (fact.effect === metrics) return { state };
      return fact.effect === measure
        ? measured(state, meter, fact.output as ProcessMeasured, now)
        : undefined;
    case 'EffectFailed':
      return fact.effect === measure || fact.effect === metrics ? { state } : undefined;
    default:
      return undefined;
  }
}

function measured(
  state: InstanceState,
  meter: Meter,
  { at, machine, usages }: ProcessMeasured,
  now: number,
): Decision<InstanceState> {
  const { instanceId, boot } = state;
  const usage = usages[instanceId];
  if (!usage) return { state };
  const { last } = meter;
  const after = { ...state, meter: { ...meter, last: { boot, at, cpuMs: usage.cpuMs } } };
  // What was measured for the first time since it booted cannot be compared with anything.
  if (last?.boot !== boot || at <= last.at) return { state: after };
  const spent = Math.max(usage.cpuMs - last.cpuMs, 0) / (at - last.at);
  return { state: after, effects: { [metrics]: told(state, meter, spent / machine.cpus, now) } };
}

/** AWS: EC2 user guide, "CloudWatch metrics that are available for your instances": each dimension by itself. */
function told(state: InstanceState, meter: Meter, share: number, now: number): Effect {
  const { account, region, instanceId } = state;
  const dimensions = {
    InstanceId: instanceId,
    InstanceType: meter.instanceType,
    ImageId: meter.imageId,
    AutoScalingGroupName: meter.group,
  };
  const { everyMs } = meter;
  const Timestamp = new Date(Math.floor(now / everyMs) * everyMs - everyMs).toISOString();
  const datum = { MetricName: 'CPUUtilization', Unit: 'Percent', Value: Math.min(share, 1) * 100, Timestamp };
  const sets = Object.entries(dimensions).flatMap(([Name, Value]) =>
    Value === undefined ? [] : [[{ Name, Value }]],
  );
  return {
    type: 'aws.call',
    service: 'cloudwatch',
    operation: 'PutMetricData',
    input: { Namespace: 'AWS/EC2', MetricData: sets.map((Dimensions) => ({ ...datum, Dimensions })) },
    as: servicePrincipal('ec2'),
    scope: { account, region },
  };
}
