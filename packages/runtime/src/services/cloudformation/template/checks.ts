import { own } from '../../../base/own.ts';
import { formatError, templateError } from './errors.ts';
import { unresolvedDependencies } from './evaluate.ts';
import { checkFunctions } from './function-checks.ts';
import { evaluatedParts, exists, graphOf, orderOf } from './graph.ts';
import { pseudoNames } from './known.ts';
import { mentionsIn, type Mention } from './mentions.ts';
import { checkSecureReferences } from './secure-references.ts';
import { isList, isValues, type Template, type Value } from './template.ts';

/** Whether everything a template refers to is in it. Asked of every template, whatever its parameters. */
export function checkReferences(template: Template): void {
  const common = Object.keys(template.Resources).filter((name) => own(template.Parameters, name));
  if (common.length > 0)
    templateError(
      `all resources and parameters must have unique names. Common name(s):[${common.join(', ')}]`,
    );
  checkFunctions(template);
  checkSecureReferences(template);
  checkConditionNames(template);
  checkMentions(template, undefined);
}

/** Whether what conditions leave of a template holds together: nothing refers to what is left out, or in a circle. */
export function checkUnder(template: Template, conditions: Readonly<Record<string, boolean>>): void {
  checkMentions(template, conditions);
  orderOf(graphOf(template, conditions));
}

function checkMentions(template: Template, conditions: Readonly<Record<string, boolean>> | undefined): void {
  const left = <T extends { readonly Condition?: string }>(members: Readonly<Record<string, T>>) =>
    Object.values(members).filter((member) => !conditions || exists(member, conditions));
  const there = (name: string): boolean => {
    const resource = own(template.Resources, name);
    return resource !== undefined && (!conditions || exists(resource, conditions));
  };
  const missingIn = (values: readonly Value[]): readonly string[] => {
    const missing = new Set<string>();
    for (const mention of mentionsIn(values, conditions))
      if (!isThere(mention, template, there)) missing.add(mention.name);
    return [...missing];
  };
  const resources = left(template.Resources);
  const outputs = left(template.Outputs);
  const dependsOn = resources
    .flatMap((resource) => resource.DependsOn)
    .filter((name) => !own(template.Resources, name));
  const missing = new Set([...missingIn(resources.map(evaluatedParts)), ...dependsOn]);
  if (missing.size > 0) unresolvedDependencies([...missing], 'Resources');
  const missingOutputs = missingIn(
    outputs.flatMap(({ Value, Export }) => (Export ? [Value, Export.Name] : [Value])),
  );
  if (missingOutputs.length > 0) unresolvedDependencies(missingOutputs, 'Outputs');
}

function isThere(mention: Mention, template: Template, there: (resource: string) => boolean): boolean {
  const { name, attribute } = mention;
  if (attribute === undefined)
    return there(name) || own(template.Parameters, name) !== undefined || pseudoNames.has(name);
  // AWS: a template that refers to nothing by Fn::GetAtt is told so in other words than one that does by Ref.
  if (!own(template.Resources, name))
    return templateError(`instance of Fn::GetAtt references undefined resource ${name}`);
  return there(name);
}

function checkConditionNames(template: Template): void {
  const known = (name: string): boolean => own(template.Conditions, name) !== undefined;
  for (const section of ['Resources', 'Outputs'] as const)
    for (const { Condition } of Object.values(template[section]))
      if (Condition !== undefined && !known(Condition))
        formatError(`Unresolved condition dependency ${Condition} in the ${section} block of the template`);
  for (const name of conditionsAskedIn([
    ...Object.values(template.Resources).map(evaluatedParts),
    ...outputValues(template),
  ]))
    if (!known(name)) templateError(`unresolved condition dependency ${name} in Fn::If`);
}

const outputValues = (template: Template): readonly Value[] =>
  Object.values(template.Outputs).map(({ Value }) => Value);

/** The conditions that `Fn::If` asks for. */
function* conditionsAskedIn(value: Value): Generator<string> {
  if (isList(value)) for (const item of value) yield* conditionsAskedIn(item);
  else if (isValues(value))
    for (const [name, member] of Object.entries(value)) {
      if (name === 'Fn::If' && isList(member) && typeof member[0] === 'string') yield member[0];
      yield* conditionsAskedIn(member);
    }
}
