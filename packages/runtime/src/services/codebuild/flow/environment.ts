import type { ProjectSource } from '@aws-sdk/client-codebuild';
import type { BuildState } from './build-state.ts';
import { sourceDirectory } from './build-state.ts';
import { sourceTypeOf } from '../sources/index.ts';
import { buildArn, type BuildPlan } from '../records.ts';
import { gitAccess } from './git-access.ts';

/** A variable whose value is somebody else's to give. */
export interface Lookup {
  readonly name: string;
  readonly kind: 'PARAMETER_STORE' | 'SECRETS_MANAGER';
  readonly reference: string;
}

type Variable = Lookup | { readonly name: string; readonly kind: 'PLAINTEXT'; readonly value: string };

/** Declared variables by precedence: those of the build and its project before the buildspec's. */
function variablesOf({ plan, buildspec }: BuildState): Variable[] {
  const declared = plan.variables.map(({ name = '', value = '', type = 'PLAINTEXT' }): Variable =>
    type === 'PLAINTEXT' ? { name, kind: type, value } : { name, kind: type, reference: value },
  );
  const taken = new Set(declared.map(({ name }) => name));
  const lookups = (kind: Lookup['kind'], references: Readonly<Record<string, string>> = {}): Variable[] =>
    Object.entries(references).map(([name, reference]) => ({ name, kind, reference }));
  const specified: Variable[] = [
    ...Object.entries(buildspec?.variables ?? {}).map(([name, value]): Variable => ({
      name,
      kind: 'PLAINTEXT',
      value,
    })),
    ...lookups('PARAMETER_STORE', buildspec?.parameterStore),
    ...lookups('SECRETS_MANAGER', buildspec?.secretsManager),
  ];
  return [...specified.filter(({ name }) => !taken.has(name)), ...declared];
}

/** What has to be looked up before a command may run. */
export const lookupsOf = (build: BuildState): Lookup[] =>
  variablesOf(build).filter((variable): variable is Lookup => variable.kind !== 'PLAINTEXT');

/** AWS: user guide, exported-variables: neither secrets nor what begins with AWS_ can be exported. */
export function exportable(build: BuildState): string[] {
  const secret = new Set(lookupsOf(build).map(({ name }) => name));
  const names = build.buildspec?.exportedVariables ?? [];
  return names.filter((name) => !secret.has(name) && !name.startsWith('AWS_') && isVariableName(name));
}

const isVariableName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

/**
 * The environment of the build's commands. Values are literal: `$PATH` in one is those five characters.
 * AWS: user guide, "Environment variables in build environments".
 */
export function environmentOf(build: BuildState): Record<string, string> {
  const declared = variablesOf(build).map((variable) => [
    variable.name,
    variable.kind === 'PLAINTEXT' ? variable.value : (build.secrets[variable.name] ?? ''),
  ]);
  const { region, account } = build.scope;
  const { AccessKeyId, SecretAccessKey, SessionToken } = build.credentials!;
  return {
    AWS_ACCESS_KEY_ID: AccessKeyId,
    AWS_SECRET_ACCESS_KEY: SecretAccessKey,
    AWS_SESSION_TOKEN: SessionToken,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: build.endpoint,
    ...(build.buildspec?.gitCredentialHelper && gitAccess(build)),
    ...(Object.fromEntries(declared) as Record<string, string>),
    ...builtIn(build, account),
  };
}

