import type {
  Build,
  BuildArtifacts,
  BuildPhase,
  LogsLocation,
  ProjectArtifacts,
} from '@aws-sdk/client-codebuild';
import { sumsAnswer } from '../flow/artifact-sums.ts';
import { artifactKey, placeOf } from '../flow/artifacts.ts';
import type { BuildState, Phase } from '../flow/build-state.ts';
import { logObject } from '../flow/log-file.ts';
import { sourceVersionOf } from '../flow/environment.ts';
import { buildArn } from '../records.ts';

export const isComplete = (build: BuildState): boolean => build.endedAt !== undefined;

/** A build as BatchGetBuilds tells it. Its status is told when it is over. */
export function described(build: BuildState, nextAutoRetry?: string): Build {
  const { plan, endedAt } = build;
  const sourceVersion = sourceVersionOf(build);
  const resolvedSourceVersion = build.fetched[0]?.resolvedVersion;
  const exported = Object.entries(build.exported).map(([name, value]) => ({ name, value }));
  return {
    id: build.id,
    arn: buildArn(build.scope, build.id),
    buildNumber: build.number,
    startTime: new Date(build.startedAt),
    ...(endedAt !== undefined && { endTime: new Date(endedAt) }),
    currentPhase: build.phases.at(-1)!.type,
    buildStatus: isComplete(build) ? (build.trouble ?? 'SUCCEEDED') : 'IN_PROGRESS',
    ...(sourceVersion !== undefined && { sourceVersion }),
    ...(resolvedSourceVersion !== undefined && { resolvedSourceVersion }),
    projectName: plan.projectName,
    phases: build.phases.map(phaseAnswer),
    source: plan.source,
    secondarySources: [...plan.secondarySources],
    secondarySourceVersions: [...plan.secondarySourceVersions],
    artifacts: artifactAnswer(build, plan.artifacts),
    secondaryArtifacts: plan.secondaryArtifacts.map((output) => artifactAnswer(build, output)),
    cache: plan.projectCache ?? { type: 'NO_CACHE' },
    environment: { ...plan.environment, environmentVariables: [...plan.variables] },
    serviceRole: plan.serviceRole,
    logs: logsAnswer(build),
    timeoutInMinutes: plan.timeoutMinutes,
    queuedTimeoutInMinutes: plan.queuedTimeoutMinutes,
    buildComplete: isComplete(build),
    initiator: plan.initiator,
    ...(plan.autoRetry && {
      autoRetryConfig: {
        autoRetryLimit: plan.autoRetry.limit,
        autoRetryNumber: plan.autoRetry.number,
        ...(nextAutoRetry !== undefined && { nextAutoRetry }),
        ...(plan.autoRetry.previous !== undefined && { previousAutoRetry: plan.autoRetry.previous }),
      },
    }),
    ...(build.reportArns && { reportArns: [...build.reportArns] }),
    ...(plan.encryptionKey !== undefined && { encryptionKey: plan.encryptionKey }),
    ...(plan.batch && { buildBatchArn: plan.batch.arn }),
    ...(exported.length > 0 && { exportedEnvironmentVariables: exported }),
  };
}

function phaseAnswer({ type, startedAt, endedAt, status, context }: Phase): BuildPhase {
  return {
    phaseType: type,
    startTime: new Date(startedAt),
    ...(status && { phaseStatus: status }),
    ...(endedAt !== undefined && {
      endTime: new Date(endedAt),
      durationInSeconds: Math.round((endedAt - startedAt) / 1000),
    }),
    ...(context && { contexts: [context] }),
  };
}

/** Where an artifact goes, and what it is once it is there. */
function artifactAnswer(build: BuildState, output: ProjectArtifacts): BuildArtifacts {
  const identifier = output.artifactIdentifier;
  const named = identifier === undefined ? {} : { artifactIdentifier: identifier };
  if (output.type === 'NO_ARTIFACTS') return { location: '', ...named };
  const made = build.artifacts[artifactKey(output)];
  const [bucket, key] = made ? [made.bucket, made.key] : placeOf(build, output, undefined);
  return {
    location: `arn:aws:s3:::${bucket}/${key}`,
    ...(made?.sums && sumsAnswer(made.sums)),
    ...(output.overrideArtifactName !== undefined && { overrideArtifactName: output.overrideArtifactName }),
    ...named,
  };
}

const logsAnswer = (build: BuildState): LogsLocation => ({ ...streamAnswer(build), ...fileAnswer(build) });

function fileAnswer(build: BuildState): LogsLocation {
  const { s3Logs } = build.plan;
  if (!s3Logs) return {};
  const [bucket, key] = logObject(build);
  const home = `https://${'s3.console'}.aws.amazon.com/s3/object`;
  return {
    s3DeepLink: `${home}/${bucket}/${key}?region=${build.scope.region}`,
    s3LogsArn: `arn:aws:s3:::${bucket}/${key}`,
    s3Logs,
  };
}

function streamAnswer({ plan, scope }: BuildState): LogsLocation {
  if (!plan.logs) return { cloudWatchLogs: { status: 'DISABLED' } };
  const { groupName, streamName } = plan.logs;
  const encoded = (text: string) => encodeURIComponent(text).replaceAll('%', '$25');
  const home = `https://${'console'}.aws.amazon.com/cloudwatch/home?region=${scope.region}`;
  const group = `log-group:${groupName}:log-stream:${streamName}`;
  return {
    groupName,
    streamName,
    deepLink: `${home}#logsV2:log-groups/log-group/${encoded(groupName)}/log-events/${encoded(streamName)}`,
    cloudWatchLogsArn: `arn:aws:logs:${scope.region}:${scope.account}:${group}`,
    cloudWatchLogs: { status: 'ENABLED' },
  };
}
