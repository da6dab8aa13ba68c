import type { PutApprovalResultInput, PutApprovalResultOutput } from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import {
  actionNotFound,
  approvalAlreadyCompleted,
  invalidApprovalToken,
  outdatedApproval,
  stageNotFound,
} from '../errors.ts';
import { awaitingApproval } from '../flow/execution-state.ts';
import type { ExecutionFact } from '../flow/facts.ts';
import { slotOf } from '../flow/pipeline-state.ts';
import { approvals, executionFlowId, findExecution, pipelineOf, stateOf, within } from '../records.ts';

/** The answer is kept before the execution hears of it: a second one is refused, however soon it comes. */
export const putApprovalResult: Handler<Given<PutApprovalResultInput>, PutApprovalResultOutput> = (
  input,
  call,
) => {
  const { pipelineName, stageName, actionName, token, result } = input;
  const pipeline = pipelineOf(call.tx, call, pipelineName);
  const stage = pipeline.declaration.stages.find(({ name }) => name === stageName);
  if (!stage) return stageNotFound(pipelineName, stageName);
  if (!stage.actions.some(({ name }) => name === actionName)) actionNotFound(stageName, actionName);
  if (approvals.get(call.tx, call, within(pipelineName, token))) approvalAlreadyCompleted();
  const { holders, latest } = slotOf(stateOf(call, pipeline), stageName);
  const executionId = holders.find((id) => {
    const execution = findExecution(call, pipeline, id);
    const run = execution && awaitingApproval(execution, token);
    return (
      run?.stageName === stageName && run.actionName === actionName && (run.deadline ?? Infinity) > call.now
    );
  });
  if (executionId === undefined) {
    const last = latest === undefined ? undefined : findExecution(call, pipeline, latest);
    const isOutdated = last?.outdated && last.runs.some((run) => run.token === token);
    return isOutdated ? outdatedApproval(pipelineName) : invalidApprovalToken();
  }
  const { status, summary } = result;
  const by = call.caller.arn;
  approvals.put(call.tx, call, within(pipelineName, token), { token, status, summary, by, at: call.now });
  const told: ExecutionFact = { type: 'ApprovalGiven', token, status, summary, by };
  call.flows.tell(executionFlowId(call, executionId), told);
  return { approvedAt: new Date(call.now) };
};
