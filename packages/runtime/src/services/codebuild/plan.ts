import type {
  EnvironmentVariable,
  LogsConfig,
  ProjectArtifacts,
  ProjectEnvironment,
  ProjectSource,
  StartBuildInput,
} from '@aws-sdk/client-codebuild';
import { servicePrincipal } from '../../base/service-principal.ts';
import type { Scope } from '../../base/scope.ts';
import type { Caller } from '../../dispatch/service.ts';
import { cachePlanOf } from './cache.ts';
import {
  roleArnOf,
  validateArtifacts,
  validateCache,
  validateEnvironment,
  validateLogs,
  validateReporting,
  validateSecondaryArtifacts,
  validateSecondarySources,
  validateSource,
} from './declaration.ts';
import { gitHostOf } from './git-hosts/index.ts';
import { invalidInput } from './errors.ts';
import type { BuildPlan, ProjectRecord } from './records.ts';

// AWS: CreateProject, timeoutInMinutes and queuedTimeoutInMinutes.
const timeoutMinutesDefault = 60;
const queuedTimeoutMinutesDefault = 480;

/** What a build is to do: its project's declaration, and what StartBuild says otherwise. */
export function planOf(
  project: ProjectRecord,
  input: Omit<StartBuildInput, 'projectName'>,
  { uuid, caller, scope }: { readonly uuid: string; readonly caller: Caller; readonly scope: Scope },
): BuildPlan {
  const { declaration } = project;
  const source = sourceOf(declaration.source!, input);
  validateSource(source);
  if (input.reportBuildStatusOverride) validateReporting(source);
  const artifacts = artifactsOf(declaration.artifacts!, input);
  validateArtifacts(artifacts);
  const environment = environmentOf(declaration.environment!, input);
  validateEnvironment(environment);
  const secondarySources = input.secondarySourcesOverride ?? declaration.secondarySources ?? [];
  validateSecondarySources(secondarySources);
  const secondaryArtifacts = input.secondaryArtifactsOverride ?? declaration.secondaryArtifacts ?? [];
  validateSecondaryArtifacts(secondaryArtifacts);
  const serviceRole = roleArnOf(scope, input.serviceRoleOverride ?? declaration.serviceRole!);
  const sourceVersion = input.sourceVersion ?? declaration.sourceVersion;
  const encryptionKey = input.encryptionKeyOverride ?? declaration.encryptionKey;
  const logsConfig = input.logsConfigOverride ?? declaration.logsConfig;
  const s3Logs = logsConfig?.s3Logs;
  validateLogs(logsConfig);
  const logs = logsOf(project.name, logsConfig, uuid);
  const projectCache = input.cacheOverride ?? declaration.cache;
  validateCache(projectCache);
  const cache = cachePlanOf(scope, project, projectCache);
  const retries = input.autoRetryLimitOverride ?? declaration.autoRetryLimit ?? 0;
  return {
    projectName: project.name,
    source,
    ...(sourceVersion !== undefined && { sourceVersion }),
    secondarySources,
    secondarySourceVersions:
      input.secondarySourcesVersionOverride ?? declaration.secondarySourceVersions ?? [],
    artifacts,
    secondaryArtifacts,
    environment,
    variables: environment.environmentVariables ?? [],
    serviceRole,
    principal: servicePrincipal('codebuild'),
    timeoutMinutes: input.timeoutInMinutesOverride ?? declaration.timeoutInMinutes ?? timeoutMinutesDefault,
    queuedTimeoutMinutes:
      input.queuedTimeoutInMinutesOverride ??
      declaration.queuedTimeoutInMinutes ??
      queuedTimeoutMinutesDefault,
    ...(encryptionKey !== undefined && { encryptionKey }),
    ...(projectCache && { projectCache }),
    ...(cache && { cache }),
    ...(logs && { logs }),
    ...(s3Logs?.status === 'ENABLED' && { s3Logs }),
    ...(retries > 0 && { autoRetry: { limit: retries, number: 0 } }),
    initiator: initiatorOf(caller, source),
    notDone: notDone(project, input),
  };
}

function sourceOf(declared: ProjectSource, input: Omit<StartBuildInput, 'projectName'>): ProjectSource {
  const type = input.sourceTypeOverride ?? declared.type!;
  const location = input.sourceLocationOverride ?? (type === declared.type ? declared.location : undefined);
  const buildspec = input.buildspecOverride ?? declared.buildspec;
  // AWS: unverified words. Only CodePipeline, which says where the artifact is, starts such a build.
  if (type === 'CODEPIPELINE' && location === undefined)
    invalidInput('A build with a source of type CODEPIPELINE is started by a pipeline');
  const { location: _, ...rest } = declared;
  return {
    ...rest,
    ...given({
      auth: input.sourceAuthOverride,
      gitCloneDepth: input.gitCloneDepthOverride,
      gitSubmodulesConfig: input.gitSubmodulesConfigOverride,
      insecureSsl: input.insecureSslOverride,
      buildStatusConfig: input.buildStatusConfigOverride,
      reportBuildStatus: input.reportBuildStatusOverride,
    }),
    type,
    ...(location !== undefined && { location }),
    ...(buildspec !== undefined && { buildspec }),
  };
}

