import { conditionsOf, knownBefore } from '../conditions.ts';
import { invalid, templateError } from '../errors.ts';
import { evaluate, textIn } from '../evaluate.ts';
import type { Known } from '../known.ts';
import { functionOf, isList, isValues, type Value, type Values } from '../template.ts';
import type { TransformContext } from './transforms.ts';

/**
 * `AWS::LanguageExtensions`: loops are unrolled, and policies of resources may be functions. Its other functions are
 * evaluated with the rest.
 */
// AWS: TemplateReference, "AWS::LanguageExtensions transform" and "Fn::ForEach".
export function languageExtensions(document: Values, { before }: TransformContext): Values {
  const mappings = isValues(document['Mappings']) ? document['Mappings'] : {};
  const around = { ...before, mappings: mappings as Known['mappings'] };
  const known = knownBefore(around);
  const unrolled = unroll(document, known) as Values;
  const { Resources: resources, Conditions: declared } = unrolled;
  if (!isValues(resources) || !Object.values(resources).some(hasPolicyToResolve)) return unrolled;
  const conditions = conditionsOf({ Conditions: isValues(declared) ? declared : {} }, around);
  return { ...unrolled, Resources: withPolicies(resources, { ...known, conditions }) };
}

const loop = /^Fn::ForEach::[A-Za-z0-9]+$/;

function unroll(value: Value, known: Known): Value {
  if (isList(value)) return value.map((item) => unroll(item, known));
  if (!isValues(value)) return value;
  if ('Fn::GetAtt' in value) return withName(value, known);
  const members = new Map<string, Value>();
  for (const [name, member] of Object.entries(value)) {
    const unrolled = loop.test(name) ? unrollLoop(name, member, known) : { [name]: unroll(member, known) };
    for (const [each, content] of Object.entries(unrolled)) {
      if (members.has(each)) templateError(`Fn::ForEach: ${each} is there twice`);
      members.set(each, content);
    }
  }
  return Object.fromEntries(members);
}

/** In a loop, a function may tell whose attribute is meant: `!GetAtt [!Sub 'Bucket${Name}', Arn]`. */
function withName(value: Values, known: Known): Values {
  const argument = value['Fn::GetAtt'];
  if (!isList(argument) || !isValues(argument[0])) return value;
  const [name, ...attribute] = argument;
  return { ...value, 'Fn::GetAtt': [evaluate(name, known) ?? name, ...attribute] };
}

function unrollLoop(name: string, loopBody: Value, known: Known): Values {
  const [identifier, collection, body] = isList(loopBody) ? loopBody : [];
  if (typeof identifier !== 'string' || collection === undefined || body === undefined || !isValues(body))
    // AWS: unverified wording.
    return invalid(`Transform AWS::LanguageExtensions failed with: ${name} layout is incorrect`);
  const unrolled = itemsOf(name, collection, known).flatMap((item) =>
    Object.entries(unroll(withItem(body, identifier, item), known) as Values),
  );
  const names = unrolled.map(([each]) => each);
  const twice = names.find((each, index) => names.indexOf(each) !== index);
  if (twice !== undefined) templateError(`Fn::ForEach: ${twice} is there twice`);
  return Object.fromEntries(unrolled);
}

function itemsOf(name: string, collection: Value, known: Known): readonly string[] {
  const items = evaluate(collection, known);
  if (items === undefined || !isList(items))
    return invalid(`Transform AWS::LanguageExtensions failed with: The collection of ${name} must be a list`);
  return items
    .flatMap((item) => (isList(item) ? item : [item]))
    .map((item) => textIn(item) ?? JSON.stringify(item));
}

/** The body of a loop for one item: `${Name}` and `{Ref: Name}` are the item, `&{Name}` its letters and digits. */
function withItem(value: Value, identifier: string, item: string): Value {
  const spelled = (text: string): string =>
    text
      .replaceAll(`\${${identifier}}`, () => item)
      .replaceAll(`&{${identifier}}`, () => item.replaceAll(/[^A-Za-z0-9]/g, ''));
  if (typeof value === 'string') return spelled(value);
  if (isList(value)) return value.map((each) => withItem(each, identifier, item));
  if (!isValues(value)) return value;
  const called = functionOf(value);
  if (called?.name === 'Ref' && called.argument === identifier) return item;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [spelled(name), withItem(member, identifier, item)]),
  );
}

const policyNames = ['DeletionPolicy', 'UpdateReplacePolicy'];

const hasPolicyToResolve = (resource: Value): boolean =>
  isValues(resource) && policyNames.some((policy) => isValues(resource[policy]));

/** `DeletionPolicy` and `UpdateReplacePolicy` by parameters, mappings and conditions. */
function withPolicies(resources: Values, known: Known): Values {
  return Object.fromEntries(
    Object.entries(resources).map(([name, resource]) => {
      if (!isValues(resource)) return [name, resource];
      const policies = policyNames.filter((policy) => isValues(resource[policy]));
      const evaluated = policies.map((policy) => [policy, evaluate(resource[policy]!, known) ?? null]);
      return [name, { ...resource, ...Object.fromEntries(evaluated) }];
    }),
  );
}
