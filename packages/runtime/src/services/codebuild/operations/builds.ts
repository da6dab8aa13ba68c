import type {
  RetryBuildInput,
  RetryBuildOutput,
  StartBuildInput,
  StartBuildOutput,
  StopBuildInput,
  StopBuildOutput,
} from '@aws-sdk/client-codebuild';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { buildNotFound, concurrentBuildLimitExceeded, idempotencyMismatch, invalidInput } from '../errors.ts';
import { beginBuild } from '../flow/build.ts';
import type { BuildState } from '../flow/build-state.ts';
import { planOf } from '../plan.ts';
import {
  buildArn,
  buildFlowId,
  buildIdOf,
  buildKind,
  builds,
  projects,
  sequenceKey,
  startTokens,
  type BuildPlan,
  type ProjectRecord,
} from '../records.ts';
import { described, isComplete } from './build-answer.ts';
import { projectOf } from './projects.ts';

/** AWS: StartBuild, idempotencyToken: "valid for 5 minutes". */
const tokenMs = 5 * 60 * 1000;

export const startBuild: Handler<StartBuildInput, StartBuildOutput> = (input, call) => {
  const project = projectOf(call, input.projectName!);
  const { idempotencyToken: token, ...request } = input;
  const build = once(call, project, { token, request }, (uuid) =>
    planOf(project, request, { uuid, caller: call.caller }),
  );
  return { build: described(build) };
};

export const retryBuild: Handler<RetryBuildInput, RetryBuildOutput> = (input, call) => {
  const old = buildOf(call, input.id ?? invalidInput('An id of a build is required'));
  if (!isComplete(old)) invalidInput(`Build ${old.id} is in progress and cannot be retried`);
  const project = projectOf(call, old.plan.projectName);
  const { idempotencyToken: token, ...request } = input;
  const build = once(call, project, { token, request }, (uuid) => retried(old, uuid));
  return { build: described(build) };
};

/** The same again, but for its own log stream. */
function retried({ plan, uuid: oldUuid }: BuildState, uuid: string): BuildPlan {
  const logs = plan.logs && { ...plan.logs, streamName: plan.logs.streamName.replace(oldUuid, uuid) };
  return { ...plan, ...(logs && { logs }) };
}

interface Asked {
  readonly token: string | undefined;
  readonly request: object;
}

/** Starts a build, or finds the one that the token has started. */
function once(
  call: Call,
  project: ProjectRecord,
  { token, request }: Asked,
  plan: (uuid: string) => BuildPlan,
): BuildState {
  const key = `${project.name}|${token}`;
  const known = token === undefined ? undefined : startTokens.get(call.tx, call, key);
  const text = JSON.stringify(request);
  if (token !== undefined && known && known.at + tokenMs > call.now) {
    if (known.request !== text) idempotencyMismatch(token);
    return buildOf(call, known.buildId);
  }
  const uuid = call.ids.uuid();
  const build = begin(call, project, plan(uuid), uuid);
  forgetOldTokens(call, project.name);
  if (token !== undefined)
    startTokens.put(call.tx, call, key, { token, buildId: build.id, at: call.now, request: text });
  return build;
}

function forgetOldTokens(call: Call, project: string): void {
  for (const token of startTokens.list(call.tx, call, { prefix: `${project}|` }))
    if (token.at + tokenMs <= call.now) startTokens.delete(call.tx, call, `${project}|${token.token}`);
}

function begin(call: Call, project: ProjectRecord, plan: BuildPlan, uuid: string): BuildState {
  refuseTooMany(call, project);
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
