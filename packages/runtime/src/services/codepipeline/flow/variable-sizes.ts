import type { ActionError } from '../actions/action.ts';

/** AWS: quotas, "Maximum total size of output variables for a particular action: 122880 bytes". */
const outputBytesMax = 122_880;
/** AWS: quotas, "Maximum total size of the resolved action configuration for a particular action: 100 KB". */
const resolvedBytesMax = 100 * 1024;

type Values = Readonly<Record<string, string>>;

const bytesOf = (values: Values): number =>
  Object.entries(values).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );

export const areOutputsTooLarge = (variables: Values): boolean => bytesOf(variables) > outputBytesMax;

/** Why an action may not begin, or may not have succeeded. AWS: unverified words and codes. */
export const outputsTooLarge = (variables: Values): ActionError | undefined =>
  areOutputsTooLarge(variables)
    ? {
        code: 'ConfigurationError',
        message: `The output variables of the action are larger than ${outputBytesMax} bytes.`,
      }
    : undefined;

export const configurationTooLarge = (configuration: Values): ActionError | undefined =>
  bytesOf(configuration) > resolvedBytesMax
    ? {
        code: 'ConfigurationError',
        message: `The resolved configuration of the action is larger than ${resolvedBytesMax} bytes.`,
      }
    : undefined;
