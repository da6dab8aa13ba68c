import { invalidActionDeclaration, invalidStructure } from '../errors.ts';
import { referencesIn } from '../flow/variables.ts';
import { actionsOf, groupsOf, type ActionDeclared, type Declaration } from './declaration.ts';

/** Namespaces that every execution has. */
const reserved: readonly string[] = ['codepipeline', 'variables'];

export function checkVariables({ variables = [] }: Declaration): void {
  const names = variables.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  // AWS: as seen in the wild.
  if (twice !== undefined)
    invalidStructure(
      `Variable names must be unique. The following variable name is already in use: ${twice}`,
    );
}

export function checkNamespaces(declaration: Declaration): void {
  const used = new Set<string>();
  const artifacts = new Set(
    actionsOf(declaration).flatMap(({ action }) => action.outputArtifacts.map(({ name }) => name)),
  );
  for (const { stage, action } of actionsOf(declaration)) {
    const { name, namespace } = action;
    if (namespace === undefined) continue;
    // AWS: user guide, "Variables": names that are reserved. Unverified words.
    if (reserved.includes(namespace))
      invalidActionDeclaration(`The namespace '${namespace}' of action '${name}' is reserved`);
    // AWS: as seen in the wild.
    if (used.has(namespace))
      invalidActionDeclaration(
        'Namespaces must be unique across the pipeline definition. The following occur more than once in ' +
          `the pipeline. StageName=[${stage.name}], ActionName=[${name}], Namespace=[${namespace}]`,
      );
    used.add(namespace);
    // AWS: user guide, "Namespaces": "cannot conflict with any artifact names". Unverified words.
    if (artifacts.has(namespace))
      invalidActionDeclaration(
        `The namespace '${namespace}' of action '${name}' is the name of an artifact of the pipeline`,
      );
  }
}

/**
 * What an action refers to is there when it begins: from an earlier stage or a lower run order, so nothing can
 * wait for itself.
 */
// AWS: user guide, "Variables": "any action that is guaranteed to occur after the referenced action".
export function checkReferences({ stages, variables = [] }: Declaration): void {
  const known = new Set(reserved);
  const declared = new Set(variables.map(({ name }) => name));
  for (const { actions } of stages)
    for (const group of groupsOf(actions)) {
      for (const action of group) checkAction(action, known, declared);
      for (const { namespace } of group) if (namespace !== undefined) known.add(namespace);
    }
}

// AWS: unverified words.
function checkAction(
  { name: action, configuration }: ActionDeclared,
  known: ReadonlySet<string>,
  declared: ReadonlySet<string>,
): void {
  for (const { reference, namespace, name } of Object.values(configuration).flatMap(referencesIn)) {
    if (!known.has(namespace))
      invalidActionDeclaration(
        `The variable reference ${reference} in action '${action}' is not to the namespace of a preceding action`,
      );
    if (namespace === 'variables' && !declared.has(name))
      invalidActionDeclaration(
        `The variable reference ${reference} in action '${action}' is not to a variable that the pipeline declares`,
      );
  }
}
