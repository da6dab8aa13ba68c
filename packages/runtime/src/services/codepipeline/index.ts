import type { Service } from '../../dispatch/service.ts';
import { executionFlow } from './flow/execution.ts';
import { pipelineFlow } from './flow/pipeline.ts';
import { listActionExecutions } from './operations/action-executions.ts';
import { listActionTypes } from './operations/action-types.ts';
import { putApprovalResult } from './operations/approvals.ts';
import {
  detectSourceChange,
  getPipelineExecution,
  listPipelineExecutions,
  startPipelineExecution,
  stopPipelineExecution,
} from './operations/executions.ts';
import { getPipelineState } from './operations/pipeline-state.ts';
import {
  createPipeline,
  deletePipeline,
  getPipeline,
  listPipelines,
  updatePipeline,
} from './operations/pipelines.ts';
import { disableStageTransition, enableStageTransition, retryStageExecution } from './operations/stages.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { pipeline } from './resources/pipeline.ts';

export const codepipeline: Service = {
  name: 'codepipeline',
  sdk: () => import('@aws-sdk/client-codepipeline'),
  model: 'codepipeline',
  operations: {
    CreatePipeline: createPipeline,
    DeletePipeline: deletePipeline,
    DisableStageTransition: disableStageTransition,
    EnableStageTransition: enableStageTransition,
    GetPipeline: getPipeline,
    GetPipelineExecution: getPipelineExecution,
    GetPipelineState: getPipelineState,
    ListActionExecutions: listActionExecutions,
    ListActionTypes: listActionTypes,
    ListPipelineExecutions: listPipelineExecutions,
    ListPipelines: listPipelines,
    ListTagsForResource: listTagsForResource,
    PutApprovalResult: putApprovalResult,
    RetryStageExecution: retryStageExecution,
    StartPipelineExecution: startPipelineExecution,
    StopPipelineExecution: stopPipelineExecution,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdatePipeline: updatePipeline,
  },
  inside: { DetectSourceChange: detectSourceChange },
  flows: [pipelineFlow, executionFlow],
  resources: [pipeline],
};
