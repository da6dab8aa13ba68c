import type * as sdk from '@aws-sdk/client-ssm';
import type { Given } from '../../base/given.ts';
import type { Call } from '../../dispatch/service.ts';
import { invalidFilterKey, invalidFilterOption, invalidFilterValue } from './errors.ts';
import { versionsOf, type Parameter, type ParameterVersion } from './records.ts';

type Filter = Given<sdk.ParameterStringFilter>;

/** The versions of a parameter that filters let through: one, or none. */
export type Chosen = (parameter: Parameter) => readonly ParameterVersion[];

/** The filters of GetParametersByPath: of these, Label chooses another version than the latest. */
export function pathFilters(call: Call, filters: readonly Filter[]): Chosen {
  checkFilters(filters, ['Type', 'KeyId', 'Label']);
  const labels = filters.find((filter) => filter.Key === 'Label')?.Values;
  const matches = filters.filter((filter) => filter.Key !== 'Label').map(matcher);
  return (parameter) => {
    if (!matches.every((match) => match(parameter))) return [];
    if (!labels) return [parameter];
    return versionsOf(call.tx, call, parameter).filter((version) =>
      version.labels.some((label) => labels.includes(label)),
    );
  };
}

/** The filters of DescribeParameters. */
export function descriptionFilters(filters: readonly Filter[]): (parameter: Parameter) => boolean {
  checkFilters(filters, ['Path', 'Name', 'Type', 'KeyId', 'Tier', 'DataType']);
  const matches = filters.map(matcher);
  return (parameter) => matches.every((match) => match(parameter));
}

function checkFilters(filters: readonly Filter[], keys: readonly string[]): void {
  const seen = new Set<string>();
  for (const { Key, Values, Option } of filters) {
    const isTag = Key.startsWith('tag:') && keys.includes('Path');
    if (!isTag && !keys.includes(Key))
      invalidFilterKey(
        `The following filter key is not valid: ${Key}. Valid filter keys include: [${keys.join(', ')}].`,
      );
    if (seen.has(Key))
      invalidFilterKey(
        `The following filter is duplicated in the request: ${Key}. A request can contain only one occurrence of a ` +
          'specific filter.',
      );
    seen.add(Key);
    if (!isTag && (Values ?? []).length === 0)
      invalidFilterValue(`The following filter values are missing : null for filter key ${Key}.`);
    checkOption(Key, Option);
    checkValues(Key, Values ?? []);
  }
}

function checkOption(key: string, option: string | undefined): void {
  if (option === undefined) return;
  const valid =
    key === 'Path'
      ? ['Recursive', 'OneLevel']
      : key === 'Name'
        ? ['BeginsWith', 'Equals', 'Contains']
        : key === 'Label'
          ? ['Equals']
          : ['BeginsWith', 'Equals'];
  if (!valid.includes(option)) invalidFilterOption(option, valid);
}

const values: Readonly<Record<string, readonly string[]>> = {
  Tier: ['Standard', 'Advanced', 'Intelligent-Tiering'],
  Type: ['String', 'StringList', 'SecureString'],
};

function checkValues(key: string, given: readonly string[]): void {
  const valid = values[key];
  const wrong = valid && given.find((value) => !valid.includes(value));
  if (wrong !== undefined)
    invalidFilterValue(
      `The following filter value is not valid: ${wrong}. Valid values include: [${valid!.join(', ')}].`,
    );
}

function matcher({ Key, Option, Values = [] }: Filter): (parameter: Parameter) => boolean {
  if (Key === 'Path') {
    const paths = Values.map((path) => (path.endsWith('/') ? path : `${path}/`));
    return ({ name }) => paths.some((path) => isBelow(name, path, Option === 'Recursive'));
  }
  const matches = (text: string) =>
    Values.some((value) =>
      Option === 'BeginsWith'
        ? text.startsWith(value)
        : Option === 'Contains'
          ? text.includes(value)
          : text === value,
    );
  return (parameter) => {
    const text = textOf(parameter, Key);
    return text !== undefined && (Values.length === 0 || matches(text));
  };
}

const isBelow = (name: string, path: string, recursive: boolean): boolean =>
  name.startsWith(path) && (recursive || !name.slice(path.length).includes('/'));

function textOf(parameter: Parameter, key: string): string | undefined {
  switch (key) {
    case 'Name':
      return parameter.name;
    case 'Type':
      return parameter.type;
    case 'KeyId':
      return parameter.keyId;
    case 'Tier':
      return parameter.tier;
    case 'DataType':
      return parameter.dataType;
    default: {
      const name = key.slice('tag:'.length);
      return Object.hasOwn(parameter.tags, name) ? parameter.tags[name] : undefined;
    }
  }
}
