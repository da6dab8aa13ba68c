import type { Dimension as GivenDimension, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { isAscii } from '../../base/ascii.ts';
import { invalidParameter, invalidValue, missingParameter } from './errors.ts';
import type { Dimension, Metric } from './records.ts';

const dimensionsMax = 30;

/** A metric as a request names it. */
export function metricOf(
  namespace: string,
  metricName: string,
  dimensions: readonly GivenDimension[] | undefined,
  parameter = (): string => 'Dimensions',
): Metric {
  const given = dimensions ?? [];
  if (given.length > dimensionsMax)
    invalidValue(`The collection ${parameter()} must not have a size greater than ${dimensionsMax}.`);
  const sorted = given.map(({ Name, Value }) => ({ name: Name!, value: Value! })).sort(byName);
  if (sorted.some(({ name }, index) => name === sorted[index + 1]?.name))
    invalidValue(`The collection ${parameter()} must not have duplicate names.`);
  return { namespace, metricName, dimensions: sorted };
}

const byName = (a: Dimension, b: Dimension): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

export const dimensionsOf = ({ dimensions }: Metric): GivenDimension[] =>
  dimensions.map(({ name, value }) => ({ Name: name, Value: value }));

/** What a metric that is put may be called. */
// AWS: API_Dimension.
export function assertNames(datum: MetricDatum, name: string): void {
  assertAscii(datum.MetricName!, `${name}.MetricName`);
  for (const [index, { Name, Value }] of (datum.Dimensions ?? []).entries()) {
    const dimension = `${name}.Dimensions.member.${index + 1}`;
    if (Name!.startsWith(':')) invalidParameter(`${dimension}.Name`, Name);
    for (const [member, text] of [
      ['Name', Name!],
      ['Value', Value!],
    ] as const) {
      assertAscii(text, `${dimension}.${member}`);
      if (text.trim() === '') missingParameter(`The parameter ${dimension}.${member} is required.`);
    }
  }
}

// AWS: "ASCII control characters are not supported"; the sentence is known of what is not ASCII alone.
export function assertAscii(text: string, parameter: string): void {
  if (!isAscii(text)) invalidValue(`The value for parameter ${parameter} contains non-ASCII characters.`);
}
