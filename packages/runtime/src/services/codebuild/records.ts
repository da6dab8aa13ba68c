import type {
  AuthType,
  CreateProjectInput,
  EnvironmentVariable,
  ProjectArtifacts,
  ProjectCache,
  ProjectEnvironment,
  ProjectSource,
  ProjectSourceVersion,
  ProjectVisibilityType,
  ReportExportConfig,
  ReportType,
  S3LogsConfig,
  ServerType,
  Tag,
  WebhookBuildType,
  WebhookFilter,
} from '@aws-sdk/client-codebuild';
import { arnOf } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { servicePrincipal } from '../../base/service-principal.ts';
import { flowId } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { CachePlan } from './cache.ts';

export interface ProjectRecord {
  readonly name: string;
  /** As it was declared, by CreateProject and what UpdateProject changed since. */
  readonly declaration: CreateProjectInput;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** How many builds it has had: the number of the last. */
  readonly buildCount: number;
  /** The same of batches of builds. */
  readonly batchCount?: number;
  /** How often its cache was invalidated. */
  readonly cachesInvalidated?: number;
  /** Who may see its builds; PRIVATE unless UpdateProjectVisibility said otherwise. */
  readonly visibility?: Visibility;
}

export interface Visibility {
  readonly projectVisibility: ProjectVisibilityType;
  readonly resourceAccessRole?: string;
  readonly publicProjectAlias?: string;
}

/** Everything a build needs to know, taken when it starts: what becomes of its project does not concern it. */
export interface BuildPlan {
  readonly projectName: string;
  readonly source: ProjectSource;
  readonly sourceVersion?: string;
  /** What that version was when a webhook told of it. */
  readonly sourceCommit?: string;
  readonly secondarySources: readonly ProjectSource[];
  readonly secondarySourceVersions: readonly ProjectSourceVersion[];
  readonly artifacts: ProjectArtifacts;
  readonly secondaryArtifacts: readonly ProjectArtifacts[];
  readonly environment: ProjectEnvironment;
  /** The project's, with those given for this build in their place. */
  readonly variables: readonly EnvironmentVariable[];
  readonly serviceRole: string;
  /** Whom its role lets in: of a managed build, the service that has it done, or a role of that service's. */
  readonly principal: string;
  readonly timeoutMinutes: number;
  readonly queuedTimeoutMinutes: number;
  readonly encryptionKey?: string;
  /** As it is declared. */
  readonly projectCache?: ProjectCache;
  /** Undefined where nothing is kept for the next build. */
  readonly cache?: CachePlan;
  /** The fleet whose machines it waits for, by its flow. */
  readonly fleet?: { readonly flow: string };
  /** Where its log goes in CloudWatch Logs; undefined where it does not. */
  readonly logs?: { readonly groupName: string; readonly streamName: string };
  /** As it is declared, of an object for each build. */
  readonly s3Logs?: S3LogsConfig;
  /** Who started it, as CodeBuild names callers. */
  readonly initiator: string;
  /** What a webhook has told, as variables. */
  readonly hook?: Readonly<Record<string, string>>;
  /** The batch that the build belongs to, and which one it is of it. */
  readonly batch?: {
    readonly arn: string;
    readonly identifier: string;
    /** Its provider is told of it by itself. */
    readonly isReported?: true;
  };
  /** How often it is started again when it fails, and the how manieth time this is. */
  readonly autoRetry?: { readonly limit: number; readonly number: number; readonly previous?: string };
  /** What was asked for and is not done in this house: said in the build's log. */
  readonly notDone: readonly string[];
}

/** Of no project of the account's: a service that the account uses has it done. */
export const isManaged = ({ principal }: BuildPlan): boolean => principal !== servicePrincipal('codebuild');

/** One batch of builds, in the order in which they were started. */
export interface BatchRow {
  readonly id: string;
  readonly projectName: string;
  /** Rises over the batches of a house. */
  readonly sequence: number;
}

