import type {
  ArtifactRevision,
  GetPipelineExecutionInput,
  GetPipelineExecutionOutput,
  ListPipelineExecutionsInput,
  ListPipelineExecutionsOutput,
  PipelineExecutionSummary,
  StartPipelineExecutionInput,
  StartPipelineExecutionOutput,
  StopPipelineExecutionInput,
  StopPipelineExecutionOutput,
} from '@aws-sdk/client-codepipeline';
import { arnOf } from '../../../base/arn.ts';
import type { Given } from '../../../base/given.ts';
import { own } from '../../../base/own.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { beginExecution, roomFor, type Start } from '../beginning.ts';
import type { Trigger } from '../triggers/followed.ts';
import {
  duplicatedStopRequest,
  invalidNextToken,
  pipelineExecutionNotStoppable,
  pipelineNotFound,
} from '../errors.ts';
import { modeOf, sourceRunsOf, type ActionRun, type Execution } from '../flow/execution-state.ts';
import type { PipelineFact } from '../flow/facts.ts';
import {
  executionOf,
  executionsOf,
  findExecution,
  pipelineOf,
  pipelines,
  requests,
  within,
} from '../records.ts';
import { startRevisions, startVariables } from './start-inputs.ts';

/** AWS: API reference, ListPipelineExecutions, maxResults: default and most. */
const pageSizeMax = 100;

export const startPipelineExecution: Handler<
  Given<StartPipelineExecutionInput>,
  StartPipelineExecutionOutput
> = (input, call) => {
  const pipeline = pipelineOf(call.tx, call, input.name);
  const token = input.clientRequestToken;
  const asked = token !== undefined && requests.get(call.tx, call, within(input.name, token));
  if (asked) return { pipelineExecutionId: asked.executionId };
  const executionId = beginExecution(call, pipeline, {
    trigger: startTrigger(call),
    variables: startVariables(pipeline.declaration, input.variables ?? []),
    ...startRevisions(pipeline.declaration, input.sourceRevisions ?? []),
  });
  if (token !== undefined) requests.put(call.tx, call, within(input.name, token), { token, executionId });
  return { pipelineExecutionId: executionId };
};

/** Who starts it: a rule of EventBridge is known by the session in which it calls. */
// AWS: user guide, "View execution triggers": the detail of CloudWatchEvent is the rule's ARN.
function startTrigger(call: Call): Trigger {
  const rule = /:assumed-role\/.+\/AWSEvents_(.+)$/.exec(call.caller.arn)?.[1];
  return rule === undefined
    ? { triggerType: 'StartPipelineExecution', triggerDetail: call.caller.arn }
    : { triggerType: 'CloudWatchEvent', triggerDetail: arnOf('events', call, `rule/${rule}`) };
}

export interface DetectSourceChangeInput {
  readonly pipelineName: string;
  readonly pipelineFlow: string;
  readonly starts: readonly Start[];
}
export interface SourceChangeDetected {
  readonly pipelineExecutionIds: readonly string[];
}

/** How a pipeline's own flow begins executions: from inside only, in order, exactly one for each change. */
export const detectSourceChange: Handler<DetectSourceChangeInput, SourceChangeDetected> = (input, call) => {
  const pipeline = pipelines.get(call.tx, call, input.pipelineName);
  if (pipeline?.flow !== input.pipelineFlow) return pipelineNotFound(call, input.pipelineName);
  const variables = startVariables(pipeline.declaration, []);
  // AWS: of what comes while there are too many, nothing begins, and nobody is told.
  const starts = input.starts.slice(0, roomFor(call, pipeline));
  return {
    pipelineExecutionIds: starts.map((start) => beginExecution(call, pipeline, { ...start, variables })),
  };
};

export const stopPipelineExecution: Handler<
  Given<StopPipelineExecutionInput>,
  StopPipelineExecutionOutput
> = (input, call) => {
  const pipeline = pipelineOf(call.tx, call, input.pipelineName);
  const execution = findExecution(call, pipeline, input.pipelineExecutionId);
  const { abandon = false, reason } = input;
  if (execution?.status === 'Stopping' && !abandon) duplicatedStopRequest();
  if (execution?.status !== 'InProgress' && execution?.status !== 'Stopping')
    return pipelineExecutionNotStoppable();
  const told: PipelineFact = { type: 'StopRequested', execution: execution.id, abandon, reason };
  call.flows.tell(pipeline.flow, told);
  return { pipelineExecutionId: execution.id };
};

