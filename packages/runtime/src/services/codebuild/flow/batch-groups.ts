import type { Build, ProjectArtifacts, StartBuildInput } from '@aws-sdk/client-codebuild';
import type { AwsCall, AwsWait } from '../../../base/effects/aws.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type {
  BatchGroup,
  BatchMove,
  BatchRun,
  BatchState,
  BatchStop,
  ResolvedArtifact,
} from './batch-state.ts';

/** The variable by which a build knows which one of its batch it is. AWS: user guide, "Environment variables". */
export const identifierVariable = 'CODEBUILD_BATCH_BUILD_IDENTIFIER';
/** The variable by which `codebuild-tests-run` knows which tests are its own. AWS documents none. */
const shardVariable = 'PENSTOCK_SHARD';
/**
 * The session in which the batch's role acts, and so the initiator of its builds: one for all of them. AWS: as
 * Cypress's documentation has it, which knows by it what belongs together.
 */
export const batchSession = (uuid: string): string => `AWSCodeBuild-${uuid}`;

const current = ({ runs, waiting }: BatchGroup): BatchRun | undefined => (waiting ? undefined : runs.at(-1));
const isRunning = (group: BatchGroup): boolean => current(group)?.status === 'IN_PROGRESS';

/** It need not have succeeded where its failure may be ignored. */
export const isGood = (group: BatchGroup): boolean => {
  const status = current(group)?.status;
  return (
    status === 'SUCCEEDED' || (group.task.ignoreFailure && status !== undefined && status !== 'IN_PROGRESS')
  );
};

export const isAnyRunning = ({ groups }: BatchState): boolean => groups.some(isRunning);

/** Begins every build that waits for nothing any more. */
export function startReady(batch: BatchState, now: number): BatchMove {
  if (batch.stopping) return { batch, effects: {} };
  const effects: Record<string, Effect> = {};
  const groups = batch.groups.map((group): BatchGroup => {
    if (!group.waiting || !group.task.dependsOn.every((name) => isGood(groupNamed(batch, name))))
      return group;
    effects[stepName('start', group.task.identifier, group.runs.length)] = startBuild(batch, group);
    return { ...group, waiting: false, runs: [...group.runs, { requestedOn: now, status: 'IN_PROGRESS' }] };
  });
  return { batch: { ...batch, groups }, effects };
}

const groupNamed = ({ groups }: BatchState, name: string): BatchGroup =>
  groups.find(({ task }) => task.identifier === name)!;

const stepName = (step: 'start' | 'wait' | 'stop', identifier: string, run: number): string =>
  `${step}.${identifier}.${run}`;

/** What became of starting a build, or of the build. */
export function groupHeard(batch: BatchState, effect: string, output: any): BatchMove {
  const [step, identifier = '', run] = effect.split('.');
  const group = groupNamed(batch, identifier);
  const index = Number(run);
  if (step === 'stop') return { batch, effects: {} };
  if (step === 'start') {
    const { id: buildId, arn }: Build = output.build;
    const after = withRun(batch, group, index, { buildId: buildId!, arn: arn! });
    const wait = { [stepName('wait', identifier, index)]: awaitBuild(batch, buildId!) };
    return { batch: after, effects: { ...wait, ...(batch.stopping && stops(after, identifier)) } };
  }
  const [build]: Build[] = output.builds;
  return ended(withRun(batch, group, index, outcomeOf(build!)), group);
}

/** A build could not be started, or has been forgotten. */
export function groupRefused(batch: BatchState, effect: string): BatchMove {
  const [step, identifier = '', run] = effect.split('.');
  if (step === 'stop') return { batch, effects: {} };
  const group = groupNamed(batch, identifier);
  return ended(withRun(batch, group, Number(run), { status: 'FAILED' }), group);
}

function withRun(batch: BatchState, group: BatchGroup, index: number, change: Partial<BatchRun>): BatchState {
  const runs = group.runs.map((run, at) => (at === index ? { ...run, ...change } : run));
  return { ...batch, groups: batch.groups.map((each) => (each === group ? { ...group, runs } : each)) };
}

/** AWS: batch/fast-fail: "All running builds will be stopped when one of the build tasks fails". */
function ended(batch: BatchState, { task }: BatchGroup): BatchMove {
  if (!batch.fastFail || batch.stopping || isGood(groupNamed(batch, task.identifier)))
    return { batch, effects: {} };
  return stopRunning(batch, 'FAILED');
}

export function stopRunning(batch: BatchState, stopping: BatchStop): BatchMove {
  const running = batch.groups.filter(isRunning).map(({ task }) => stops(batch, task.identifier));
  return { batch: { ...batch, stopping }, effects: Object.assign({}, ...running) };
}