/** Those of the members that are there. */
const given = (members: Partial<ProjectSource>): Partial<ProjectSource> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

function artifactsOf(
  declared: ProjectArtifacts,
  input: Omit<StartBuildInput, 'projectName'>,
): ProjectArtifacts {
  return input.artifactsOverride ?? declared;
}

function environmentOf(
  declared: ProjectEnvironment,
  input: Omit<StartBuildInput, 'projectName'>,
): ProjectEnvironment {
  return {
    ...declared,
    ...(input.environmentTypeOverride && { type: input.environmentTypeOverride }),
    ...(input.imageOverride !== undefined && { image: input.imageOverride }),
    ...(input.computeTypeOverride && { computeType: input.computeTypeOverride }),
    ...(input.fleetOverride && { fleet: input.fleetOverride }),
    ...(input.privilegedModeOverride !== undefined && { privilegedMode: input.privilegedModeOverride }),
    environmentVariables: mergedVariables(
      declared.environmentVariables ?? [],
      input.environmentVariablesOverride ?? [],
    ),
  };
}

/** Those given for the build stand in the place of the project's of the same name. */
function mergedVariables(
  declared: readonly EnvironmentVariable[],
  overrides: readonly EnvironmentVariable[],
): EnvironmentVariable[] {
  const given = new Map(overrides.map((variable) => [variable.name, variable]));
  const kept = declared.filter(({ name }) => !given.has(name));
  return [...kept, ...given.values()].map(({ name, value, type }) => ({
    name,
    value,
    type: type ?? 'PLAINTEXT',
  }));
}

function logsOf(
  project: string,
  config: LogsConfig | undefined,
  uuid: string,
): { groupName: string; streamName: string } | undefined {
  const asked = config?.cloudWatchLogs;
  if (asked?.status === 'DISABLED') return undefined;
  const streamName = asked?.streamName === undefined ? uuid : `${asked.streamName}/${uuid}`;
  return { groupName: asked?.groupName ?? `/aws/codebuild/${project}`, streamName };
}

/**
 * `codepipeline/<pipeline>`, a service that calls for itself, `role/session`, a user's name, or the
 * account's root.
 * AWS: API reference, Build, initiator: "for example codepipeline/my-demo-pipeline".
 */
function initiatorOf({ arn, service }: Caller, source: ProjectSource): string {
  const [, pipeline] = /:assumed-role\/[^/]+\/(.+)$/.exec(arn) ?? [];
  if (source.type === 'CODEPIPELINE' && pipeline !== undefined) return `codepipeline/${pipeline}`;
  return service === undefined ? sessionOf({ arn }) : service.replace(/\.amazonaws\.com$/, '');
}

/** `role/session`, a user's name, or the account's root. */
export const sessionOf = ({ arn }: Pick<Caller, 'arn'>): string =>
  /:(?:assumed-role|user)\/(.+)$/.exec(arn)?.[1] ?? arn.slice(arn.lastIndexOf(':') + 1);

/** Asked for of another source than this build's: of one that is at no provider. */
function reportsElsewhere(
  { declaration }: Pick<ProjectRecord, 'declaration'>,
  input: Omit<StartBuildInput, 'projectName'>,
): boolean {
  const { type, reportBuildStatus } = declaration.source!;
  const isAsked = input.reportBuildStatusOverride ?? reportBuildStatus ?? false;
  return isAsked && !gitHostOf({ type: input.sourceTypeOverride ?? type });
}

function notDone({ declaration }: ProjectRecord, input: Omit<StartBuildInput, 'projectName'>): string[] {
  const cache = input.cacheOverride ?? declaration.cache;
  const certificate = input.certificateOverride ?? declaration.environment!.certificate;
  const image = input.imageOverride ?? declaration.environment!.image;
  const { dockerServer } = declaration.environment!;
  const left: [boolean, string][] = [
    [true, `the image ${image}: commands run on the machine of Penstock, with its tools`],
    [
      cache?.modes?.includes('LOCAL_DOCKER_LAYER_CACHE') === true,
      "LOCAL_DOCKER_LAYER_CACHE: Penstock's docker builds every layer anew",
    ],
    [
      reportsElsewhere({ declaration }, input),
      'the report of the build status: the source is at no provider',
    ],
    [dockerServer !== undefined, "the docker server: docker is Penstock's own"],
    [input.debugSessionEnabled === true, 'the debug session: the machine of Penstock is at hand'],
    [certificate !== undefined, 'the certificate: those of the machine are believed'],
    [declaration.vpcConfig?.vpcId !== undefined, 'the VPC: the network is that of the machine'],
    [(declaration.fileSystemLocations?.length ?? 0) > 0, 'file systems: none are mounted'],
  ];
  return left.filter(([is]) => is).map(([, sentence]) => sentence);
}
