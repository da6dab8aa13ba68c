import type {
  ActionExecutionDetail,
  ArtifactDetail,
  ListActionExecutionsInput,
  ListActionExecutionsOutput,
} from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import type { ArtifactObject } from '../actions/action.ts';
import { invalidNextToken } from '../errors.ts';
import { actionDeclared, type ActionRun, type Execution } from '../flow/execution-state.ts';
import { executionOf, executionsOf, pipelineOf, type PipelineRecord } from '../records.ts';

/** AWS: API reference, ListActionExecutions, maxResults: default and most. */
const pageSizeMax = 100;

/** One run of an action: the token of a page names the last of it by these two numbers. */
interface Listed {
  readonly execution: Execution;
  readonly index: number;
}

/** The most recent execution first, and in it the most recent run of an action. */
export const listActionExecutions: Handler<Given<ListActionExecutionsInput>, ListActionExecutionsOutput> = (
  input,
  call,
) => {
  const pipeline = pipelineOf(call.tx, call, input.pipelineName);
  const limit = input.maxResults ?? pageSizeMax;
  const found: Listed[] = [];
  for (const listed of runsOf(call, pipeline, input)) if (found.push(listed) > limit) break;
  const page = found.slice(0, limit);
  return {
    actionExecutionDetails: page.map(detail),
    nextToken: found.length > limit ? tokenOf(page.at(-1)!) : undefined,
  };
};

function* runsOf(
  call: Call,
  pipeline: PipelineRecord,
  { filter, nextToken }: Given<ListActionExecutionsInput>,
): Generator<Listed> {
  const last = positionOf(nextToken);
  const latestOnly = filter?.latestInPipelineExecution;
  const id = filter?.pipelineExecutionId ?? latestOnly?.pipelineExecutionId;
  const executions = id
    ? [executionOf(call, pipeline, id)]
    : executionsOf(call, pipeline, last && last.ordinal + 1);
  for (const execution of executions) {
    const from = last?.ordinal === execution.ordinal ? last.index : execution.runs.length;
    for (let index = from - 1; index >= 0; index--)
      if (!latestOnly || isLatest(execution, index)) yield { execution, index };
  }
}

/** False for a run that a retry has followed. */
function isLatest({ runs }: Execution, index: number): boolean {
  const { stageName, actionName } = runs[index]!;
  return runs.findLastIndex((run) => run.stageName === stageName && run.actionName === actionName) === index;
}

function detail({ execution, index }: Listed): ActionExecutionDetail {
  const run = execution.runs[index]!;
  return {
    pipelineExecutionId: execution.id,
    actionExecutionId: run.id,
    pipelineVersion: execution.declaration.version,
    stageName: run.stageName,
    actionName: run.actionName,
    startTime: new Date(run.startTime),
    lastUpdateTime: new Date(run.lastUpdateTime),
    ...(run.updatedBy !== undefined && { updatedBy: run.updatedBy }),
    status: run.status,
    input: inputOf(execution, run),
    output: outputOf(run),
  };
}

function inputOf(execution: Execution, run: ActionRun): ActionExecutionDetail['input'] {
  const action = actionDeclared(execution, run);
  return {
    actionTypeId: action.actionTypeId,
    configuration: { ...action.configuration },
    resolvedConfiguration: { ...run.configuration },
    ...(action.roleArn !== undefined && { roleArn: action.roleArn }),
    region: action.region ?? execution.scope.region,
    inputArtifacts: run.inputs.map(artifactDetail),
    ...(action.namespace !== undefined && { namespace: action.namespace }),
  };
}

function outputOf(run: ActionRun): ActionExecutionDetail['output'] {
  const {
    externalExecutionId,
    externalExecutionUrl,
    logStreamARN,
    summary,
    error,
    outputVariables = {},
  } = run;
  return {
    // What has not succeeded has put nothing into the artifact store that anybody could rely on.
    outputArtifacts: run.status === 'Succeeded' ? run.outputs.map(artifactDetail) : [],
    executionResult: {
      ...(externalExecutionId !== undefined && { externalExecutionId }),
      ...(summary !== undefined && { externalExecutionSummary: summary }),
      ...(externalExecutionUrl !== undefined && { externalExecutionUrl }),
      ...(error && { errorDetails: error }),
      ...(logStreamARN !== undefined && { logStreamARN }),
    },
    outputVariables: { ...outputVariables },
  };
}

const artifactDetail = ({ name, bucket, key }: ArtifactObject): ArtifactDetail => ({
  name,
  s3location: { bucket, key },
});

const tokenOf = ({ execution, index }: Listed): string =>
  Buffer.from(`action ${execution.ordinal} ${index}`).toString('base64url');

function positionOf(
  token: string | undefined,
): { readonly ordinal: number; readonly index: number } | undefined {
  if (token === undefined) return undefined;
  const [, ordinal, index] = /^action (\d+) (\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  return index === undefined ? invalidNextToken() : { ordinal: Number(ordinal), index: Number(index) };
}
