import { arnOf } from '../../../base/arn.ts';
import { LazyEvent, type AwsEvent } from '../../../base/event.ts';
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
  // What has ended belongs to the attempt that it was begun in.
  const tellers = { begun: after, ended: before ? { ...after, stages: before.stages } : after };
  const actions = actionEvents(before, tellers);
  const stages = stageEvents(before, tellers);
  const [begun, ended] = pipelineEvents(before, after);
  return [...begun, ...actions.ended, ...stages.ended, ...stages.begun, ...actions.begun, ...ended];
}

/** What has ended is told before what has begun because of it. */
interface Told {
  readonly ended: AwsEvent[];
  readonly begun: AwsEvent[];
}

/** Who tells of it: the execution as it is told of what has ended, and of what has begun. */
interface Tellers {
  readonly ended: Execution;
  readonly begun: Execution;
}

function pipelineEvents(before: Execution | undefined, after: Execution): [AwsEvent[], AwsEvent[]] {
  const state = pipelineState(before?.status, after.status);
  // What is stillborn has begun, too. AWS: unverified.
  const isStillborn = before === undefined && after.status !== 'InProgress';
  if (isStillborn) return [[], ['STARTED', state!].map((each) => pipelineEvent(after, each))];
  if (state === undefined) return [[], []];
  const events = [pipelineEvent(after, state)];
  return isBeginning(state) ? [events, []] : [[], events];
}

function stageEvents(before: Execution | undefined, tellers: Tellers): Told {
  const told: Told = { ended: [], begun: [] };
  const { stages } = tellers.begun;
  for (const stage of Object.keys(stages)) {
    const then = own(before?.stages, stage);
    const now = stages[stage]!;
    if (then === now) continue;
    for (const state of stageStates(then, now)) {
      const when = isBeginning(state) ? 'begun' : 'ended';
      told[when].push(stageEvent(tellers[when], stage, state));
    }
  }
  return told;
}

function actionEvents(before: Execution | undefined, tellers: Tellers): Told {
  const told: Told = { ended: [], begun: [] };
  const { runs, status } = tellers.begun;
  for (const [index, run] of runs.entries()) {
    const state = actionState(before?.runs[index]?.status, run.status);
    if (state === undefined) continue;
    const when = isBeginning(state) ? 'begun' : 'ended';
    // AWS: user guide, "Monitoring CodePipeline events": it is CANCELED where its pipeline's structure was updated.
    const isCancelled = state === 'ABANDONED' && status === 'Cancelled';
    told[when].push(actionEvent(tellers[when], run, isCancelled ? 'CANCELED' : state));
  }
  return told;
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

function eventOf(
  execution: Execution,
  what: 'Pipeline' | 'Stage' | 'Action',
  particulars: () => object,
): AwsEvent {
  const { id, declaration, startTime, scope } = execution;
  const about = {
    account: scope.account,
    region: scope.region,
    source: 'aws.codepipeline',
    detailType: `CodePipeline ${what} Execution State Change`,
    resources: [arnOf('codepipeline', scope, declaration.name)],
  };
  return new LazyEvent(about, () => ({
    pipeline: declaration.name,
    'execution-id': id,
    'start-time': new Date(startTime).toISOString(),
    ...particulars(),
    version: declaration.version,
    'pipeline-execution-attempt': attemptOf(execution),
  }));
}

const attemptOf = ({ stages }: Execution): number => 1 + Math.max(0, ...Object.values(stages).map(retriesOf));

const retriesOf = ({ manualRetries, automaticRetries = 0 }: StageRun): number =>
  manualRetries + automaticRetries;

function pipelineEvent(execution: Execution, state: string): AwsEvent {
  const { trigger, stopReason = '' } = execution;
  return eventOf(execution, 'Pipeline', () => ({
    'execution-trigger': { 'trigger-type': trigger.triggerType, 'trigger-detail': trigger.triggerDetail },
    state,
    ...(state === 'STOPPING' && { 'stop-execution-comments': stopReason }),
  }));
}

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
