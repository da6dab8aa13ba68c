import type { Service } from '../../dispatch/service.ts';
import { executionFlow } from './flow/execution.ts';
import { pipelineFlow } from './flow/pipeline.ts';
import { listActionExecutions } from './operations/action-executions.ts';
import {
  createCustomActionType,
  deleteCustomActionType,
  listActionTypes,
} from './operations/action-types.ts';
import { putApprovalResult } from './operations/approvals.ts';
import { listDeployActionExecutionTargets } from './operations/deploy-targets.ts';
import {
  detectSourceChange,
  getPipelineExecution,
  listPipelineExecutions,
  startPipelineExecution,
  stopPipelineExecution,
} from './operations/executions.ts';
import { overrideStageCondition } from './operations/conditions.ts';
import {
  acknowledgeJob,
  getJobDetails,
  offerJob,
  pollForJobs,
  putJobFailureResult,
  putJobSuccessResult,
} from './operations/jobs.ts';
import { putActionRevision } from './operations/revisions.ts';
import { getPipelineState } from './operations/pipeline-state.ts';
import {
  createPipeline,
  deletePipeline,
  getPipeline,
  listPipelines,
  updatePipeline,
} from './operations/pipelines.ts';
import { rollbackFailedStage, rollbackStage } from './operations/rollbacks.ts';
import { listRuleExecutions } from './operations/rule-executions.ts';
import { listRuleTypes } from './operations/rule-types.ts';
import { disableStageTransition, enableStageTransition, retryStageExecution } from './operations/stages.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import {
  acknowledgeThirdPartyJob,
  getActionType,
  getThirdPartyJobDetails,
  pollForThirdPartyJobs,
  putThirdPartyJobFailureResult,
  putThirdPartyJobSuccessResult,
  updateActionType,
} from './operations/third-party-jobs.ts';
import { deleteWebhook, listWebhooks, putWebhook, takeWebhook } from './operations/webhooks.ts';
import { deregisterWebhook, registerWebhook } from './operations/third-party-webhooks.ts';
import { customActionType } from './resources/custom-action-type.ts';
import { pipeline } from './resources/pipeline.ts';
import { webhook } from './resources/webhook.ts';

const partners = 'is answered that there is none: partners’ action types are made by AWS, on request';

export const codepipeline: Service = {
  name: 'codepipeline',
  sdk: () => import('@aws-sdk/client-codepipeline'),
  model: 'codepipeline',
  operations: {
    AcknowledgeJob: acknowledgeJob,
    AcknowledgeThirdPartyJob: acknowledgeThirdPartyJob,
    CreateCustomActionType: createCustomActionType,
    CreatePipeline: createPipeline,
    DeleteCustomActionType: deleteCustomActionType,
    DeletePipeline: deletePipeline,
    DeleteWebhook: deleteWebhook,
    DeregisterWebhookWithThirdParty: deregisterWebhook,
    DisableStageTransition: disableStageTransition,
    EnableStageTransition: enableStageTransition,
    GetActionType: getActionType,
    GetJobDetails: getJobDetails,
    GetPipeline: getPipeline,
    GetPipelineExecution: getPipelineExecution,
    GetPipelineState: getPipelineState,
    GetThirdPartyJobDetails: getThirdPartyJobDetails,
    ListActionExecutions: listActionExecutions,
    ListActionTypes: listActionTypes,
    ListDeployActionExecutionTargets: listDeployActionExecutionTargets,
    ListPipelineExecutions: listPipelineExecutions,
    ListPipelines: listPipelines,
    ListRuleExecutions: listRuleExecutions,
    ListRuleTypes: listRuleTypes,
    ListTagsForResource: listTagsForResource,
    OverrideStageCondition: overrideStageCondition,
    ListWebhooks: listWebhooks,
    PollForJobs: pollForJobs,
    PollForThirdPartyJobs: pollForThirdPartyJobs,
    PutActionRevision: putActionRevision,
    PutApprovalResult: putApprovalResult,
    PutJobFailureResult: putJobFailureResult,
    PutJobSuccessResult: putJobSuccessResult,
    PutThirdPartyJobFailureResult: putThirdPartyJobFailureResult,
    PutThirdPartyJobSuccessResult: putThirdPartyJobSuccessResult,
    PutWebhook: putWebhook,
    RegisterWebhookWithThirdParty: registerWebhook,
    RetryStageExecution: retryStageExecution,
    RollbackStage: rollbackStage,
    StartPipelineExecution: startPipelineExecution,
    StopPipelineExecution: stopPipelineExecution,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateActionType: updateActionType,
    UpdatePipeline: updatePipeline,
  },
  unserved: {
    AcknowledgeThirdPartyJob: partners,
    GetActionType: partners,
    GetThirdPartyJobDetails: partners,
    PollForThirdPartyJobs: partners,
    PutThirdPartyJobFailureResult: partners,
    PutThirdPartyJobSuccessResult: partners,
    UpdateActionType: partners,
  },
  inside: {
    DetectSourceChange: detectSourceChange,
    OfferJob: offerJob,
    RollbackFailedStage: rollbackFailedStage,
    TakeWebhook: takeWebhook,
  },
  flows: [pipelineFlow, executionFlow],
  resources: [customActionType, pipeline, webhook],
};
