import { own } from '../../../base/own.ts';
import { formatError, templateError } from './errors.ts';
import { evaluate, textIn } from './evaluate.ts';
import type { Known } from './known.ts';
import { functionOf, isList, isValues, type Template, type Value } from './template.ts';

/** What conditions may ask about: no resource, and no other stack. */
export type KnownBefore = Pick<Known, 'pseudo' | 'parameters' | 'mappings'>;

/** Decides every condition of a template. */
export function conditionsOf(
  template: Pick<Template, 'Conditions'>,
  before: KnownBefore,
): Readonly<Record<string, boolean>> {
  const decided = new Map<string, boolean>();
  const deciding: string[] = [];
  const decide = (name: string): boolean => {
    const known = decided.get(name);
    if (known !== undefined) return known;
    const condition = own(template.Conditions, name);
    if (condition === undefined) return templateError(`unresolved condition dependency ${name} in Condition`);
    if (deciding.includes(name))
      return formatError(`Circular dependency between conditions: [${deciding.join(', ')}]`);
    deciding.push(name);
    const holds = isTrue(condition, { before, decide });
    deciding.pop();
    decided.set(name, holds);
    return holds;
  };
  for (const name of Object.keys(template.Conditions)) decide(name);
  return Object.fromEntries(decided);
}

/** What a boolean function is decided by. */
export interface Deciding {
  readonly before: KnownBefore;
  readonly decide: (condition: string) => boolean;
  /** Functions that stand in rules alone. */
  readonly further?: (name: string, argument: Value) => boolean | undefined;
}

/** Whether a boolean function holds: `Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not` or `Condition`. */
export function isTrue(value: Value, deciding: Deciding): boolean {
  if (isValues(value) && Object.keys(value).length === 1 && typeof value['Condition'] === 'string')
    return deciding.decide(value['Condition']);
  const called = functionOf(value);
  if (!called)
    return formatError('Conditions can only be boolean operations on parameters and other conditions');
  const { name, argument } = called;
  switch (name) {
    case 'Fn::Equals':
      return equals(argument, deciding.before);
    case 'Fn::And':
      return operands(name, argument).every((each) => isTrue(each, deciding));
    case 'Fn::Or':
      return operands(name, argument).some((each) => isTrue(each, deciding));
    case 'Fn::Not':
      if (!isList(argument) || argument.length !== 1)
        return templateError('every Fn::Not object requires a list with exactly 1 boolean parameter.');
      return !isTrue(argument[0]!, deciding);
    default:
      return (
        deciding.further?.(name, argument) ??
        formatError('Conditions can only be boolean operations on parameters and other conditions')
      );
  }
}

function operands(name: string, argument: Value): readonly Value[] {
  if (!isList(argument) || argument.length < 2 || argument.length > 10)
    return templateError(
      `every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`,
    );
  return argument;
}

/** Scalars are compared as text: a parameter of type Number is text, too. */
function equals(argument: Value, before: KnownBefore): boolean {
  if (!isList(argument) || argument.length !== 2)
    return templateError('Fn::Equals requires a list argument with two elements');
  const [left, right] = argument.map((each) => evaluate(each, knownBefore(before)));
  return comparable(left) === comparable(right);
}

const comparable = (value: Value | undefined): string => textIn(value) ?? JSON.stringify(value) ?? '';

/** Evaluates what may stand in a condition or a rule: anything that names a resource is refused. */
export function knownBefore(before: KnownBefore): Known {
  return {
    ...before,
    conditions: {},
    resource: (name) =>
      formatError(
        `Unresolved dependencies [${name}]. Cannot reference resources in the Conditions block of the template`,
      ),
    exported: () => formatError('Cannot use Fn::ImportValue in Conditions.'),
    stackOutput: () => formatError('Cannot use Fn::GetStackOutput in Conditions.'),
    zones: () => formatError('Cannot use Fn::GetAZs in Conditions.'),
  };
}
