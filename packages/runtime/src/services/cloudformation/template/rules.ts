import { own } from '../../../base/own.ts';
import { isTrue, knownBefore, type KnownBefore } from './conditions.ts';
import { invalid, templateError } from './errors.ts';
import { evaluate, textIn } from './evaluate.ts';
import { functionOf, isList, type Template, type Value } from './template.ts';

/** Refuses parameters of which an assertion of a rule does not hold. */
export function checkRules(template: Template, before: KnownBefore): void {
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
function textsOf(value: Value, template: Template, before: KnownBefore): readonly string[] {
  if (isList(value)) return value.flatMap((each) => textsOf(each, template, before));
  const called = functionOf(value);
  if (called?.name === 'Fn::RefAll' && typeof called.argument === 'string')
    return refAll(called.argument, template, before);
  // AWS asks the account for these; this house cannot say what a parameter's value is like.
  if (called && /^Fn::ValueOf(All)?$/.test(called.name))
    return templateError(`${called.name} is not served by Penstock`);
  const evaluated = evaluate(value, knownBefore(before));
  if (evaluated === undefined) return [];
  return isList(evaluated) ? evaluated.map((each) => textIn(each) ?? '') : [textIn(evaluated) ?? ''];
}

/** The values of all parameters of a type. */
function refAll(type: string, template: Template, before: KnownBefore): readonly string[] {
  const names = Object.keys(template.Parameters).filter((name) => template.Parameters[name]!.Type === type);
  return names.flatMap((name) => own(before.parameters, name) ?? []);
}
