import { isWithin } from './addresses.ts';
import type { Condition } from './document.ts';
import { likeness } from './likeness.ts';

/** What is known of a request, by condition key in lower case. A key that is not there is not known. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** Whether one value of the request satisfies an operator for one value of the policy. */
type Comparison = (actual: string, stated: string) => boolean;

const numeric =
  (holds: (a: number, b: number) => boolean): Comparison =>
  (actual, stated) =>
    holds(Number(actual), Number(stated));

const time = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
const dated =
  (holds: (a: number, b: number) => boolean): Comparison =>
  (actual, stated) =>
    holds(time(actual), time(stated));

/** AWS: IAM user guide, "Condition operators". Each has its negation as `negated` says. */
const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: (actual, stated) => actual === stated,
  StringEqualsIgnoreCase: (actual, stated) => actual.toLowerCase() === stated.toLowerCase(),
  StringLike: (actual, stated) => likeness(stated)(actual),
  NumericEquals: numeric((a, b) => a === b),
  NumericLessThan: numeric((a, b) => a < b),
  NumericLessThanEquals: numeric((a, b) => a <= b),
  NumericGreaterThan: numeric((a, b) => a > b),
  NumericGreaterThanEquals: numeric((a, b) => a >= b),
  DateEquals: dated((a, b) => a === b),
  DateLessThan: dated((a, b) => a < b),
  DateLessThanEquals: dated((a, b) => a <= b),
  DateGreaterThan: dated((a, b) => a > b),
  DateGreaterThanEquals: dated((a, b) => a >= b),
  Bool: (actual, stated) => actual.toLowerCase() === stated.toLowerCase(),
  IpAddress: isWithin,
  ArnEquals: (actual, stated) => likeness(stated)(actual),
  ArnLike: (actual, stated) => likeness(stated)(actual),
};

const negated: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

/**
 * Whether a condition holds. A key that the request does not have fails what must be equal, and satisfies what must
 * not be: so a Deny "unless it comes from there" denies who comes from nowhere.
 */
export function holds(condition: Condition, context: Context): boolean {
  const { operator, ifExists, key, values, set } = condition;
  const actual = context.get(key);
  if (operator === 'Null') return values.some((value) => (value === 'true') === (actual === undefined));
  if (actual === undefined && ifExists) return true;
  const positive = negated[operator];
  const comparison = comparisons[positive ?? operator]!;
  const any = (each: string): boolean =>
    values.some((value) => comparison(each, substituted(value, context)));
  const one = (each: string): boolean => any(each) === (positive === undefined);
  if (set === 'ForAllValues') return (actual ?? []).every(one);
  if (set === 'ForAnyValue') return (actual ?? []).some(one);
  if (actual === undefined) return positive !== undefined;
  return positive === undefined ? actual.some(one) : actual.every(one);
}

/** `${aws:PrincipalAccount}` in a policy stands for what the request says. */
export function substituted(text: string, context: Context): string {
  return text.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
    if (name === '*' || name === '?' || name === '$') return name;
    return context.get(name.toLowerCase())?.[0] ?? whole;
  });
}