/** Nothing to be done about one that has not been started yet: it is stopped when it has. */
function stops(batch: BatchState, identifier: string): Record<string, Effect> {
  const { runs } = groupNamed(batch, identifier);
  const { buildId } = runs.at(-1)!;
  if (buildId === undefined) return {};
  return { [stepName('stop', identifier, runs.length - 1)]: roleCall(batch, 'StopBuild', { id: buildId }) };
}

function outcomeOf({ buildStatus, artifacts, secondaryArtifacts = [] }: Build): Partial<BatchRun> {
  const resolved = (made: Build['artifacts']): ResolvedArtifact[] =>
    made?.location
      ? [
          {
            type: 'S3',
            location: made.location,
            ...(made.artifactIdentifier !== undefined && { identifier: made.artifactIdentifier }),
          },
        ]
      : [];
  const [primary] = resolved(artifacts);
  return {
    status: buildStatus!,
    ...(primary && { primary }),
    secondary: secondaryArtifacts.flatMap(resolved),
  };
}

const roleCall = ({ config, scope, uuid }: BatchState, operation: string, input: object): AwsCall => ({
  type: 'aws.call',
  service: 'codebuild',
  operation,
  input,
  as: config.serviceRole,
  session: batchSession(uuid),
  scope,
});

const awaitBuild = ({ scope }: BatchState, id: string): AwsWait => ({
  type: 'aws.wait',
  service: 'codebuild',
  operation: 'BatchGetBuilds',
  input: { ids: [id] },
  until: 'builds[0].buildComplete',
  as: servicePrincipal('codebuild'),
  scope,
});

/** All builds are of one version of the source: that of the buildspec which says that they are. */
function startBuild(batch: BatchState, { task }: BatchGroup): AwsCall {
  const { plan, overrides, fetched } = batch;
  const { computeType, image, type, privilegedMode, fleet } = task.environment;
  const pinned = plan.source.type === 'CODECOMMIT' ? fetched?.resolvedVersion : undefined;
  const { index, count } = task.shard ?? {};
  const variables = {
    ...task.variables,
    [identifierVariable]: task.identifier,
    ...(index !== undefined && { [shardVariable]: `${index + 1}/${count}` }),
  };
  const input: StartBuildInput = {
    ...overrides,
    projectName: plan.projectName,
    ...(pinned !== undefined && { sourceVersion: pinned }),
    ...(task.buildspec !== undefined && { buildspecOverride: task.buildspec }),
    ...(computeType && {
      computeTypeOverride: computeType as NonNullable<StartBuildInput['computeTypeOverride']>,
    }),
    ...(fleet !== undefined && { fleetOverride: { fleetArn: fleet } }),
    ...(image !== undefined && { imageOverride: image }),
    ...(type && { environmentTypeOverride: type as NonNullable<StartBuildInput['environmentTypeOverride']> }),
    ...(privilegedMode !== undefined && { privilegedModeOverride: privilegedMode }),
    environmentVariablesOverride: [
      ...(overrides.environmentVariablesOverride ?? []),
      ...Object.entries(variables).map(([name, value]) => ({ name, value, type: 'PLAINTEXT' as const })),
    ],
    ...artifactsOf(batch, task.identifier),
  };
  return roleCall(batch, 'StartBuild', input);
}

/**
 * AWS: user guide of CodePipeline, samples of batch builds: without CombineArtifacts the output artifacts of a
 * pipeline's action are named `<identifier>` and `<identifier>_<secondary artifact>`. Where builds put what is to be
 * combined, and what they put into S3 side by side, is unverified.
 */
function artifactsOf(
  { plan, config }: BatchState,
  identifier: string,
): Pick<StartBuildInput, 'artifactsOverride' | 'secondaryArtifactsOverride'> {
  const { artifacts, secondaryArtifacts } = plan;
  const none: ProjectArtifacts = { type: 'NO_ARTIFACTS' };
  if (artifacts.type === 'S3' || config.combineArtifacts) {
    const path = [artifacts.path, identifier].filter(Boolean).join('/');
    return { artifactsOverride: artifacts.type === 'NO_ARTIFACTS' ? none : { ...artifacts, path } };
  }
  const own = secondaryArtifacts.find((artifact) => artifact.artifactIdentifier === identifier);
  const { artifactIdentifier: _, ...primary } = own ?? none;
  const prefix = `${identifier}_`;
  const secondary = secondaryArtifacts.filter(({ artifactIdentifier = '' }) =>
    artifactIdentifier.startsWith(prefix),
  );
  return {
    artifactsOverride: primary,
    secondaryArtifactsOverride: secondary.map((artifact) => ({
      ...artifact,
      artifactIdentifier: artifact.artifactIdentifier!.slice(prefix.length),
    })),
  };
}
