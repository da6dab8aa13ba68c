import { own } from '../../../base/own.ts';
import type { ConfigurationKey } from '../actions/action.ts';

/** What a value of a type looks like. What has variables in it is not known before it runs. */
const looks: Readonly<Record<NonNullable<ConfigurationKey['type']>, RegExp>> = {
  String: /^/,
  Number: /^-?\d+(\.\d+)?$|#\{/,
  Boolean: /^(true|false)$|#\{/i,
};

/** What is wrong with the first value that is not of its key's type. */
export function unfit(
  configuration: Readonly<Record<string, string>>,
  keys: readonly ConfigurationKey[],
): string | undefined {
  for (const { name, type = 'String' } of keys) {
    const value = own(configuration, name);
    if (value !== undefined && !looks[type].test(value))
      return `the value '${value}' for '${name}', which is no ${type}`;
  }
  return undefined;
}

/** What is wrong with the value that workers ask by. What has variables in it is not known before it runs. */
// AWS: API reference, ActionConfigurationProperty, queryable: "less than or equal to twenty (20) characters", and "only
// alphanumeric characters, underscores, and hyphens".
export function unaskable(
  configuration: Readonly<Record<string, string>>,
  keys: readonly ConfigurationKey[],
): string | undefined {
  const name = keys.find(({ queryable }) => queryable)?.name;
  const value = name === undefined ? undefined : own(configuration, name);
  if (value === undefined || /^[A-Za-z0-9_-]{1,20}$|#\{/.test(value)) return undefined;
  return `the value '${value}' for the queryable '${name}': it may have 20 letters, digits, underscores and hyphens`;
}
