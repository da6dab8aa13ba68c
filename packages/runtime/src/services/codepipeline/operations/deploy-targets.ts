import type {
  ListDeployActionExecutionTargetsInput,
  ListDeployActionExecutionTargetsOutput,
} from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { actionExecutionNotFound, invalidNextToken } from '../errors.ts';
import { executionsOf, pipelineOf, pipelines, type PipelineRecord } from '../records.ts';

/**
 * The instances, or clusters, that an action has deployed to. AWS: API reference: for the EC2 and EKS actions; these
 * are refused when they are declared, so no action that ran has any.
 */
export const listDeployActionExecutionTargets: Handler<
  Given<ListDeployActionExecutionTargetsInput>,
  ListDeployActionExecutionTargetsOutput
> = ({ pipelineName, actionExecutionId, nextToken }, call) => {
  const searched =
    pipelineName === undefined ? pipelines.list(call.tx, call) : [pipelineOf(call.tx, call, pipelineName)];
  const isFound = searched.some((pipeline) => hasRun(call, pipeline, actionExecutionId));
  if (!isFound) actionExecutionNotFound(actionExecutionId);
  return nextToken === undefined ? { targets: [] } : invalidNextToken();
};

function hasRun(call: Call, pipeline: PipelineRecord, id: string): boolean {
  for (const { runs } of executionsOf(call, pipeline)) if (runs.some((run) => run.id === id)) return true;
  return false;
}
