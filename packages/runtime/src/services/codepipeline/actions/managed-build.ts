import type { Build, EnvironmentVariable } from '@aws-sdk/client-codebuild';
import type { AwsCall, AwsWait } from '../../../base/effects/aws.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { ArtifactObject, Shown } from './action.ts';
import { failureOf, locationOf } from './build.ts';
import { ActionFailure, doing, type Script } from './script.ts';

/** Whose commands they are: an action's, or a rule's. */
export interface ManagedWork {
  readonly scope: Scope;
  readonly pipelineName: string;
  readonly role: string;
  /** Whom that role lets in. */
  readonly letIn: string;
  /** Each is in a folder of its own; the first is where the commands begin. */
  readonly inputs: readonly ArtifactObject[];
}

export interface ManagedCommands {
  readonly commands: readonly string[];
  readonly variables?: readonly EnvironmentVariable[] | undefined;
  /** Names of variables of the commands' shell that are wanted back. */
  readonly exported?: readonly string[];
  /** What they leave behind, and where it goes to. */
  readonly output?: { readonly artifact: ArtifactObject; readonly files: readonly string[] } | undefined;
}

/** AWS: user guide, Commands action: "The timeout for builds with the Commands action is 55 minutes". */
const timeoutMinutes = 55;

/**
 * Commands in an environment that CodePipeline has of CodeBuild, without a project of the account's, in the role of the
 * action, with a log in `/aws/codepipeline/<pipeline>`. The build when it has succeeded.
 */
export function* builtByCommands(work: ManagedWork, asked: ManagedCommands): Script<Build> {
  const { build: begun } = yield* doing('start', managedCall(work, 'StartManagedBuild', built(work, asked)));
  const wait: AwsWait = {
    ...managedCall(work, 'BatchGetBuilds', { ids: [begun.id] }),
    type: 'aws.wait',
    until: 'builds[0].buildComplete',
  };
  const shows = shownOf(begun);
  const { builds } = yield* doing('wait', wait, shows);
  const build: Build = builds[0];
  if (build.buildStatus === 'SUCCEEDED') return build;
  const message = failureOf(build);
  throw new ActionFailure(message, 'JobFailed', { ...shows, summary: message });
}

/** AWS: ActionExecution, logStreamARN. Unverified that the link leads there too. */
export const shownOf = ({ id = '', logs = {} }: Build): Shown => ({
  externalExecutionId: id,
  ...(logs.deepLink !== undefined && { externalExecutionUrl: logs.deepLink }),
  ...(logs.cloudWatchLogsArn !== undefined && { logStreamARN: logs.cloudWatchLogsArn }),
});

export const exportedBy = (build: Build): Record<string, string> =>
  Object.fromEntries(
    (build.exportedEnvironmentVariables ?? []).map(({ name = '', value = '' }) => [name, value]),
  );

const managedCall = ({ scope }: ManagedWork, operation: string, input: object): AwsCall => ({
  type: 'aws.call',
  service: 'codebuild',
  operation,
  input,
  as: servicePrincipal('codepipeline'),
  scope,
});

function built(work: ManagedWork, asked: ManagedCommands): object {
  const [primary, ...further] = work.inputs;
  const { output, variables = [] } = asked;
  return {
    name: work.pipelineName,
    initiator: `codepipeline/${work.pipelineName}`,
    serviceRole: work.role,
    principal: work.letIn,
    // AWS: user guide, Commands action: "CodePipeline creates a log group using the name of the pipeline".
    logGroupName: `/aws/codepipeline/${work.pipelineName}`,
    timeoutMinutes,
    source: {
      ...(primary ? { type: 'CODEPIPELINE', location: locationOf(primary) } : { type: 'NO_SOURCE' }),
      buildspec: JSON.stringify(buildspecOf(asked)),
    },
    ...(primary?.revisionId !== undefined && { sourceVersion: primary.revisionId }),
    secondarySources: further.map((artifact) => ({
      type: 'CODEPIPELINE',
      location: locationOf(artifact),
      sourceIdentifier: artifact.name,
    })),
    artifacts: output
      ? { type: 'CODEPIPELINE', location: output.artifact.bucket, path: output.artifact.key }
      : { type: 'NO_ARTIFACTS' },
    ...(output?.artifact.encryptionKey !== undefined && { encryptionKey: output.artifact.encryptionKey }),
    variables,
  };
}

function buildspecOf({ commands, exported = [], output }: ManagedCommands): object {
  return {
    version: '0.2',
    ...(exported.length > 0 && { env: { 'exported-variables': exported } }),
    phases: { build: { commands } },
    ...(output && { artifacts: { files: output.files } }),
  };
}
