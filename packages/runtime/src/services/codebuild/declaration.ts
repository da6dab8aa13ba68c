import type {
  CreateProjectInput,
  LogsConfig,
  ProjectArtifacts,
  ProjectCache,
  ProjectEnvironment,
  ProjectSource,
} from '@aws-sdk/client-codebuild';
import { arnOf } from '../../base/arn.ts';
import { isPassable } from '../../base/passed-role.ts';
import type { Scope } from '../../base/scope.ts';
import { isInline } from './buildspec/buildspec.ts';
import { crossAccountRole, invalidInput } from './errors.ts';
import { gitHostOf } from './git-hosts/index.ts';
import { servedSources, sourceTypeOf } from './sources/index.ts';

/** Refuses what CodeBuild refuses, and what this house could only pretend to do. */
export function validateDeclaration(project: CreateProjectInput): void {
  const { source, artifacts, environment, secondarySources = [], secondaryArtifacts = [] } = project;
  validateSource(source!);
  validateSecondarySources(secondarySources);
  validateArtifacts(artifacts!);
  validateSecondaryArtifacts(secondaryArtifacts);
  validateEnvironment(environment!);
  // AWS: unverified words, as in this whole file; the constraints are the user guide's.
  if ((source!.type === 'CODEPIPELINE') !== (artifacts!.type === 'CODEPIPELINE'))
    invalidInput('Project source and artifacts must both be of type CODEPIPELINE, or neither of them');
  validateReporting(source!);
  validateCache(project.cache);
  validateLogs(project.logsConfig);
}

// AWS: ProjectSource, reportBuildStatus: "valid only when your source provider is" one of these; "If this is set and
// you use a different source provider, an invalidInputException is thrown."
export function validateReporting(source: ProjectSource): void {
  if (source.reportBuildStatus && !gitHostOf(source))
    invalidInput(`reportBuildStatus is not supported for project source of type ${source.type}`);
}

// AWS: ProjectCache: location "must be the S3 bucket name/prefix", and modes are of LOCAL.
export function validateCache(cache: ProjectCache | undefined): void {
  if (cache?.type === 'S3' && !cache.location) invalidInput('Project cache of type S3 requires a location');
  if (cache?.type === 'LOCAL' && !cache.modes?.length)
    invalidInput('Project cache of type LOCAL requires at least one mode');
}

// AWS: S3LogsConfig, location.
export function validateLogs(config: LogsConfig | undefined): void {
  const { status, location } = config?.s3Logs ?? {};
  if (status === 'ENABLED' && !location) invalidInput('S3 logs require a location');
}

/** A role is known by its ARN, or by its name: AWS: as templates in the wild have it, `ServiceRole: !Ref Role`. */
export function roleArnOf(scope: Scope, role: string): string {
  if (!isPassable(scope, role)) crossAccountRole();
  if (/^arn:[^:]+:iam::\d{12}:role\/.+/.test(role)) return role;
  if (!/^[\w+=,.@/-]{1,576}$/.test(role)) invalidInput(`Invalid service role: ${role}`);
  return arnOf('iam', { account: scope.account, region: '' }, `role/${role.replace(/^\/+/, '')}`);
}

/** A secondary source lies in a folder, and is told by a variable, of its identifier's name. */
export function validateSecondarySources(sources: readonly ProjectSource[]): void {
  validateIdentifiers(
    'source',
    sources.map(({ sourceIdentifier }) => sourceIdentifier),
  );
  for (const each of sources) validateSource(each);
}

export function validateSecondaryArtifacts(artifacts: readonly ProjectArtifacts[]): void {
  validateIdentifiers(
    'artifact',
    artifacts.map(({ artifactIdentifier }) => artifactIdentifier),
  );
  for (const each of artifacts) validateArtifacts(each);
}

// AWS: ProjectSource, sourceIdentifier: "can only contain alphanumeric characters and underscores, and must be less
// than 128 characters in length".
function validateIdentifiers(kind: string, identifiers: readonly (string | undefined)[]): void {
  const wrong = identifiers.findIndex((each) => !/^[A-Za-z0-9_]{1,127}$/.test(each ?? ''));
  if (wrong >= 0)
    invalidInput(`Invalid ${kind} identifier of a secondary ${kind}: ${identifiers[wrong] ?? null}`);
  const twice = identifiers.find((each, index) => identifiers.indexOf(each) !== index);
  if (twice !== undefined) invalidInput(`Duplicate ${kind} identifier: ${twice}`);
}

export function validateSource(source: ProjectSource): void {
  if (!servedSources.includes(source.type!))
    invalidInput(
      `Penstock does not serve sources of type ${source.type} (yet): use one of ${servedSources.join(', ')}`,
    );
  const { buildspec = '' } = source;
  if (source.type === 'NO_SOURCE' && !isInline(buildspec) && !buildspec.startsWith('arn:'))
    invalidInput('Project source of type NO_SOURCE requires an inline buildspec');
  if (sourceTypeOf(source).needsLocation && !source.location)
    invalidInput(`Project source of type ${source.type} requires a location`);
}

export function validateArtifacts(artifacts: ProjectArtifacts): void {
  if (artifacts.type !== 'S3') return;
  if (!artifacts.location) invalidInput('Project artifacts of type S3 require a location');
}

export function validateEnvironment(environment: ProjectEnvironment): void {
  if (/^(WINDOWS|MAC)_/.test(environment.type!))
    invalidInput(`Penstock runs builds on the machine it runs on, and does not serve ${environment.type}`);
}
