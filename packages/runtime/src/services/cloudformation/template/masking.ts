import { AwsError } from '../../../base/aws-error.ts';
import { own } from '../../../base/own.ts';
import { isSame } from './differences.ts';
import { evaluate } from './evaluate.ts';
import type { Known } from './known.ts';
import { isList, isValues, type Value, type Values } from './template.ts';

/** AWS: user guide, "Parameters", NoEcho: "the parameter value masked as asterisks (*****)"; APIs answer four. */
export const asterisks = '****';

/** Resolved properties as they may be shown. `shown` knows asterisks in the place of what is hidden. */
export function shownMembers(members: Values, shown: Known): Values {
  const entries = Object.entries(members).map(([name, member]) => [name, shownValue(member, shown)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

/** What cannot be made of asterisks is hidden as a whole. */
function shownValue(member: Value, shown: Known): Value | undefined {
  try {
    return evaluate(member, shown);
  } catch (error) {
    if (error instanceof AwsError) return asterisks;
    throw error;
  }
}

/** Parameters with asterisks in the place of those that are named. */
export function maskedParameters(
  parameters: Known['parameters'],
  hidden: readonly string[],
): Known['parameters'] {
  const masked = hidden.map((key) => {
    const value = own(parameters, key);
    return [key, Array.isArray(value) ? value.map(() => asterisks) : asterisks] as const;
  });
  return { ...parameters, ...Object.fromEntries(masked) };
}

/** Values that are like `real`, with asterisks wherever `shown` differs from it. */
export function maskedAs(values: Value, real: Value | undefined, shown: Value | undefined): Value {
  if (real === undefined || shown === undefined || isSame(real, shown)) return values;
  if (isValues(real) && isValues(shown) && isValues(values))
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        maskedAs(value, own(real, name), own(shown, name)),
      ]),
    );
  if (isList(real) && isList(shown) && isList(values) && real.length === values.length)
    return values.map((value, index) => maskedAs(value, real[index], shown[index]));
  return asterisks;
}

/** Whether what is at a path may not be shown, as it is or in part. */
export function isMasked(path: readonly string[], real: Value, shown: Value): boolean {
  if (isSame(real, shown)) return false;
  const [name, ...rest] = path;
  if (name === undefined || !isInner(real) || !isInner(shown)) return true;
  const inner = own(real as Values, name);
  const innerShown = own(shown as Values, name);
  // Members of lists are told wherever they stand.
  if (inner === undefined || innerShown === undefined) return isList(real);
  return isMasked(rest, inner, innerShown);
}

const isInner = (value: Value): boolean => typeof value === 'object' && value !== null;
