import type { ReportFormat } from '../../../base/report.ts';

/** A buildspec as it is understood: whatever was left out has its default. */
export interface Buildspec {
  readonly version: '0.1' | '0.2';
  readonly shell: 'sh' | 'bash';
  readonly variables: Readonly<Record<string, string>>;
  /** Names in the parameter store, by variable. */
  readonly parameterStore: Readonly<Record<string, string>>;
  /** References to secrets, by variable. */
  readonly secretsManager: Readonly<Record<string, string>>;
  readonly exportedVariables: readonly string[];
  /** Git signs in at CodeCommit as the build's role. */
  readonly gitCredentialHelper: boolean;
  readonly phases: Readonly<Partial<Record<CommandPhase, PhaseSpec>>>;
  /** Versions asked for, by runtime: `nodejs: 18`. */
  readonly runtimeVersions: Readonly<Record<string, string>>;
  readonly artifacts?: ArtifactsSpec;
  readonly secondaryArtifacts: Readonly<Record<string, ArtifactsSpec>>;
  /** What is kept for the next build. */
  readonly cache: CacheSpec;
  /** By the name or ARN of the report group. */
  readonly reports?: Readonly<Record<string, ReportSpec>>;
  /** What it asks for and this house does not do; said in the build's log. */
  readonly notDone: readonly string[];
}

export const commandPhases = ['install', 'pre_build', 'build', 'post_build'] as const;
export type CommandPhase = (typeof commandPhases)[number];

export interface PhaseSpec {
  readonly commands: readonly string[];
  readonly finally: readonly string[];
  readonly onFailure: 'ABORT' | 'CONTINUE' | undefined;
  /** Who runs its commands, if not whoever runs this house. */
  readonly runAs?: string;
  /** So often the build is started again for an error that the pattern is found in. */
  readonly retry?: { readonly count: number; readonly pattern: string };
}

export interface ArtifactsSpec {
  readonly files: readonly string[];
  readonly excludePaths: readonly string[];
  /** '' is the source's folder. */
  readonly baseDirectory: string;
  readonly discardPaths: boolean;
  readonly name?: string;
  /** In the place of the output's path, where that has the build's id. */
  readonly s3Prefix?: string;
}

/** What is kept for the next build, and whether it is taken up and left. */
export interface CacheSpec {
  readonly paths: readonly string[];
  /** What it is known by, and how others that will do begin; the shell evaluates them. */
  readonly keys: readonly string[];
  readonly restores: boolean;
  readonly saves: boolean;
}

/** Where results of tests are. */
export interface ReportSpec {
  readonly files: readonly string[];
  readonly baseDirectory: string;
  readonly format: ReportFormat;
}

/** Why a buildspec cannot be used, in the words that come after `YAML_FILE_ERROR Message: `. */
export interface BuildspecError {
  readonly error: string;
}

export const isBuildspecError = (value: object): value is BuildspecError => 'error' in value;

/**
 * Whether a project's `buildspec` is the text itself, and not where to find it. AWS: StartBuild, buildspecOverride: "an
 * inline buildspec definition, the path to an alternate buildspec file …, or the path to an S3 bucket".
 */
export function isInline(text: string): boolean {
  return text.includes('\n') || /^\s*(\{|version\s*:)/.test(text);
}
