/** What AWS itself publishes in a namespace: names, dimensions, units. What is in no table here is not judged. */
export interface VendedNamespace {
  readonly namespace: string;
  readonly url: string;
  /** How often there is a datapoint, in seconds. */
  readonly periodSeconds: number;
  readonly metrics: Readonly<Record<string, VendedMetric>>;
}

/**
 * `count` counts events: its Sum is a number of them. `level` is how many of something there are at a time. `percent`
 * is of a hundred.
 */
export type Measure =
  'count' | 'level' | 'percent' | 'seconds' | 'milliseconds' | 'bytes' | 'megabytes' | 'ratio';

export interface VendedMetric {
  readonly measure: Measure;
  /** The sets of dimensions it is published with. Without it: some, which are not in the table. */
  readonly dimensionSets?: readonly (readonly string[])[];
  /** Every sample is 1, so that Average, Minimum and Maximum are 1 whatever happens. */
  readonly ones?: true;
  /** Each sample is 0 or 1: Average is a rate between them. */
  readonly rate?: true;
  /** There is a datapoint only where it is not zero. */
  readonly sparse?: true;
  /** The most it can be. */
  readonly most?: { readonly value: number; readonly because: string };
}

export const unitOf: Readonly<Record<Measure, string>> = {
  count: 'Count',
  level: 'Count',
  ratio: 'Count',
  percent: 'Percent',
  seconds: 'Seconds',
  milliseconds: 'Milliseconds',
  bytes: 'Bytes',
  megabytes: 'Megabytes',
};

/** Metrics of the same kind, by name. */
export function each(names: string, metric: VendedMetric): Record<string, VendedMetric> {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, metric]));
}