/** One build in the order in which they were started. */
export interface BuildRow {
  readonly id: string;
  readonly projectName: string;
  /** Rises over the builds of a house. */
  readonly sequence: number;
}

/** What an idempotency token has started. */
export interface TokenRecord {
  readonly token: string;
  readonly buildId: string;
  readonly at: number;
  /** The request it came with. */
  readonly request: string;
}

export interface ReportGroupRecord {
  readonly name: string;
  readonly type: ReportType;
  readonly exportConfig: ReportExportConfig;
  readonly tags: readonly Tag[];
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** What CodeBuild signs in with at a server of sources. */
export interface SourceCredentialRecord {
  readonly arn: string;
  readonly serverType: ServerType;
  readonly authType: AuthType;
  readonly token: string;
  readonly username?: string;
  /** The connection or the secret that the token names. */
  readonly resource?: string;
}

/** Where a provider tells of a project's repository. Times are epoch milliseconds. */
export interface WebhookRecord {
  readonly projectName: string;
  /** What makes its address hard to guess. */
  readonly key: string;
  readonly secret: string;
  readonly lastModifiedSecret: number;
  readonly manualCreation: boolean;
  /** The provider is being asked for it. */
  readonly isPending?: true;
  /** Who asked for it from inside, and may do so again. */
  readonly effectId?: string;
  readonly filterGroups?: readonly (readonly WebhookFilter[])[] | undefined;
  readonly branchFilter?: string | undefined;
  readonly buildType?: WebhookBuildType;
  /** The provider's own address of it. */
  readonly url?: string;
  /** The latest deliveries: one that is repeated is heard once. */
  readonly heard: readonly string[];
}

/** By the name of the project. */
export const webhooks = collection<WebhookRecord>('codebuild.webhooks');

/** By name. */
export const reportGroups = collection<ReportGroupRecord>('codebuild.report-groups');
/** By ARN. */
export const sourceCredentials = collection<SourceCredentialRecord>('codebuild.source-credentials');
/** By name. */
export const projects = collection<ProjectRecord>('codebuild.projects');
/** By `sequenceKey`. */
export const builds = collection<BuildRow>('codebuild.builds');
/** By `sequenceKey`. */
export const batches = collection<BatchRow>('codebuild.batches');
/** By the id of a build: the ARN of the one that was started when it had failed. */
export const automaticRetries = collection<string>('codebuild.automatic-retries');
/** By project, window of time, and token. */
export const startTokens = collection<TokenRecord>('codebuild.start-tokens');

export const sequenceKey = (sequence: number): string => String(sequence).padStart(16, '0');

export const projectArn = (scope: Scope, name: string): string =>
  arnOf('codebuild', scope, `project/${name}`);
export const reportGroupArn = (scope: Scope, name: string): string =>
  arnOf('codebuild', scope, `report-group/${name}`);
export const tokenArn = (scope: Scope, id: string): string => arnOf('codebuild', scope, `token/${id}`);
export const buildArn = (scope: Scope, id: string): string => arnOf('codebuild', scope, `build/${id}`);

export const buildKind = 'codebuild.build';
export const buildFlowId = (scope: Scope, id: string): string => flowId(buildKind, scope, id);

export const batchArn = (scope: Scope, id: string): string => arnOf('codebuild', scope, `build-batch/${id}`);
export const batchKind = 'codebuild.batch';
export const batchFlowId = (scope: Scope, id: string): string => flowId(batchKind, scope, id);
/** The same for a batch. */
export const batchIdOf = (idOrArn: string): string =>
  /^arn:[^/]*:build-batch\/(.*)$/.exec(idOrArn)?.[1] ?? idOrArn;

/** `demo:0a1b…` out of a build's id or its ARN. */
export const buildIdOf = (idOrArn: string): string => /^arn:[^/]*:build\/(.*)$/.exec(idOrArn)?.[1] ?? idOrArn;
