import { own } from '../../../base/own.ts';
import { isTrue, knownBefore, type KnownBefore } from './conditions.ts';
import { invalid, templateError } from './errors.ts';
import { evaluate, textIn } from './evaluate.ts';
import { parameterTypeOf } from './parameter-types.ts';
import { functionOf, isList, type Template, type Value } from './template.ts';

/** What is known of values that parameters name, by type, value and attribute. */
export type ParameterFacts = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
>;

/** What an assertion may ask about. */
export interface KnownToRules extends KnownBefore {
  readonly facts?: ParameterFacts;
}

/** Refuses parameters of which an assertion of a rule does not hold. */
export function checkRules(template: Template, before: KnownToRules): void {
  const holds = (value: Value): boolean =>
    isTrue(value, {
      before,
      decide: (name) => templateError(`unresolved condition dependency ${name} in Condition`),
      further: (name, argument) => ruleFunction(name, argument, (each) => textsOf(each, template, before)),
    });
  for (const [name, { RuleCondition, Assertions }] of Object.entries(template.Rules)) {
    if (RuleCondition !== undefined && !holds(RuleCondition)) continue;
    for (const { Assert, AssertDescription } of Assertions)
      // AWS: unverified wording.
      if (!holds(Assert))
        invalid(`Template validation error: ${AssertDescription ?? `assertion of rule ${name} failed`}`);
  }
}

/** AWS: user guide, "Rule-specific intrinsic functions". Undefined where it is none of them. */
function ruleFunction(
  name: string,
  argument: Value,
  texts: (value: Value) => readonly string[],
): boolean | undefined {
  const [first, second] = isList(argument) ? argument : [];
  if (first === undefined || second === undefined) return undefined;
  switch (name) {
    case 'Fn::Contains':
      return texts(first).includes(texts(second)[0] ?? '');
    case 'Fn::EachMemberEquals':
      return texts(first).every((each) => each === texts(second)[0]);
    case 'Fn::EachMemberIn': {
      const allowed = texts(second);
      return texts(first).every((each) => allowed.includes(each));
    }
    default:
      return undefined;
  }
}

/** A value as a list of texts. */
function textsOf(value: Value, template: Template, before: KnownToRules): readonly string[] {
  if (isList(value)) return value.flatMap((each) => textsOf(each, template, before));
  const called = functionOf(value);
  if (called?.name === 'Fn::RefAll' && typeof called.argument === 'string')
    return refAll(called.argument, template, before);
  if (called?.name === 'Fn::ValueOf' || called?.name === 'Fn::ValueOfAll')
    return factsOf(called, template, before);
  const evaluated = evaluate(value, knownBefore(before));
  if (evaluated === undefined) return [];
  return isList(evaluated) ? evaluated.map((each) => textIn(each) ?? '') : [textIn(evaluated) ?? ''];
}

/** An attribute of what a parameter's value names, or of what those of all parameters of a type name. */
// AWS: user guide, "Rule-specific intrinsic functions", Fn::ValueOf and Fn::ValueOfAll. Unverified wording.
function factsOf(
  { name, argument }: { readonly name: string; readonly argument: Value },
  template: Template,
  before: KnownToRules,
): readonly string[] {
  const [of, attribute] = isList(argument) ? argument : [];
  if (typeof of !== 'string' || typeof attribute !== 'string')
    return templateError(`every ${name} object requires a list of two strings`);
  const keys = name === 'Fn::ValueOf' ? [of] : ofType(of, template);
  return keys.flatMap((key) => {
    const type = parameterTypeOf(own(template.Parameters, key)?.Type ?? '');
    const known = own(before.facts, type?.specific ?? '');
    if (!known) return templateError(`${name} does not support parameter ${key}`);
    const values = [own(before.parameters, key) ?? []].flat();
    return values.flatMap((value) => own(own(known, value), attribute) ?? []);
  });
}

const ofType = (type: string, template: Template): readonly string[] =>
  Object.keys(template.Parameters).filter((name) => template.Parameters[name]!.Type === type);

/** The values of all parameters of a type. */
function refAll(type: string, template: Template, before: KnownBefore): readonly string[] {
  return ofType(type, template).flatMap((name) => own(before.parameters, name) ?? []);
}
