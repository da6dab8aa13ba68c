import type {
  RetryBuildInput,
  RetryBuildOutput,
  StartBuildInput,
  StartBuildOutput,
  StopBuildInput,
  StopBuildOutput,
} from '@aws-sdk/client-codebuild';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { buildNotFound, concurrentBuildLimitExceeded, invalidInput } from '../errors.ts';
import { identifierVariable } from '../flow/batch-groups.ts';
import { onFleet } from '../fleets.ts';
import type { BatchState } from '../flow/batch-state.ts';
import { beginBuild } from '../flow/build.ts';
import type { BuildState } from '../flow/build-state.ts';
import { gitHostOf } from '../git-hosts/index.ts';
import { planOf, sessionOf } from '../plan.ts';
import {
  automaticRetries,
  batchArn,
  buildArn,
  buildFlowId,
  buildIdOf,
  buildKind,
  builds,
  projects,
  sequenceKey,
  type BuildPlan,
  type ProjectRecord,
} from '../records.ts';
import { described, isComplete } from './build-answer.ts';
import { batchBehind } from './build-batches.ts';
import { hookedPlan, type HookedBuild } from '../hooked.ts';
import { projectOf } from './projects.ts';
import { once, type Asked } from './tokens.ts';

export const startBuild: Handler<StartBuildInput, StartBuildOutput> = (input, call) => {
  const project = projectOf(call, input.projectName!);
  const { idempotencyToken: token, ...request } = input;
  const build = begun(call, project, { token, request }, (uuid) =>
    inBatch(call, request, planOf(project, request, { uuid, caller: call.caller, scope: call })),
  );
  return { build: described(build) };
};

/** What a batch's role starts in its session belongs to the batch. */
function inBatch(call: Call, request: Omit<StartBuildInput, 'projectName'>, plan: BuildPlan): BuildPlan {
  const batch = batchBehind(call, plan.projectName);
  const { value: identifier } =
    request.environmentVariablesOverride?.findLast(({ name }) => name === identifierVariable) ?? {};
  if (!batch || identifier === undefined) return plan;
  const { hook } = batch.plan;
  const sourceCommit = pinnedBy(batch);
  const isReported = batch.config.batchReportMode === 'REPORT_INDIVIDUAL_BUILDS';
  return {
    ...plan,
    initiator: sessionOf(call.caller),
    ...(hook && { hook }),
    ...(sourceCommit !== undefined && { sourceCommit }),
    batch: { arn: batchArn(call, batch.id), identifier, ...(isReported && { isReported }) },
  };
}

/** All builds of a batch are of one version of a provider's repository, as of CodeCommit's: see `batch-groups.ts`. */
const pinnedBy = ({ plan, fetched }: BatchState): string | undefined =>
  gitHostOf(plan.source) && fetched?.resolvedVersion;

/** For a webhook. */
export function beginHookedBuild(call: Call, project: ProjectRecord, hooked: HookedBuild): void {
  const request = { sourceVersion: hooked.sourceVersion };
  begun(call, project, { token: undefined, request }, (uuid) => ({
    ...planOf(project, request, { uuid, caller: call.caller, scope: call }),
    ...hookedPlan(hooked),
  }));
}

export const retryBuild: Handler<RetryBuildInput, RetryBuildOutput> = (input, call) => {
  const old = buildOf(call, input.id ?? invalidInput('An id of a build is required'));
  if (!isComplete(old)) invalidInput(`Build ${old.id} is in progress and cannot be retried`);
  const project = projectOf(call, old.plan.projectName);
  const { idempotencyToken: token, ...request } = input;
  const build = begun(call, project, { token, request }, (uuid) => retried(old, uuid));
  return { build: described(build) };
};

/** Inside only: a build has failed that is to be started again. */
export const retryBuildAutomatically: Handler<{ readonly id: string }, object> = ({ id }, call) => {
  const old = buildOf(call, id);
  const project = projectOf(call, old.plan.projectName);
  const uuid = call.ids.uuid();
  const { limit = 0, number = 0 } = old.plan.autoRetry ?? {};
  const autoRetry = { limit, number: number + 1, previous: buildArn(call, old.id) };
  const build = begin(call, project, { ...retried(old, uuid), autoRetry }, uuid);
  automaticRetries.put(call.tx, call, old.id, buildArn(call, build.id));
  return {};
};

/** The same again, but for its own log stream. */
function retried({ plan, uuid: oldUuid }: BuildState, uuid: string): BuildPlan {
  const logs = plan.logs && { ...plan.logs, streamName: plan.logs.streamName.replace(oldUuid, uuid) };
  const { autoRetry, ...kept } = plan;
  // AWS: unverified that a build that somebody retries counts from the beginning.
  const again = autoRetry && autoRetry.limit > 0 && { autoRetry: { limit: autoRetry.limit, number: 0 } };
  return { ...kept, ...again, ...(logs && { logs }) };
}

/** Starts a build, or finds the one that the token has started. */
function begun(
  call: Call,
  project: ProjectRecord,
  asked: Asked,
  plan: (uuid: string) => BuildPlan,
): BuildState {
  const id = once(call, project.name, asked, () => {
    const uuid = call.ids.uuid();
    return begin(call, project, plan(uuid), uuid).id;
  });
  return buildOf(call, id);
}

function begin(call: Call, project: ProjectRecord, asked: BuildPlan, uuid: string): BuildState {
  refuseTooMany(call, project);
  const plan = onFleet(call, asked);
  const number = project.buildCount + 1;
  projects.put(call.tx, call, project.name, { ...project, buildCount: number });
  const scope = { account: call.account, region: call.region };
  const build = beginBuild({ scope, uuid, number, plan, endpoint: call.endpoint, startedAt: call.now });
  const sequence = call.tx.next('codebuild.builds');
  builds.put(call.tx, call, sequenceKey(sequence), { id: build.id, projectName: project.name, sequence });
  call.flows.start(buildKind, buildFlowId(call, build.id), build);
  return build;
}

function refuseTooMany(call: Call, { name, declaration }: ProjectRecord): void {
  const limit = declaration.concurrentBuildLimit;
  if (limit === undefined) return;
  const running = builds
    .list(call.tx, call)
    .filter(({ projectName, id }) => projectName === name && isRunning(call, id));
  if (running.length >= limit) concurrentBuildLimitExceeded(limit);
}

function isRunning(call: Call, id: string): boolean {
  const build = call.flows.state<BuildState>(buildFlowId(call, id));
  return build !== undefined && !isComplete(build);
}

/** Stopping what is over is answered as it is. */
export const stopBuild: Handler<StopBuildInput, StopBuildOutput> = (input, call) => {
  const build = buildOf(call, input.id!);
  call.flows.tell(buildFlowId(call, build.id), { type: 'StopRequested' });
  return { build: described(build) };
};

export function buildOf(call: Call, idOrArn: string): BuildState {
  const id = buildIdOf(idOrArn);
  return call.flows.state<BuildState>(buildFlowId(call, id)) ?? buildNotFound(buildArn(call, id));
}
