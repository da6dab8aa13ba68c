import type { BuildBatch, BuildBatchPhase, BuildGroup, BuildSummary } from '@aws-sdk/client-codebuild';
import { placeOf } from '../flow/artifacts.ts';
import type { BatchGroup, BatchPhase, BatchRun, BatchState } from '../flow/batch-state.ts';
import { isOver } from '../flow/batch.ts';
import { sourceVersionOf } from '../flow/environment.ts';
import { batchArn } from '../records.ts';

/** AWS: user guide, "Batch configuration"; unverified. A batch that says nothing has no time-out here. */
const timeoutMinutesDefault = 480;

/** A batch as BatchGetBuildBatches tells it. */
export function batchAnswer(batch: BatchState): BuildBatch {
  const { plan, config, endedAt } = batch;
  const sourceVersion = sourceVersionOf(batch);
  const resolvedSourceVersion = batch.fetched?.resolvedVersion;
  const { serviceRole, combineArtifacts, timeoutInMins, batchReportMode, ...restrictions } = config;
  return {
    id: batch.id,
    arn: batchArn(batch.scope, batch.id),
    buildBatchNumber: batch.number,
    startTime: new Date(batch.startedAt),
    ...(endedAt !== undefined && { endTime: new Date(endedAt) }),
    currentPhase: batch.phases.at(-1)!.type,
    buildBatchStatus: statusOf(batch),
    ...(sourceVersion !== undefined && { sourceVersion }),
    ...(resolvedSourceVersion !== undefined && { resolvedSourceVersion }),
    projectName: plan.projectName,
    phases: batch.phases.map(phaseAnswer),
    source: plan.source,
    secondarySources: [...plan.secondarySources],
    secondarySourceVersions: [...plan.secondarySourceVersions],
    artifacts: artifactAnswer(batch),
    cache: plan.projectCache ?? { type: 'NO_CACHE' },
    environment: { ...plan.environment, environmentVariables: [...plan.variables] },
    serviceRole: plan.serviceRole,
    buildTimeoutInMinutes: plan.timeoutMinutes,
    queuedTimeoutInMinutes: plan.queuedTimeoutMinutes,
    complete: isOver(batch),
    initiator: plan.initiator,
    ...(plan.encryptionKey !== undefined && { encryptionKey: plan.encryptionKey }),
    buildBatchConfig: {
      serviceRole,
      combineArtifacts,
      ...(batchReportMode && { batchReportMode }),
      timeoutInMins: timeoutInMins ?? timeoutMinutesDefault,
      restrictions: {
        ...(restrictions.maximumBuildsAllowed !== undefined && {
          maximumBuildsAllowed: restrictions.maximumBuildsAllowed,
        }),
        ...(restrictions.computeTypesAllowed && {
          computeTypesAllowed: [...restrictions.computeTypesAllowed],
        }),
        ...(restrictions.fleetsAllowed && { fleetsAllowed: [...restrictions.fleetsAllowed] }),
      },
    },
    buildGroups: batch.groups.map(groupAnswer),
  };
}

export function statusOf(batch: BatchState): NonNullable<BuildBatch['buildBatchStatus']> {
  const { type } = batch.phases.at(-1)!;
  if (isOver(batch) && batch.stopping === 'TIMED_OUT') return 'TIMED_OUT';
  return type === 'SUCCEEDED' || type === 'FAILED' || type === 'STOPPED' ? type : 'IN_PROGRESS';
}

const phaseAnswer = ({ type, startedAt, endedAt, status, context }: BatchPhase): BuildBatchPhase => ({
  phaseType: type,
  startTime: new Date(startedAt),
  ...(status && { phaseStatus: status }),
  ...(endedAt !== undefined && {
    endTime: new Date(endedAt),
    durationInSeconds: Math.round((endedAt - startedAt) / 1000),
  }),
  ...(context && { contexts: [context] }),
});

/** Of a batch whose builds' artifacts become one, where that goes. */
function artifactAnswer(batch: BatchState): { location: string } {
  const { artifacts } = batch.plan;
  if (artifacts.type === 'NO_ARTIFACTS' || !batch.config.combineArtifacts) return { location: '' };
  const [bucket, key] = placeOf(batch, artifacts, undefined);
  return { location: `arn:aws:s3:::${bucket}/${key}` };
}

function groupAnswer({ task, runs, waiting }: BatchGroup): BuildGroup {
  const [current, ...prior] = waiting ? [undefined, ...runs.toReversed()] : runs.toReversed();
  return {
    identifier: task.identifier,
    dependsOn: [...task.dependsOn],
    ignoreFailure: task.ignoreFailure,
    ...(current && { currentBuildSummary: summary(current) }),
    priorBuildSummaryList: prior.flatMap((run) => (run ? [summary(run)] : [])),
  };
}

const summary = ({ arn, requestedOn, status, primary, secondary = [] }: BatchRun): BuildSummary => ({
  ...(arn !== undefined && { arn }),
  requestedOn: new Date(requestedOn),
  buildStatus: status,
  primaryArtifact: (primary ?? { type: 'NO_ARTIFACTS' }) as BuildSummary['primaryArtifact'],
  secondaryArtifacts: [...secondary] as BuildSummary['secondaryArtifacts'],
});
