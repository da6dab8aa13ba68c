import {
  invalidActionDeclaration,
  invalidStageDeclaration,
  invalidStructure,
  validation,
} from '../errors.ts';
import { checkAction, type TypeOf } from './action-rules.ts';
import { checkConditions } from './condition-rules.ts';
import { conditionKinds, conditionOf } from './conditions.ts';
import { checkArtifacts } from './artifact-flow.ts';
import { actionsOf, artifactBucket, type Declaration, type StageDeclared } from './declaration.ts';

/** AWS: quotas, "2 minimum, 50 maximum" stages. */
const stagesMin = 2;
const stagesMax = 50;

/**
 * Refuses a declaration that AWS would refuse, or that this house could not carry out. Lengths and patterns
 * of members have been checked against the service's model before.
 */
export function validate(declaration: Declaration, region: string, typeOf: TypeOf): void {
  checkStages(declaration.stages);
  checkType(declaration);
  for (const { action } of actionsOf(declaration)) checkAction(action, region, typeOf);
  checkActionTypes(declaration, typeOf);
  checkArtifacts(declaration.stages);
  checkNamespaces(declaration);
  checkStores(declaration, region);
  checkConditions(declaration);
  checkRollbacks(declaration);
  checkServed(declaration);
}

function checkStages(stages: readonly StageDeclared[]): void {
  // AWS: both sentences as seen in the wild.
  if (stages.length < stagesMin)
    invalidStructure(
      `Pipeline has only ${stages.length} stage(s). ` +
        `There should be a minimum of ${stagesMin} stages in a pipeline`,
    );
  if (stages.length > stagesMax)
    invalidStructure(
      `Pipeline has too many stages. There can only be up to ${stagesMax} stages in a pipeline`,
    );
  const [first, ...others] = stages;
  const isSource = ({ actionTypeId }: StageDeclared['actions'][number]) => actionTypeId.category === 'Source';
  // AWS: as seen in the wild.
  if (first!.actions.length === 0 || !first!.actions.every(isSource))
    invalidStructure('Pipeline should start with a stage that only contains source actions');
  // AWS: unverified words.
  const misplaced = others.find((stage) => stage.actions.some(isSource));
  if (misplaced)
    invalidStructure(`Source actions are only allowed in the first stage; stage '${misplaced.name}' has one`);
  const twice = duplicate(stages.map(({ name }) => name));
  // AWS: unverified words.
  if (twice) invalidStructure(`Stage names must be unique in a pipeline; '${twice}' is used more than once`);
  for (const stage of stages) checkStage(stage);
}

function checkStage({ name, actions }: StageDeclared): void {
  // AWS: unverified words.
  if (actions.length === 0) invalidStageDeclaration(`Stage '${name}' has no actions`);
  const twice = duplicate(actions.map((action) => action.name));
  // AWS: unverified words.
  if (twice)
    invalidStageDeclaration(`Action names must be unique in a stage; '${twice}' is used twice in '${name}'`);
}

/** AWS: user guide, "Pipeline types": variables, triggers and the modes QUEUED and PARALLEL belong to V2. */
function checkType({ pipelineType, executionMode, stages, variables, triggers }: Declaration): void {
  if (pipelineType === 'V2') return;
  // AWS: unverified words.
  if (executionMode !== 'SUPERSEDED')
    validation(`The execution mode ${executionMode} is only supported for pipelines of type V2`);
  if (variables?.length) validation('Pipeline variables are only supported for pipelines of type V2');
  if (triggers?.length) validation('Pipeline triggers are only supported for pipelines of type V2');
  const conditional = stages.find((stage) => stage.beforeEntry ?? stage.onSuccess ?? stage.onFailure);
  if (conditional)
    validation(
      `Conditions are only supported for pipelines of type V2; stage '${conditional.name}' has some`,
    );
}

/** AWS: user guide: no rollback in PARALLEL mode; "Considerations for rollbacks": none of source stages. */
function checkRollbacks({ executionMode, stages }: Declaration): void {
  const isRolledBack = (stage: StageDeclared) =>
    stage.onFailure?.result === 'ROLLBACK' ||
    conditionKinds.some((kind) => conditionOf(stage, kind)?.result === 'ROLLBACK');
  // AWS: unverified words.
  const rolledBack = stages.find(isRolledBack);
  if (rolledBack && executionMode === 'PARALLEL')
    invalidStageDeclaration(
      `Stages of pipelines in PARALLEL mode cannot be rolled back; stage '${rolledBack.name}' is to be`,
    );
  if (rolledBack === stages[0] && rolledBack)
    invalidStageDeclaration(`A source stage cannot be rolled back; stage '${rolledBack.name}' is to be`);
}

/** AWS: references of these actions: "only available for V2 type pipelines". Unverified words. */
function checkActionTypes(declaration: Declaration, typeOf: TypeOf): void {
  if (declaration.pipelineType === 'V2') return;
  const found = actionsOf(declaration).find(
    ({ action }) => typeOf(action.actionTypeId)?.pipelineType === 'V2',
  );
  if (found)
    validation(
      `The action type ${found.action.actionTypeId.provider} of action '${found.action.name}' is only ` +
        'supported for pipelines of type V2',
    );
}

function checkNamespaces(declaration: Declaration): void {
  const namespaces = actionsOf(declaration).flatMap(({ action }) => action.namespace ?? []);
  const twice = duplicate(namespaces);
  // AWS: unverified words.
  if (twice)
    invalidActionDeclaration(`Namespaces must be unique in a pipeline; '${twice}' is used more than once`);
}

/**
 * AWS: API reference, PipelineDeclaration: either artifactStore or artifactStores; the latter with the own
 * region.
 */
function checkStores(declaration: Declaration, region: string): void {
  const { artifactStore, artifactStores } = declaration;
  // AWS: unverified words.
  if (!artifactStore === !artifactStores)
    invalidStructure('Pipeline should declare either an artifactStore or artifactStores, and not both');
  if (!artifactBucket(declaration, region))
    invalidStructure(`Pipeline should declare an artifact store for its own region ${region}`);
  const homeless = actionsOf(declaration).find(
    ({ action }) => action.region !== undefined && !regionalBucket(declaration, action.region, region),
  );
  if (homeless)
    invalidStructure(
      `Pipeline should declare an artifact store for the region ${homeless.action.region} ` +
        `of action '${homeless.action.name}'`,
    );
}

/** A single artifactStore is in the pipeline's own region. */
const regionalBucket = (declaration: Declaration, region: string, home: string): boolean =>
  region === home || declaration.artifactStores?.[region] !== undefined;

/** What AWS could do and this house cannot yet is refused, never left out in silence. */
function checkServed({ triggers }: Declaration): void {
  if (triggers?.length) validation('Penstock does not serve pipeline triggers (yet).');
}

function duplicate(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}
