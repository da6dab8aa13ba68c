import type {
  EnvironmentVariable,
  ProjectArtifacts,
  ProjectEnvironment,
  ProjectSource,
  StartBuildOutput,
} from '@aws-sdk/client-codebuild';
import { assert } from '../../../base/assert.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { beginBuild } from '../flow/build.ts';
import { buildFlowId, buildKind, type BuildPlan } from '../records.ts';
import { described } from './build-answer.ts';

/** What a service has built for an account, in an environment that is its own: there is no project. */
export interface ManagedBuild {
  /** In the place of a project's name. */
  readonly name: string;
  readonly initiator: string;
  readonly serviceRole: string;
  /** Whom that role lets in: the calling service, or a role that the service has already become. */
  readonly principal: string;
  readonly logGroupName: string;
  readonly timeoutMinutes: number;
  /** With an inline buildspec. */
  readonly source: ProjectSource;
  readonly sourceVersion?: string;
  readonly secondarySources: readonly ProjectSource[];
  readonly artifacts: ProjectArtifacts;
  readonly encryptionKey?: string;
  readonly variables: readonly EnvironmentVariable[];
}

/** AWS: CodePipeline user guide, Commands action: "an isolated build environment in CodeBuild". Unverified which. */
const environment: ProjectEnvironment = {
  type: 'LINUX_CONTAINER',
  image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
  computeType: 'BUILD_GENERAL1_SMALL',
};

/** Inside only. Such a build is in no list: who started it knows its id. */
export const startManagedBuild: Handler<ManagedBuild, StartBuildOutput> = (input, call) => {
  assert(call.caller.service, 'a managed build is started by a service');
  const uuid = call.ids.uuid();
  const scope = { account: call.account, region: call.region };
  const number = call.tx.next(`codebuild.managed|${scope.account}|${scope.region}|${input.name}`);
  const plan = planOf(input, uuid);
  const build = beginBuild({ scope, uuid, number, plan, endpoint: call.endpoint, startedAt: call.now });
  call.flows.start(buildKind, buildFlowId(call, build.id), build);
  return { build: described(build) };
};

function planOf(input: ManagedBuild, uuid: string): BuildPlan {
  const { name, logGroupName, variables, ...asked } = input;
  return {
    ...asked,
    projectName: name,
    secondarySourceVersions: [],
    secondaryArtifacts: [],
    environment: { ...environment, environmentVariables: [...variables] },
    variables,
    queuedTimeoutMinutes: 480,
    logs: { groupName: logGroupName, streamName: uuid },
    notDone: [`the image ${environment.image}: commands run on the machine of Penstock, with its tools`],
  };
}
