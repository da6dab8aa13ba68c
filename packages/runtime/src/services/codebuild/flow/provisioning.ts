import type { AwsCall } from '../../../base/effects/aws.ts';
import type { EffectFailed } from '../../../engine/flow.ts';
import { say } from './build-log.ts';
import type { BuildState, Move, Next, Step } from './build-state.ts';
import { enter, leave, spoil } from './phases.ts';
import { fetchSources } from './source.ts';

type ProvisioningStep = Extract<Step, { type: 'role' | 'log-group' | 'log-stream' }>;

/** First of all the build becomes its service role. */
export function assumeRole(build: BuildState): Move {
  const input = { RoleArn: build.plan.serviceRole, RoleSessionName: `AWSCodeBuild-${build.uuid}` };
  return {
    build: { ...build, step: { type: 'role' } },
    effect: {
      type: 'aws.call',
      service: 'sts',
      operation: 'AssumeRole',
      input,
      as: build.plan.principal,
      scope: build.scope,
    },
  };
}

export function provisioned(build: BuildState, step: ProvisioningStep, output: any, now: number): Next {
  switch (step.type) {
    case 'role': {
      const { AccessKeyId, SecretAccessKey, SessionToken } = output.Credentials;
      const credentials = { AccessKeyId, SecretAccessKey, SessionToken };
      return build.plan.logs
        ? makeLogStream({ ...build, credentials })
        : ready({ ...build, credentials, log: { ...build.log, open: build.log.wanted } }, now);
    }
    case 'log-group':
      return makeLogStream(build);
    case 'log-stream':
      return ready({ ...build, log: { ...build.log, open: true } }, now);
  }
}

export function provisioningRefused(
  build: BuildState,
  step: ProvisioningStep,
  failed: EffectFailed,
  now: number,
): Next {
  const isThere = failed.code === 'ResourceAlreadyExistsException';
  if (isThere && step.type !== 'role') return provisioned(build, step, {}, now);
  // Most builds of a project find the group that its first build has made.
  if (failed.code === 'ResourceNotFoundException' && step.type === 'log-stream') return makeLogGroup(build);
  // AWS: as seen in builds whose role lacks a permission; the beginning of the sentence for roles is unverified.
  const { serviceRole } = build.plan;
  const what =
    step.type === 'role'
      ? `CodeBuild is not authorized to perform: sts:AssumeRole on ${serviceRole}`
      : `Service role ${serviceRole} does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams for ` +
        `build ${build.id}`;
  const message = `${what}. Error message: ${failed.code}: ${failed.reason}`;
  return spoil(build, 'FAILED', now, { statusCode: 'ACCESS_DENIED', message });
}

function makeLogGroup(build: BuildState): Move {
  const { groupName } = build.plan.logs!;
  const effect = logsCall(build, 'CreateLogGroup', { logGroupName: groupName });
  return { build: { ...build, step: { type: 'log-group' } }, effect };
}

function makeLogStream(build: BuildState): Move {
  const { groupName, streamName } = build.plan.logs!;
  const input = { logGroupName: groupName, logStreamName: streamName };
  return {
    build: { ...build, step: { type: 'log-stream' } },
    effect: logsCall(build, 'CreateLogStream', input),
  };
}

const logsCall = ({ plan, scope }: BuildState, operation: string, input: object): AwsCall => ({
  type: 'aws.call',
  service: 'logs',
  operation,
  input,
  as: plan.serviceRole,
  scope,
});

function ready(build: BuildState, now: number): Next {
  const entered = enter(leave(build, 'SUCCEEDED', now), 'DOWNLOAD_SOURCE', now);
  const notDone = build.plan.notDone.map((sentence) => `Penstock leaves out ${sentence}`);
  return fetchSources(say(entered, now, ['Waiting for DOWNLOAD_SOURCE', ...notDone]), now);
}
