import type { PutActionRevisionInput, PutActionRevisionOutput } from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { beginExecution } from '../beginning.ts';
import { actionNotFound, stageNotFound, validation } from '../errors.ts';
import { actionRevisions, pipelineOf, within } from '../records.ts';
import { startVariables } from './start-inputs.ts';

/** Somebody else's source has something new: its revision is run, unless it was told last already. */
// AWS: API reference, PutActionRevision: "newRevision: indicates whether the artifact revision was previously used in
// an execution of the specified pipeline".
export const putActionRevision: Handler<Given<PutActionRevisionInput>, PutActionRevisionOutput> = (
  { pipelineName, stageName, actionName, actionRevision },
  call,
) => {
  const pipeline = pipelineOf(call.tx, call, pipelineName);
  const stage = pipeline.declaration.stages.find(({ name }) => name === stageName);
  if (!stage) return stageNotFound(pipelineName, stageName);
  const action = stage.actions.find(({ name }) => name === actionName);
  if (!action) return actionNotFound(stageName, actionName);
  // AWS: unverified words.
  if (action.actionTypeId.category !== 'Source')
    validation(`The action '${actionName}' is no source action: it has no revisions`);
  const key = within(pipelineName, actionName);
  const { revisionId } = actionRevision;
  const before = actionRevisions.get(call.tx, call, key);
  if (before?.revisionId === revisionId)
    return { newRevision: false, pipelineExecutionId: before.executionId };
  const executionId = beginExecution(call, pipeline, {
    trigger: { triggerType: 'PutActionRevision', triggerDetail: call.caller.arn },
    variables: startVariables(pipeline.declaration, []),
    revisions: { [actionName]: revisionId },
    places: {},
  });
  actionRevisions.put(call.tx, call, key, { actionName, revisionId, executionId });
  return { newRevision: true, pipelineExecutionId: executionId };
};
