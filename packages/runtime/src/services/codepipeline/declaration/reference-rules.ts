import { invalidActionDeclaration, invalidStructure } from '../errors.ts';
import { referencesIn } from '../flow/variables.ts';
import { groupsOf, type ActionDeclared, type Declaration } from './declaration.ts';
import { reserved } from './variable-rules.ts';

/**
 * What an action refers to is there when it begins: from an earlier stage or a lower run order, so nothing can
 * wait for itself.
 */
// AWS: user guide, "Variables": "any action that is guaranteed to occur after the referenced action".
export function checkReferences({ stages, variables = [] }: Declaration): void {
  const declared = new Set(variables.map(({ name }) => name));
  const known = new Set(declared.size > 0 ? reserved : ['codepipeline']);
  for (const stage of stages)
    for (const group of groupsOf(stage.actions)) {
      for (const action of group)
        for (const made of referencesOf(stage.name, action)) checkReference(made, action, known, declared);
      for (const { namespace } of group) if (namespace !== undefined) known.add(namespace);
    }
}

interface Made {
  readonly namespace: string;
  readonly name: string;
  /** Where it is, as AWS tells it. */
  readonly place: string;
}

const referencesOf = (stage: string, { name: action, configuration }: ActionDeclared): Made[] =>
  Object.entries(configuration).flatMap(([key, text]) =>
    referencesIn(text).map(({ namespace, name }) => ({
      namespace,
      name,
      place:
        `\nStageName=[${stage}], ActionName=[${action}], ActionConfigurationKey=[${key}], ` +
        `VariableReferenceText=[${namespace}.${name}]`,
    })),
  );

// AWS: all three as seen in the wild; of the last, that the place is told is unverified.
function checkReference(
  { namespace, name, place }: Made,
  { actionTypeId }: ActionDeclared,
  known: ReadonlySet<string>,
  declared: ReadonlySet<string>,
): void {
  if (!known.has(namespace))
    invalidActionDeclaration(
      'Valid format for a pipeline execution variable reference is a namespace and a key separated by a period (.). ' +
        `The following pipeline execution variables are referencing a namespace that does not exist.${place}`,
    );
  if (namespace !== 'variables') return;
  if (actionTypeId.category === 'Source')
    invalidStructure(`Variables at the pipeline level cannot be used in source actions.${place}`);
  if (!declared.has(name)) invalidStructure(`The referenced variables haven't been declared.${place}`);
}
