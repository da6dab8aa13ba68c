import type * as sdk from '@aws-sdk/client-ssm';
import type { Given } from '../../base/given.ts';
import { opsItemParameterInvalid } from './errors.ts';
import type { OpsItem } from './ops-items.ts';

type Compare = (texts: readonly string[], values: readonly string[]) => boolean;

const operators: Readonly<Record<string, Compare>> = {
  Equal: (texts, values) => texts.some((text) => values.includes(text)),
  Contains: (texts, values) => texts.some((text) => values.some((value) => text.includes(value))),
  GreaterThan: (texts, values) => texts.some((text) => values.every((value) => moment(text) > moment(value))),
  LessThan: (texts, values) => texts.some((text) => values.every((value) => moment(text) < moment(value))),
};

const moment = (text: string): number => new Date(/^\d+$/.test(text) ? Number(text) : text).getTime();

const equal = ['Equal'];
const words = ['Equal', 'Contains'];
const times = ['GreaterThan', 'LessThan'];

/** What a filter looks at, and by which operators. AWS: DescribeOpsItems, "OpsItemFilters". */
const keys: Readonly<
  Record<string, readonly [of: (item: OpsItem) => readonly string[], operators: readonly string[]]>
> = {
  Status: [({ status }) => [status], equal],
  OpsItemId: [({ id }) => [id], equal],
  OpsItemType: [({ type }) => [type], equal],
  Priority: [({ priority }) => (priority === undefined ? [] : [String(priority)]), equal],
  Severity: [({ severity }) => (severity === undefined ? [] : [severity]), equal],
  Category: [({ category }) => (category === undefined ? [] : [category]), equal],
  Source: [({ source }) => [source], words],
  Title: [({ title }) => [title], words],
  CreatedBy: [({ createdBy }) => [createdBy], words],
  CreatedTime: [({ createdAt }) => [new Date(createdAt).toISOString()], times],
  LastModifiedTime: [({ modifiedAt }) => [new Date(modifiedAt).toISOString()], times],
  ResourceId: [({ operationalData }) => [operationalData['/aws/resources']?.Value ?? ''], ['Contains']],
  OperationalDataKey: [({ operationalData }) => Object.keys(operationalData), equal],
  OperationalDataValue: [
    ({ operationalData }) => Object.values(operationalData).map(({ Value = '' }) => Value),
    words,
  ],
  OperationalData: [
    ({ operationalData }) =>
      Object.entries(operationalData).map(([key, { Value: value }]) => JSON.stringify({ key, value })),
    equal,
  ],
};

/** Whether a filter lets an item through. */
export function opsItemFilter({
  Key,
  Operator,
  Values,
}: Given<sdk.OpsItemFilter>): (item: OpsItem) => boolean {
  const [textsOf, allowed] =
    keys[Key] ?? opsItemParameterInvalid('OpsItemFilters', `Unsupported key: ${Key}`);
  if (!allowed.includes(Operator))
    opsItemParameterInvalid('OpsItemFilters', `Invalid operator ${Operator} for key ${Key}`);
  return (item) => operators[Operator]!(textsOf(item), Values);
}
