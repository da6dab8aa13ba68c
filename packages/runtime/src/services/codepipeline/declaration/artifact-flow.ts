import { invalidActionDeclaration, invalidStageDeclaration, invalidStructure } from '../errors.ts';
import { conditionOf, type ConditionKind } from './conditions.ts';
import { groupsOf, type ActionDeclared, type StageDeclared } from './declaration.ts';

/** An artifact has one maker, and is there before it is used: from an earlier stage, or a lower run order. */
export function checkArtifacts(stages: readonly StageDeclared[]): void {
  const made = new Set<string>();
  for (const stage of stages) {
    checkRules(stage, ['beforeEntry'], made);
    for (const group of groupsOf(stage.actions)) {
      for (const action of group) checkInputs(action, made, ofAction(action));
      for (const action of group) addOutputs(action, made);
    }
    checkRules(stage, ['onSuccess', 'onFailure'], made);
  }
}

function checkRules(stage: StageDeclared, kinds: readonly ConditionKind[], made: ReadonlySet<string>): void {
  for (const rule of kinds.flatMap((kind) => conditionOf(stage, kind)?.rules ?? []))
    checkInputs(rule, made, { whose: `rule ${rule.name}`, refuse: invalidStageDeclaration });
}

/** Who declares an artifact, and how it is told of what is wrong with that. */
interface Declares {
  readonly whose: string;
  readonly refuse: (message: string) => never;
}

const ofAction = ({ name }: ActionDeclared): Declares => ({
  whose: `action ${name}`,
  refuse: invalidActionDeclaration,
});

function checkInputs(
  { inputArtifacts }: Pick<ActionDeclared, 'inputArtifacts'>,
  made: ReadonlySet<string>,
  { whose, refuse }: Declares,
): void {
  const missing = inputArtifacts.find((artifact) => !made.has(artifact.name));
  // AWS: as seen in the wild, of an action.
  if (missing)
    refuse(
      `Input Artifact Bundle ${missing.name} in ${whose} is not declared as Output Artifact ` +
        'Bundle in any of the preceding actions',
    );
  const names = inputArtifacts.map((artifact) => artifact.name);
  // AWS: unverified words.
  if (new Set(names).size < names.length)
    refuse(`The ${whose} declares the same input artifact more than once`);
}

function addOutputs({ outputArtifacts }: ActionDeclared, made: Set<string>): void {
  for (const artifact of outputArtifacts) {
    // AWS: as seen in the wild.
    if (made.has(artifact.name))
      invalidStructure(
        `Output Artifact Bundle name must be unique within the pipeline. ${artifact.name} has been used ` +
          'more than once.',
      );
    made.add(artifact.name);
  }
}