export const getPipelineExecution: Handler<Given<GetPipelineExecutionInput>, GetPipelineExecutionOutput> = (
  input,
  call,
) => {
  const pipeline = pipelineOf(call.tx, call, input.pipelineName);
  const execution = executionOf(call, pipeline, input.pipelineExecutionId);
  const { declaration, variables } = execution;
  return {
    pipelineExecution: {
      pipelineName: pipeline.name,
      pipelineVersion: declaration.version,
      pipelineExecutionId: execution.id,
      status: execution.status,
      ...statusSummary(execution),
      artifactRevisions: sourcesOf(execution).flatMap(artifactRevisions),
      variables: Object.entries(variables).map(([name, resolvedValue]) => ({ name, resolvedValue })),
      trigger: execution.trigger,
      executionMode: modeOf(execution),
      ...executionType(execution),
    },
  };
};

const statusSummary = ({ stopReason, failure }: Execution) => {
  const told = stopReason ?? failure;
  return told === undefined ? {} : { statusSummary: told };
};

/** What was run to bring the revisions in: by this execution, or by the one that it goes back to. */
const sourcesOf = (execution: Execution): readonly ActionRun[] =>
  execution.rollback?.sources ?? sourceRunsOf(execution);

const executionType = ({ rollback }: Execution) =>
  rollback
    ? {
        executionType: 'ROLLBACK' as const,
        rollbackMetadata: { rollbackTargetPipelineExecutionId: rollback.targetPipelineExecutionId },
      }
    : { executionType: 'STANDARD' as const };

function artifactRevisions({ revision, outputs }: ActionRun): ArtifactRevision[] {
  if (!revision) return [];
  const { revisionId, changeId, revisionSummary, revisionUrl, created } = revision;
  return outputs.map(({ name }) => ({
    name,
    revisionId,
    ...(changeId !== undefined && { revisionChangeIdentifier: changeId }),
    revisionSummary,
    created: new Date(created),
    revisionUrl,
  }));
}

export const listPipelineExecutions: Handler<
  Given<ListPipelineExecutionsInput>,
  ListPipelineExecutionsOutput
> = (input, call) => {
  const pipeline = pipelineOf(call.tx, call, input.pipelineName);
  const limit = input.maxResults ?? pageSizeMax;
  const stage = input.filter?.succeededInStage?.stageName;
  const found: Execution[] = [];
  for (const execution of executionsOf(call, pipeline, ordinalOf(input.nextToken))) {
    if (stage !== undefined && !hasSucceeded(execution, stage, pipeline.declaration.version)) continue;
    if (found.push(execution) > limit) break;
  }
  const page = found.slice(0, limit);
  return {
    pipelineExecutionSummaries: page.map((execution) => summary(execution)),
    nextToken: found.length > limit ? tokenOf(page.at(-1)!.ordinal) : undefined,
  };
};

/** AWS: API reference, ListPipelineExecutions: the filter finds executions "in the current pipeline version". */
const hasSucceeded = ({ declaration, stages }: Execution, stage: string, version: number): boolean =>
  declaration.version === version && own(stages, stage)?.status === 'Succeeded';

function summary(execution: Execution): PipelineExecutionSummary {
  const { id, status, startTime, lastUpdateTime, trigger, stopReason } = execution;
  return {
    pipelineExecutionId: id,
    status,
    ...statusSummary(execution),
    startTime: new Date(startTime),
    lastUpdateTime: new Date(lastUpdateTime),
    sourceRevisions: sourcesOf(execution).flatMap(sourceRevisions),
    trigger,
    ...(stopReason !== undefined && { stopTrigger: { reason: stopReason } }),
    executionMode: modeOf(execution),
    ...executionType(execution),
  };
}

function sourceRevisions({ actionName, revision }: ActionRun) {
  if (!revision) return [];
  const { revisionId, revisionSummary, revisionUrl } = revision;
  return [{ actionName, revisionId, revisionSummary, revisionUrl }];
}

const tokenOf = (ordinal: number): string => Buffer.from(`execution ${ordinal}`).toString('base64url');

function ordinalOf(token: string | undefined): number | undefined {
  if (token === undefined) return undefined;
  const [, ordinal] = /^execution (\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  return ordinal === undefined ? invalidNextToken() : Number(ordinal);
}
