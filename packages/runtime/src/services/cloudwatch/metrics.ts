import type { Dimension as GivenDimension } from '@aws-sdk/client-cloudwatch';
import { invalidValue } from './errors.ts';
import type { Dimension, Metric } from './records.ts';

const dimensionsMax = 30;

/** A metric as a request names it. */
export function metricOf(
  namespace: string,
  metricName: string,
  dimensions: readonly GivenDimension[] | undefined,
  parameter = 'Dimensions',
): Metric {
  const given = dimensions ?? [];
  if (given.length > dimensionsMax)
    invalidValue(`The collection ${parameter} must not have a size greater than ${dimensionsMax}.`);
  const sorted = given.map(({ Name, Value }) => ({ name: Name!, value: Value! })).sort(byName);
  if (sorted.some(({ name }, index) => name === sorted[index + 1]?.name))
    invalidValue(`The collection ${parameter} must not have duplicate names.`);
  return { namespace, metricName, dimensions: sorted };
}

const byName = (a: Dimension, b: Dimension): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

export const dimensionsOf = ({ dimensions }: Metric): GivenDimension[] =>
  dimensions.map(({ name, value }) => ({ Name: name, Value: value }));
