import type {
  BatchGetBuildBatchesInput,
  BatchGetBuildBatchesOutput,
  DeleteBuildBatchInput,
  DeleteBuildBatchOutput,
  ListBuildBatchesForProjectInput,
  ListBuildBatchesForProjectOutput,
  ListBuildBatchesInput,
  ListBuildBatchesOutput,
  ProjectBuildBatchConfig,
  RetryBuildBatchInput,
  RetryBuildBatchOutput,
  StartBuildBatchInput,
  StartBuildBatchOutput,
  StopBuildBatchInput,
  StopBuildBatchOutput,
} from '@aws-sdk/client-codebuild';
import { pageOf } from '../../../base/pagination.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { roleArnOf } from '../declaration.ts';
import { batchNotFound, invalidInput } from '../errors.ts';
import { dueOf, type BatchConfig, type BatchState } from '../flow/batch-state.ts';
import { isOver, type BatchRetried } from '../flow/batch.ts';
import { planOf } from '../plan.ts';
import {
  batchArn,
  batches,
  batchFlowId,
  batchIdOf,
  batchKind,
  builds,
  projects,
  sequenceKey,
  type BatchRow,
  type BuildPlan,
  type ProjectRecord,
} from '../records.ts';
import { batchAnswer, statusOf } from './batch-answer.ts';
import { batchDeleteBuilds } from './build-listings.ts';
import { invalidToken, listedMax, projectOf } from './projects.ts';
import { hookedPlan, type HookedBuild } from '../hooked.ts';
import { once } from './tokens.ts';

export const startBuildBatch: Handler<StartBuildBatchInput, StartBuildBatchOutput> = (input, call) => {
  const project = projectOf(call, input.projectName!);
  const { idempotencyToken, ...request } = input;
  const token = idempotencyToken && `batch ${idempotencyToken}`;
  const id = once(call, project.name, { token, request }, () => begin(call, project, request));
  return { buildBatch: batchAnswer(batchOf(call, id)) };
};

/** For a webhook. */
export function beginHookedBatch(call: Call, project: ProjectRecord, hooked: HookedBuild): void {
  const { sourceVersion } = hooked;
  begin(call, project, { projectName: project.name, sourceVersion }, hookedPlan(hooked));
}

function begin(
  call: Call,
  project: ProjectRecord,
  input: Omit<StartBuildBatchInput, 'idempotencyToken'>,
  hooked: Partial<BuildPlan> = {},
): string {
  const {
    projectName: _,
    buildBatchConfigOverride,
    buildTimeoutInMinutesOverride,
    reportBuildBatchStatusOverride: reportBuildStatusOverride,
    ...rest
  } = input;
  const overrides = {
    ...rest,
    ...(buildTimeoutInMinutesOverride !== undefined && {
      timeoutInMinutesOverride: buildTimeoutInMinutesOverride,
    }),
    ...(reportBuildStatusOverride !== undefined && { reportBuildStatusOverride }),
  };
  const config = configOf(call, { ...project.declaration.buildBatchConfig, ...buildBatchConfigOverride });
  const uuid = call.ids.uuid();
  const number = (project.batchCount ?? 0) + 1;
  const batch: BatchState = {
    scope: { account: call.account, region: call.region },
    id: `${project.name}:${uuid}`,
    uuid,
    number,
    plan: { ...planOf(project, overrides, { uuid, caller: call.caller, scope: call }), ...hooked },
    overrides,
    config,
    startedAt: call.now,
    dueAt: dueOf(config, call.now),
    phases: [{ type: 'SUBMITTED', startedAt: call.now }],
    outcomes: [],
    fastFail: false,
    groups: [],
    zips: [],
  };
  projects.put(call.tx, call, project.name, { ...project, batchCount: number });
  const sequence = call.tx.next('codebuild.batches');
  batches.put(call.tx, call, sequenceKey(sequence), { id: batch.id, projectName: project.name, sequence });
  call.flows.start(batchKind, batchFlowId(call, batch.id), batch);
  return batch.id;
}

/** AWS: unverified words. */
function configOf(scope: Scope, config: ProjectBuildBatchConfig): BatchConfig {
  const { serviceRole, combineArtifacts, restrictions, timeoutInMins, batchReportMode } = config;
  if (!serviceRole)
    return invalidInput('A service role is required in the batch configuration of the project');
  return {
    serviceRole: roleArnOf(scope, serviceRole),
    combineArtifacts: combineArtifacts ?? false,
    maximumBuildsAllowed: restrictions?.maximumBuildsAllowed,
    computeTypesAllowed: restrictions?.computeTypesAllowed,
    fleetsAllowed: restrictions?.fleetsAllowed,
    timeoutInMins,
    batchReportMode,
  };
}

