import type { GroupMeasurement, LoadBalancerMeasured } from '../../../base/effects/load-balancer.ts';

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}
/** A `MetricDatum` as plain data: its time is ISO 8601. */
export interface Datum extends Reading {
  readonly Dimensions: readonly Dimension[];
  readonly Timestamp: string;
  readonly StorageResolution?: 1;
}
export interface Reading {
  readonly MetricName: string;
  readonly Unit: 'Bytes' | 'Count' | 'Seconds';
  readonly StatisticValues?: {
    readonly SampleCount: number;
    readonly Sum: number;
    readonly Minimum: number;
    readonly Maximum: number;
  };
  readonly Values?: readonly number[];
  readonly Counts?: readonly number[];
}

/** Readings of a span under their dimensions; of one that is shorter than a minute, in high resolution. */
export function datumsOf(
  { start, spanMs }: Pick<LoadBalancerMeasured, 'spanMs' | 'start'>,
  Dimensions: readonly Dimension[],
  readings: readonly Reading[],
): Datum[] {
  const Timestamp = new Date(start).toISOString();
  const resolution = spanMs < 60_000 ? ({ StorageResolution: 1 } as const) : {};
  return readings.map((reading) => ({ ...reading, Dimensions, Timestamp, ...resolution }));
}

/** AWS: Un/HealthyHostCount are reported where there are registered targets. */
export function hosts({ healthyHosts, unhealthyHosts }: GroupMeasurement): Reading[] {
  if (healthyHosts + unhealthyHosts === 0) return [];
  return [gauge('HealthyHostCount', healthyHosts), gauge('UnHealthyHostCount', unhealthyHosts)];
}

/** AWS: of these counts each request is a sample of 1, so that minimum, maximum and average are 1. */
export function count(MetricName: string, n: number): Reading[] {
  if (n === 0) return [];
  return [{ MetricName, Unit: 'Count', StatisticValues: { SampleCount: n, Sum: n, Minimum: 1, Maximum: 1 } }];
}

export function gauge(MetricName: string, value: number, Unit: Reading['Unit'] = 'Count'): Reading {
  const StatisticValues = { SampleCount: 1, Sum: value, Minimum: value, Maximum: value };
  return { MetricName, Unit, StatisticValues };
}
