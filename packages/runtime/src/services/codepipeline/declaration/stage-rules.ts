import { invalidBlockerDeclaration, invalidStageDeclaration, invalidStructure } from '../errors.ts';
import type { ActionDeclared, StageDeclared } from './declaration.ts';

/** AWS: quotas, "2 minimum, 50 maximum" stages; "1 minimum, 50 maximum" actions of a stage. */
const stagesMin = 2;
const stagesMax = 50;
const stageActionsMax = 50;
/** AWS: quotas, "Maximum number of total actions per pipeline". */
const actionsMax = 1_000;

const isSource = ({ actionTypeId }: ActionDeclared): boolean => actionTypeId.category === 'Source';

/** How many stages and actions there may be, what they may be called, and where sources are. */
// AWS: the sentences as seen in the wild, where it is not said otherwise.
export function checkStages(stages: readonly StageDeclared[]): void {
  if (stages.length < stagesMin)
    invalidStructure(
      `Pipeline has only ${stages.length} stage(s). ` +
        `There should be a minimum of ${stagesMin} stages in a pipeline`,
    );
  if (stages.length > stagesMax)
    invalidStructure(
      `Pipeline has too many stages. There can only be up to ${stagesMax} stages in a pipeline`,
    );
  checkActionCounts(stages);
  checkSources(stages);
  const stage = duplicate(stages.map(({ name }) => name));
  if (stage !== undefined) invalidStageDeclaration(`Stage name '${stage}' is used more than once`);
  for (const { name, actions, blockers = [] } of stages) {
    // What never would block anything is no gate to be declared.
    if (blockers.length > 0) invalidBlockerDeclaration();
    const action = duplicate(actions.map((each) => each.name));
    // AWS: unverified words.
    if (action !== undefined)
      invalidStageDeclaration(`Action name '${action}' is used more than once in stage '${name}'`);
  }
}

// AWS: unverified words.
function checkActionCounts(stages: readonly StageDeclared[]): void {
  for (const { name, actions } of stages) {
    if (actions.length === 0) invalidStageDeclaration(`Stage '${name}' has no actions`);
    if (actions.length > stageActionsMax)
      invalidStageDeclaration(
        `Stage '${name}' has too many actions. There can only be up to ${stageActionsMax} actions in a stage`,
      );
  }
  const count = stages.reduce((sum, { actions }) => sum + actions.length, 0);
  if (count > actionsMax)
    invalidStructure(
      `Pipeline has too many actions. There can only be up to ${actionsMax} actions in a pipeline`,
    );
}

function checkSources([first, ...others]: readonly StageDeclared[]): void {
  if (others.every((stage) => stage.actions.every(isSource)) && first!.actions.every(isSource))
    invalidStructure('Pipeline should contain at least 1 action whose category is not Source');
  if (!first!.actions.every(isSource))
    invalidStructure('Pipeline should start with a stage that only contains source actions');
  if (others.some((stage) => stage.actions.some(isSource)))
    invalidStructure('Source actions can only be included in the first stage of the pipeline');
}

const duplicate = (names: readonly string[]): string | undefined =>
  names.find((name, index) => names.indexOf(name) !== index);