/** Stopping what is over is answered as it is. */
export const stopBuildBatch: Handler<StopBuildBatchInput, StopBuildBatchOutput> = (input, call) => {
  const batch = batchOf(call, input.id!);
  call.flows.tell(batchFlowId(call, batch.id), { type: 'BatchStopRequested' });
  return { buildBatch: batchAnswer(batch) };
};

/** AWS: "Only batch builds that have failed can be retried"; unverified words, and that stopped ones can be. */
export const retryBuildBatch: Handler<RetryBuildBatchInput, RetryBuildBatchOutput> = (input, call) => {
  const batch = batchOf(call, input.id ?? invalidInput('An id of a batch build is required'));
  const { idempotencyToken, ...request } = input;
  const token = idempotencyToken && `batch ${idempotencyToken}`;
  once(call, batch.plan.projectName, { token, request }, () => {
    if (!isOver(batch) || statusOf(batch) === 'SUCCEEDED')
      invalidInput(`Batch build ${batch.id} has not failed and cannot be retried`);
    const retried: BatchRetried = { type: 'BatchRetried', retryType: input.retryType ?? 'RETRY_ALL_BUILDS' };
    call.flows.tell(batchFlowId(call, batch.id), retried);
    return batch.id;
  });
  return { buildBatch: batchAnswer(batch) };
};

/** Its builds go with it. AWS: unverified codes, and what is answered of one that is not there. */
export const deleteBuildBatch: Handler<DeleteBuildBatchInput, DeleteBuildBatchOutput> = (input, call) => {
  const id = batchIdOf(input.id!);
  const batch = call.flows.state<BatchState>(batchFlowId(call, id));
  if (!batch) return { statusCode: 'BATCH_BUILD_NOT_FOUND', buildsDeleted: [], buildsNotDeleted: [] };
  if (!isOver(batch))
    return { statusCode: 'BATCH_BUILD_IN_PROGRESS', buildsDeleted: [], buildsNotDeleted: [] };
  const ids = batch.groups.flatMap(({ runs }) => runs.flatMap(({ buildId }) => buildId ?? []));
  const known = new Set(builds.list(call.tx, call).map((build) => build.id));
  const deleted = batchDeleteBuilds({ ids: ids.filter((each) => known.has(each)) }, call);
  for (const row of batches.list(call.tx, call))
    if (row.id === id) batches.delete(call.tx, call, sequenceKey(row.sequence));
  call.flows.remove(batchFlowId(call, id));
  return { statusCode: 'SUCCEEDED', ...deleted };
};

export const batchGetBuildBatches: Handler<BatchGetBuildBatchesInput, BatchGetBuildBatchesOutput> = (
  input,
  call,
) => {
  const found = input.ids!.map((id) => ({ id, batch: stateOf(call, batchIdOf(id)) }));
  return {
    buildBatches: found.flatMap(({ batch }) => (batch ? [batchAnswer(batch)] : [])),
    buildBatchesNotFound: found.filter(({ batch }) => !batch).map(({ id }) => id),
  };
};

export const listBuildBatches: Handler<ListBuildBatchesInput, ListBuildBatchesOutput> = (input, call) =>
  listed(call, batches.list(call.tx, call), input);

export const listBuildBatchesForProject: Handler<
  ListBuildBatchesForProjectInput,
  ListBuildBatchesForProjectOutput
> = (input, call) => {
  const { name } = projectOf(call, input.projectName!);
  const rows = batches.list(call.tx, call).filter(({ projectName }) => projectName === name);
  return listed(call, rows, input);
};

/** AWS: the newest first, unless ASCENDING is asked for [unverified]. */
function listed(call: Call, rows: BatchRow[], input: ListBuildBatchesInput): ListBuildBatchesOutput {
  const { filter, maxResults = listedMax, nextToken: token, sortOrder } = input;
  const wanted = filter?.status;
  const matching = wanted ? rows.filter(({ id }) => statusOf(batchOf(call, id)) === wanted) : rows;
  const ordered = sortOrder === 'ASCENDING' ? matching : matching.toReversed();
  const limit = Math.min(maxResults, listedMax);
  const page = pageOf(ordered, ({ id }) => id, { token, limit, invalid: invalidToken });
  return { ids: page.items.map(({ id }) => id), nextToken: page.next };
}

const stateOf = (call: Call, id: string): BatchState | undefined =>
  call.flows.state<BatchState>(batchFlowId(call, id));

function batchOf(call: Call, idOrArn: string): BatchState {
  const id = batchIdOf(idOrArn);
  return stateOf(call, id) ?? batchNotFound(batchArn(call, id));
}

/** The batch of a project in whose session somebody calls. */
export function batchBehind(call: Call, projectName: string): BatchState | undefined {
  const [, uuid] = /\/AWSCodeBuild-([0-9a-f-]+)$/.exec(call.caller.arn) ?? [];
  return uuid === undefined ? undefined : stateOf(call, `${projectName}:${uuid}`);
}
