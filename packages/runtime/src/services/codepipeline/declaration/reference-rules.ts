import { invalidActionDeclaration, invalidStageDeclaration, invalidStructure } from '../errors.ts';
import { referencesIn } from '../flow/variables.ts';
import { conditionOf, type ConditionKind, type RuleDeclared } from './conditions.ts';
import { groupsOf, type ActionDeclared, type Declaration, type StageDeclared } from './declaration.ts';
import { reserved } from './variable-rules.ts';

/**
 * What an action or a rule refers to is there when it begins: from an earlier stage or a lower run order, so nothing
 * can wait for itself.
 */
// AWS: user guide, "Variables": "any action that is guaranteed to occur after the referenced action". Unverified of
// rules and of environment variables: what could only fail is refused.
export function checkReferences({ stages, variables = [] }: Declaration): void {
  const declared = new Set(variables.map(({ name }) => name));
  const known: Known = { declared, namespaces: new Set(declared.size > 0 ? reserved : ['codepipeline']) };
  for (const stage of stages) {
    checkRules(stage, ['beforeEntry'], known);
    for (const group of groupsOf(stage.actions)) {
      for (const action of group) checkTexts(actionTexts(stage.name, action), known);
      for (const { namespace } of group) if (namespace !== undefined) known.namespaces.add(namespace);
    }
    checkRules(stage, ['onSuccess', 'onFailure'], known);
  }
}

/** What may be referred to, at some place of a pipeline. */
interface Known {
  readonly namespaces: Set<string>;
  /** The pipeline's own variables. */
  readonly declared: ReadonlySet<string>;
}

/** What may have references in it. */
interface Texts {
  readonly texts: readonly Placed[];
  readonly isSource: boolean;
  readonly refuse: (message: string) => never;
}
interface Placed {
  readonly text: string;
  /** Where it is, as AWS tells it. */
  readonly place: string;
}

function actionTexts(
  stage: string,
  { name, actionTypeId, configuration, environmentVariables = [] }: ActionDeclared,
): Texts {
  const place = `StageName=[${stage}], ActionName=[${name}]`;
  const environment = environmentVariables.map((variable) => [variable.name, variable.value]);
  return {
    texts: [
      ...placed(`${place}, ActionConfigurationKey`, configuration),
      ...placed(`${place}, EnvironmentVariable`, Object.fromEntries(environment)),
    ],
    isSource: actionTypeId.category === 'Source',
    refuse: invalidActionDeclaration,
  };
}

const ruleTexts = (stage: string, { name, configuration }: RuleDeclared): Texts => ({
  texts: placed(`StageName=[${stage}], RuleName=[${name}], RuleConfigurationKey`, configuration),
  isSource: false,
  refuse: invalidStageDeclaration,
});

const placed = (place: string, texts: Readonly<Record<string, string>>): Placed[] =>
  Object.entries(texts).map(([key, text]) => ({ text, place: `${place}=[${key}]` }));

function checkRules(stage: StageDeclared, kinds: readonly ConditionKind[], known: Known): void {
  for (const rule of kinds.flatMap((kind) => conditionOf(stage, kind)?.rules ?? []))
    checkTexts(ruleTexts(stage.name, rule), known);
}

// AWS: all three as seen in the wild, of an action's configuration; of the last, that the place is told is unverified.
function checkTexts({ texts, isSource, refuse }: Texts, { namespaces, declared }: Known): void {
  const references = texts.flatMap(({ text, place }) =>
    referencesIn(text).map(({ namespace, name }) => ({
      namespace,
      name,
      told: `\n${place}, VariableReferenceText=[${namespace}.${name}]`,
    })),
  );
  for (const { namespace, name, told } of references) {
    if (!namespaces.has(namespace))
      refuse(
        'Valid format for a pipeline execution variable reference is a namespace and a key separated by a period ' +
          `(.). The following pipeline execution variables are referencing a namespace that does not exist.${told}`,
      );
    if (namespace !== 'variables') continue;
    if (isSource)
      invalidStructure(`Variables at the pipeline level cannot be used in source actions.${told}`);
    if (!declared.has(name)) invalidStructure(`The referenced variables haven't been declared.${told}`);
  }
}
