import { invalidActionDeclaration, invalidStageDeclaration, invalidStructure } from '../errors.ts';
import type { TypeOf } from './action-rules.ts';
import { conditionKinds, conditionOf } from './conditions.ts';
import { actionsOf, type Declaration, type StageDeclared } from './declaration.ts';

/** What belongs to pipelines of type V2 alone. */
// AWS: user guide, "Pipeline types"; the sentences as seen in the wild.
export function checkType(declaration: Declaration, typeOf: TypeOf): void {
  const { pipelineType, executionMode, stages, variables, triggers } = declaration;
  if (pipelineType === 'V2') return;
  if (executionMode !== 'SUPERSEDED')
    invalidStructure('QUEUED or PARALLEL mode can only be used with V2 pipelines');
  if (variables?.length) invalidStructure('Pipeline variable can only be used with V2 pipelines');
  if (triggers?.length) invalidStructure('Triggers on tag can only be used with V2 pipelines');
  if (stages.some((stage) => stage.beforeEntry ?? stage.onSuccess ?? stage.onFailure))
    invalidStageDeclaration('Stage level conditions can only be used with V2 pipelines.');
  const found = actionsOf(declaration).find(
    ({ action }) => typeOf(action.actionTypeId)?.pipelineType === 'V2',
  );
  if (found)
    invalidActionDeclaration(
      `${found.action.actionTypeId.provider} Action can only be used with V2 pipelines.`,
    );
}

/** What a stage may do when it has failed, by the pipeline's mode. */
export function checkMode({ executionMode, stages }: Declaration): void {
  for (const { name, onFailure } of stages)
    // AWS: as seen in the wild, the missing quote included.
    if (onFailure?.result && onFailure.conditions?.length)
      invalidStageDeclaration(
        'The following stage cannot have a failure exit gate configured with both top level result and ' +
          `conditions: '${name}`,
      );
  // AWS: as seen in the wild.
  if (executionMode === 'PARALLEL' && stages.some(isRolledBack))
    invalidStageDeclaration(
      'Failure conditions with rollback result type cannot be added to a PARALLEL pipeline.',
    );
  // AWS: user guide, "Considerations for rollbacks": "You cannot roll back a source stage." Unverified words.
  if (isRolledBack(stages[0]!))
    invalidStageDeclaration(
      `Failure conditions with rollback result type cannot be added to the source stage '${stages[0]!.name}'.`,
    );
}

const isRolledBack = (stage: StageDeclared): boolean =>
  stage.onFailure?.result === 'ROLLBACK' ||
  conditionKinds.some((kind) => conditionOf(stage, kind)?.result === 'ROLLBACK');
