import { arnOf } from '../../../base/arn.ts';
import type { AwsEvent } from '../../../base/event.ts';
import { own } from '../../../base/own.ts';
import { actionDeclared, type ActionRun, type Execution, type StageRun } from './execution-state.ts';

/**
 * What EventBridge is told of a decision: what has begun, from the pipeline inwards, and before and after that what has
 * ended, from the actions outwards.
 */
// AWS: CodePipeline user guide, "Monitoring CodePipeline events": the detail-types, and the members of their examples.
export function happenings(before: Execution | undefined, after: Execution): AwsEvent[] {
  if (
    before &&
    before.stages === after.stages &&
    before.runs === after.runs &&
    before.status === after.status
  )
    return [];
  const pipeline = pipelineState(before?.status, after.status);
  // It has begun, too. AWS: unverified.
  const isStillborn = before === undefined && after.status !== 'InProgress';
  const stages = Object.entries(after.stages).flatMap(([stage, run]) => {
    const then = own(before?.stages, stage);
    return then === run ? [] : stageStates(then, run).map((state) => ({ stage, state }));
  });
  const actions = after.runs.flatMap((run, index) => {
    const state = actionState(before?.runs[index]?.status, run.status);
    // AWS: user guide, "Monitoring CodePipeline events": it is CANCELED where its pipeline's structure was updated.
    const isCancelled = state === 'ABANDONED' && after.status === 'Cancelled';
    return state === undefined ? [] : [{ run, state: isCancelled ? 'CANCELED' : state }];
  });
  // What has ended belongs to the attempt that it was begun in.
  const ended = before ? { ...after, stages: before.stages } : after;
  const states = [...(isStillborn ? ['STARTED'] : []), ...(pipeline === undefined ? [] : [pipeline])];
  const pipelineEvents = states.map((state) => pipelineEvent(after, state));
  const stageEvents = (begin: boolean) =>
    stages
      .filter(({ state }) => isBeginning(state) === begin)
      .map(({ stage, state }) => stageEvent(begin ? after : ended, stage, state));
  const actionEvents = (begin: boolean) =>
    actions
      .filter(({ state }) => isBeginning(state) === begin)
      .map(({ run, state }) => actionEvent(begin ? after : ended, run, state));
  return [
    ...(pipeline !== undefined && isBeginning(pipeline) ? pipelineEvents : []),
    ...actionEvents(false),
    ...stageEvents(false),
    ...stageEvents(true),
    ...actionEvents(true),
    ...(pipeline !== undefined && !isBeginning(pipeline) ? pipelineEvents : []),
  ];
}

const isBeginning = (state: string): boolean => state === 'STARTED' || state === 'RESUMED';

function pipelineState(before: string | undefined, after: string): string | undefined {
  if (before === after) return undefined;
  if (after === 'InProgress') return before === undefined ? 'STARTED' : 'RESUMED';
  return after === 'Cancelled' ? 'CANCELED' : after.toUpperCase();
}

/**
 * A stage that is retried by itself has failed and goes on at once. AWS: unverified, and that there is a state SKIPPED;
 * of conditions and rules there are no events.
 */
function stageStates(before: StageRun | undefined, after: StageRun): string[] {
  const isRetried = before?.status === after.status && retriesOf(before) < retriesOf(after);
  const state = pipelineState(before?.status, after.status);
  return isRetried ? ['FAILED', 'RESUMED'] : state === undefined ? [] : [state];
}

function actionState(before: string | undefined, after: string): string | undefined {
  if (before === after) return undefined;
  return after === 'InProgress' ? 'STARTED' : after.toUpperCase();
}

/** Details are found when somebody looks at them: most often nobody listens. */
function eventOf(
  execution: Execution,
  what: 'Pipeline' | 'Stage' | 'Action',
  detail: (execution: Execution) => object,
): AwsEvent {
  const { scope, declaration } = execution;
  return {
    ...scope,
    source: 'aws.codepipeline',
    detailType: `CodePipeline ${what} Execution State Change`,
    resources: [arnOf('codepipeline', scope, declaration.name)],
    get detail() {
      return {
        pipeline: declaration.name,
        'execution-id': execution.id,
        'start-time': new Date(execution.startTime).toISOString(),
        ...detail(execution),
        version: declaration.version,
        'pipeline-execution-attempt': attemptOf(execution),
      };
    },
  };
}

const attemptOf = ({ stages }: Execution): number => 1 + Math.max(0, ...Object.values(stages).map(retriesOf));

const retriesOf = ({ manualRetries, automaticRetries = 0 }: StageRun): number =>
  manualRetries + automaticRetries;

const pipelineEvent = (execution: Execution, state: string): AwsEvent =>
  eventOf(execution, 'Pipeline', ({ trigger: { triggerType, triggerDetail }, stopReason = '' }) => ({
    'execution-trigger': { 'trigger-type': triggerType, 'trigger-detail': triggerDetail },
    state,
    ...(state === 'STOPPING' && { 'stop-execution-comments': stopReason }),
  }));

const stageEvent = (execution: Execution, stage: string, state: string): AwsEvent =>
  eventOf(execution, 'Stage', () => ({ stage, state }));

const actionEvent = (execution: Execution, run: ActionRun, state: string): AwsEvent =>
  eventOf(execution, 'Action', () => actionDetail(execution, run, state));

function actionDetail(execution: Execution, run: ActionRun, state: string): object {
  const { actionTypeId, region = execution.scope.region } = actionDeclared(execution, run);
  const { owner, provider, category, version } = actionTypeId;
  const { error, summary, externalExecutionId, externalExecutionUrl } = run;
  const result = {
    ...(externalExecutionUrl !== undefined && { 'external-execution-url': externalExecutionUrl }),
    ...((error?.message ?? summary) !== undefined && {
      'external-execution-summary': error?.message ?? summary,
    }),
    ...(externalExecutionId !== undefined && { 'external-execution-id': externalExecutionId }),
    ...(error && { 'error-code': error.code }),
  };
  return {
    stage: run.stageName,
    action: run.actionName,
    'action-execution-id': run.id,
    state,
    ...(state !== 'STARTED' && Object.keys(result).length > 0 && { 'execution-result': result }),
    'input-artifacts': run.inputs.map(artifact),
    ...(state !== 'STARTED' && { 'output-artifacts': run.outputs.map(artifact) }),
    type: { owner, provider, category, version },
    region,
  };
}

const artifact = ({ name, bucket, key }: ActionRun['inputs'][number]) => ({
  name,
  s3location: { bucket, key },
});
