import { invalidActionDeclaration, invalidStructure } from '../errors.ts';
import { actionsOf, type Declaration } from './declaration.ts';

/** Namespaces that every execution has. */
export const reserved: readonly string[] = ['codepipeline', 'variables'];

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
