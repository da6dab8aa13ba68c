import type {
  ActionExecutionDetail,
  ArtifactDetail,
  ListActionExecutionsInput,
  ListActionExecutionsOutput,
} from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import type { ArtifactObject } from '../actions/action.ts';
import { actionDeclared, type ActionRun, type Execution } from '../flow/execution-state.ts';
import { maskedTexts, secretKeysOf } from '../secrets.ts';
import { pageOfRuns, type Listed, type Listing } from './runs.ts';

/** The most recent execution first, and in it the most recent run of an action. */
export const listActionExecutions: Handler<Given<ListActionExecutionsInput>, ListActionExecutionsOutput> = (
  input,
  call,
) => {
  const { page, nextToken } = pageOfRuns(call, input, actionRuns);
  return { actionExecutionDetails: page.map((listed) => detail(call, listed)), nextToken };
};

const actionRuns: Listing<ActionRun> = {
  word: 'action',
  runsOf: ({ runs }) => runs,
  isSame: (one, other) => one.stageName === other.stageName && one.actionName === other.actionName,
};

function detail(call: Call, { execution, run }: Listed<ActionRun>): ActionExecutionDetail {
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
    input: inputOf(call, execution, run),
    output: outputOf(run),
  };
}

function inputOf(call: Call, execution: Execution, run: ActionRun): ActionExecutionDetail['input'] {
  const action = actionDeclared(execution, run);
  const secret = secretKeysOf(call.tx, call, action);
  return {
    actionTypeId: action.actionTypeId,
    configuration: maskedTexts(action.configuration, secret),
    resolvedConfiguration: maskedTexts(run.configuration, secret),
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

export const artifactDetail = ({ name, bucket, key }: ArtifactObject): ArtifactDetail => ({
  name,
  s3location: { bucket, key },
});
