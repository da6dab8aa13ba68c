import { instantOf } from '../../../base/instant.ts';
import type { ChoiceRule } from './definition.ts';
import { StateError, type Json } from './json.ts';
import { foundAt, requiredAt, type Roots } from './paths.ts';

type Compare = (value: Json, wanted: Json) => boolean;

const order =
  <T extends string | number>(type: 'string' | 'number', holds: (value: T, wanted: T) => boolean): Compare =>
  (value, wanted) =>
    typeof value === type && typeof wanted === type && holds(value as T, wanted as T);

const time = (value: Json): number =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? instantOf(value) : NaN;
const timed =
  (holds: (value: number, wanted: number) => boolean): Compare =>
  (value, wanted) => {
    const [one, other] = [time(value), time(wanted)];
    return !Number.isNaN(one) && !Number.isNaN(other) && holds(one, other);
  };

const is =
  (question: (value: Json) => boolean): Compare =>
  (value, wanted) =>
    question(value) === wanted;

/** `*` stands for any characters. */
function matches(value: Json, wanted: Json): boolean {
  if (typeof value !== 'string' || typeof wanted !== 'string') return false;
  const parts = wanted.split(/(?<!\\)\*/).map((part) => part.replace(/\\([*\\])/g, '$1'));
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return value === first;
  const last = rest.pop()!;
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last))
    return false;
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0 || found + part.length > value.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

/** AWS: developer guide, "Choice state", "Comparison operators". */
export const comparisons: Readonly<Record<string, Compare>> = {
  BooleanEquals: (value, wanted) => typeof value === 'boolean' && value === wanted,
  IsBoolean: is((value) => typeof value === 'boolean'),
  IsNull: is((value) => value === null),
  IsNumeric: is((value) => typeof value === 'number'),
  IsString: is((value) => typeof value === 'string'),
  IsTimestamp: is((value) => !Number.isNaN(time(value))),
  NumericEquals: order<number>('number', (a, b) => a === b),
  NumericGreaterThan: order<number>('number', (a, b) => a > b),
  NumericGreaterThanEquals: order<number>('number', (a, b) => a >= b),
  NumericLessThan: order<number>('number', (a, b) => a < b),
  NumericLessThanEquals: order<number>('number', (a, b) => a <= b),
  StringEquals: order<string>('string', (a, b) => a === b),
  StringGreaterThan: order<string>('string', (a, b) => a > b),
  StringGreaterThanEquals: order<string>('string', (a, b) => a >= b),
  StringLessThan: order<string>('string', (a, b) => a < b),
  StringLessThanEquals: order<string>('string', (a, b) => a <= b),
  StringMatches: matches,
  TimestampEquals: timed((a, b) => a === b),
  TimestampGreaterThan: timed((a, b) => a > b),
  TimestampGreaterThanEquals: timed((a, b) => a >= b),
  TimestampLessThan: timed((a, b) => a < b),
  TimestampLessThanEquals: timed((a, b) => a <= b),
};

/** Whether a rule of a Choice state holds. */
export function holds(rule: ChoiceRule, roots: Roots): boolean {
  if (rule.And) return rule.And.every((each) => holds(each, roots));
  if (rule.Or) return rule.Or.some((each) => holds(each, roots));
  if (rule.Not) return !holds(rule.Not, roots);
  const variable = rule.Variable!;
  const found = foundAt(variable, roots);
  if (rule.IsPresent !== undefined) return (found !== undefined) === rule.IsPresent;
  if (found === undefined)
    throw new StateError(
      'States.Runtime',
      `Invalid path '${variable}': The choice state's condition path references an invalid value.`,
    );
  const [operator, wanted] = Object.entries(rule).find(([key]) => operatorOf(key))!;
  const other = operator.endsWith('Path') ? requiredAt(wanted as string, roots) : (wanted as Json);
  return comparisons[operatorOf(operator)!]!(found, other);
}

/** The comparison that a member of a rule names, itself or by a path; undefined where it names none. */
export function operatorOf(key: string): string | undefined {
  if (Object.hasOwn(comparisons, key)) return key;
  const base = key.replace(/Path$/, '');
  return base !== key &&
    !base.startsWith('Is') &&
    base !== 'StringMatches' &&
    Object.hasOwn(comparisons, base)
    ? base
    : undefined;
}
