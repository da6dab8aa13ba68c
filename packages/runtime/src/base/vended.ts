import type { Scope } from './scope.ts';

/** A `MetricDatum` as plain data: its time is ISO 8601. */
export interface VendedDatum {
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly Timestamp: string;
  readonly Value: number;
  readonly Unit: 'Count' | 'Seconds' | 'Milliseconds' | 'Bytes' | 'Megabytes' | 'Percent' | 'None';
}

/** What a service has counted or measured, as it tells CloudWatch. */
export interface Vended {
  readonly scope: Scope;
  readonly namespace: string;
  readonly data: readonly VendedDatum[];
}