/** CODEBUILD_ is CodeBuild's own: nobody's variables of that prefix stand above these. */
function builtIn(build: BuildState, account: string): Record<string, string> {
  const { plan, scope } = build;
  const resolved = build.fetched[0]?.resolvedVersion;
  const version = sourceVersionOf(build);
  const repository = sourceTypeOf(plan.source).repositoryUrl(plan.source);
  const log = plan.logs?.streamName;
  const home = `https://${scope.region}.${'console'}.aws.amazon.com/codebuild/home?region=${scope.region}`;
  return {
    CODEBUILD_CI: 'true',
    CODEBUILD_BUILD_ARN: buildArn(scope, build.id),
    CODEBUILD_BUILD_ID: build.id,
    CODEBUILD_BUILD_IMAGE: plan.environment.image!,
    CODEBUILD_BUILD_NUMBER: String(build.number),
    CODEBUILD_BUILD_SUCCEEDING: '1',
    // AWS: not in its list of variables, yet in the environment of its builds, where test reporters read it.
    CODEBUILD_BUILD_URL: `${home}#/builds/${build.id}/view/new`,
    CODEBUILD_INITIATOR: plan.initiator,
    CODEBUILD_KMS_KEY_ID: plan.encryptionKey ?? `arn:aws:kms:${scope.region}:${account}:alias/aws/s3`,
    CODEBUILD_PROJECT_ARN: `arn:aws:codebuild:${scope.region}:${account}:project/${plan.projectName}`,
    CODEBUILD_SRC_DIR: sourceFolder(build),
    CODEBUILD_START_TIME: String(build.startedAt),
    ...(log !== undefined && { CODEBUILD_LOG_PATH: log }),
    ...(resolved !== undefined && { CODEBUILD_RESOLVED_SOURCE_VERSION: resolved }),
    ...(repository !== undefined && { CODEBUILD_SOURCE_REPO_URL: repository }),
    ...(version !== undefined && { CODEBUILD_SOURCE_VERSION: version }),
    ...plan.hook,
    ...secondarySourceVariables(build),
  };
}

function secondarySourceVariables(build: BuildState): Record<string, string> {
  const all = build.plan.secondarySources.flatMap((source, index) => {
    const id = source.sourceIdentifier!;
    const version = secondaryVersionOf(build, id);
    const resolved = build.fetched[index + 1]?.resolvedVersion;
    const repository = sourceTypeOf(source).repositoryUrl(source);
    return [
      [`CODEBUILD_SRC_DIR_${id}`, `${build.folder}/src-${id}`],
      ...(repository === undefined ? [] : [[`CODEBUILD_SOURCE_REPO_URL_${id}`, repository]]),
      ...(version === undefined ? [] : [[`CODEBUILD_SOURCE_VERSION_${id}`, version]]),
      ...(resolved === undefined ? [] : [[`CODEBUILD_RESOLVED_SOURCE_VERSION_${id}`, resolved]]),
    ];
  });
  return Object.fromEntries(all) as Record<string, string>;
}

/** AWS: API reference, StartBuild, sourceVersion: what a place was at is `pr/5^{<commit>}`. */
export const wantedVersionOf = ({ sourceVersion = '', sourceCommit }: BuildPlan): string | undefined =>
  sourceCommit === undefined ? sourceVersion || undefined : `${sourceVersion}^{${sourceCommit}}`;

export const secondaryVersionOf = ({ plan }: BuildState, id: string): string | undefined =>
  plan.secondarySourceVersions.find(({ sourceIdentifier }) => sourceIdentifier === id)?.sourceVersion;

interface SourceFolder {
  readonly source: ProjectSource;
  readonly folder: string;
  /** As errors call it. */
  readonly called: string;
}

/** Where each source lies. */
export const sourceFolders = (build: BuildState): SourceFolder[] => [
  { source: build.plan.source, folder: sourceFolder(build), called: 'primary source' },
  ...build.plan.secondarySources.map((source) => ({
    source,
    folder: `${build.folder}/src-${source.sourceIdentifier}`,
    called: `secondary source ${source.sourceIdentifier}`,
  })),
];

export function sourceFolder(build: BuildState): string {
  const directory = sourceDirectory(build);
  return directory === '' ? build.folder! : `${build.folder}/${directory}`;
}

/** Of an artifact that CodePipeline hands over, CodeBuild tells the object. AWS: seen in builds' environments. */
export const sourceVersionOf = ({ plan }: Pick<BuildState, 'plan'>): string | undefined =>
  plan.source.type === 'CODEPIPELINE' ? `arn:aws:s3:::${plan.source.location}` : plan.sourceVersion;
