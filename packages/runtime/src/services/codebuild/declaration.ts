import type {
  CreateProjectInput,
  ProjectArtifacts,
  ProjectEnvironment,
  ProjectSource,
} from '@aws-sdk/client-codebuild';
import { isInline } from './buildspec/buildspec.ts';
import { invalidInput } from './errors.ts';
import { servedSources, sourceTypeOf } from './sources/index.ts';

/** Refuses what CodeBuild refuses, and what this house could only pretend to do. */
export function validateDeclaration(project: CreateProjectInput): void {
  const { source, artifacts, environment, secondarySources = [], secondaryArtifacts = [] } = project;
  validateSource(source!);
  for (const each of secondarySources) validateSource(each);
  for (const each of [artifacts!, ...secondaryArtifacts]) validateArtifacts(each);
  validateEnvironment(environment!);
  // AWS: unverified words, as in this whole file; the constraints are the user guide's.
  if ((source!.type === 'CODEPIPELINE') !== (artifacts!.type === 'CODEPIPELINE'))
    invalidInput('Project source and artifacts must both be of type CODEPIPELINE, or neither of them');
  if (!/^arn:[^:]+:iam::\d{12}:role\/.+/.test(project.serviceRole!))
    invalidInput(`Invalid service role: ${project.serviceRole}`);
}

export function validateSource(source: ProjectSource): void {
  if (!servedSources.includes(source.type!))
    invalidInput(
      `Penstock does not serve sources of type ${source.type} (yet): use one of ${servedSources.join(', ')}`,
    );
  if (source.type === 'NO_SOURCE' && !(source.buildspec && isInline(source.buildspec)))
    invalidInput('Project source of type NO_SOURCE requires an inline buildspec');
  if (sourceTypeOf(source).needsLocation && !source.location)
    invalidInput(`Project source of type ${source.type} requires a location`);
}

export function validateArtifacts(artifacts: ProjectArtifacts): void {
  if (artifacts.type !== 'S3') return;
  if (!artifacts.location) invalidInput('Project artifacts of type S3 require a location');
  if (artifacts.packaging !== 'ZIP')
    invalidInput('Penstock serves artifacts of type S3 with packaging ZIP only (yet)');
}

export function validateEnvironment(environment: ProjectEnvironment): void {
  if (/^(WINDOWS|MAC)_/.test(environment.type!))
    invalidInput(`Penstock runs builds on the machine it runs on, and does not serve ${environment.type}`);
}
