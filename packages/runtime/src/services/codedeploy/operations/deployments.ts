import type {
  ContinueDeploymentCommandInput,
  CreateDeploymentCommandInput,
  CreateDeploymentOutput,
  RevisionLocation,
  StopDeploymentCommandInput,
  StopDeploymentOutput,
} from '@aws-sdk/client-codedeploy';
import { alphabets } from '../../../base/ids.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { AppSpecError } from '../app-spec.ts';
import {
  deploymentCompleted,
  deploymentIdRequired,
  deploymentNotReady,
  deploymentUnderWay,
  groupNameRequired,
  notServed,
  revisionInvalid,
  revisionRequired,
} from '../errors.ts';
import {
  isOver,
  type Deployment,
  type DeploymentFact,
  type EcsDeployment,
  type LambdaDeployment,
} from '../flow/deployment-state.ts';
import { invalidAppSpec } from '../flow/phases.ts';
import { assertAlarms, assertRollback } from '../group-rules.ts';
import { beginning } from '../platforms/ecs/progress.ts';
import { eventsOf, platformOf } from '../platforms/index.ts';
import { beginning as beginningOfAlias } from '../platforms/lambda/progress.ts';
import { deploymentFlowKind, deployments, type DeploymentGroup, type GroupSettings } from '../records.ts';
import { findApplication } from './applications.ts';
import { findConfig } from './deployment-configs.ts';
import { assertPlatform, findGroup } from './deployment-groups.ts';
import { deploymentsOf, findDeployment, flowOf } from './deployment-list.ts';

// AWS: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html
export const createDeployment: Handler<CreateDeploymentCommandInput, CreateDeploymentOutput> = (
  input,
  call,
) => {
  const application = findApplication(call, input.applicationName!);
  if (!input.deploymentGroupName) groupNameRequired();
  const group = findGroup(call, application.name, input.deploymentGroupName);
  const { computePlatform } = group;
  if (computePlatform !== 'ECS' && computePlatform !== 'Lambda')
    return notServed(`The ${computePlatform} compute platform`);
  const revision = revisionOf(input.revision, computePlatform);
  const earlier = deploymentsOf(call, application.name, group.name);
  const underWay = earlier.find((deployment) => !isOver(deployment));
  if (underWay) deploymentUnderWay(group.name, underWay.deploymentId);
  const config = findConfig(call, input.deploymentConfigName ?? group.deploymentConfigName);
  assertPlatform(config.name, config.computePlatform, group.computePlatform);
  const deploymentId = startDeployment(call, group, {
    settings: settingsOf(group, input),
    deploymentConfigName: config.name,
    routing: config.trafficRoutingConfig,
    revision,
    previousRevision: earlier.find(({ status }) => status === 'Succeeded')?.revision,
    creator: 'user',
    description: input.description,
    events: eventsOf(computePlatform).map((name) => ({ name, status: 'Pending' })),
    ...standing(group),
  });
  return { deploymentId };
};

/** Where a deployment of this group stands before it begins. */
function standing({ computePlatform, ecsServices }: DeploymentGroup): Standing {
  if (computePlatform === 'Lambda') return { computePlatform, lambda: beginningOfAlias };
  const { clusterName, serviceName } = ecsServices![0]!;
  return { computePlatform: 'ECS', ecs: beginning(clusterName!, serviceName!) };
}

/** The group's settings as they are now, and what this deployment wants otherwise. */
function settingsOf(group: DeploymentGroup, input: CreateDeploymentCommandInput): GroupSettings {
  const alarmConfiguration = input.overrideAlarmConfiguration ?? group.alarmConfiguration;
  const autoRollbackConfiguration = input.autoRollbackConfiguration ?? group.autoRollbackConfiguration;
  assertAlarms({ alarmConfiguration });
  assertRollback({ autoRollbackConfiguration });
  return { ...group, alarmConfiguration, autoRollbackConfiguration };
}

function revisionOf(
  revision: RevisionLocation | undefined,
  computePlatform: Deployment['computePlatform'],
): RevisionLocation {
  if (!revision) revisionRequired();
  switch (revision.revisionType) {
    case 'AppSpecContent':
      assertAppSpec(revision.appSpecContent?.content, computePlatform);
      return revision;
    case 'String':
      assertAppSpec(revision.string?.content, computePlatform);
      return revision;
    case 'S3': {
      const { bucket, key, bundleType } = revision.s3Location ?? {};
      if (!bucket || !key) revisionInvalid('An S3 location must have a bucket and a key.');
      // AWS: the revision in S3 of an ECS or Lambda deployment is its AppSpec itself.
      if (bundleType !== 'YAML' && bundleType !== 'JSON')
        revisionInvalid(
          `The bundle type of a deployment of the ${computePlatform} platform must be YAML or JSON.`,
        );
      return revision;
    }
    default:
      return revisionInvalid(
        `The revision type ${revision.revisionType} is not valid for the ${computePlatform} compute platform.`,
      );
  }
}

function assertAppSpec(content: string | undefined, computePlatform: Deployment['computePlatform']): void {
  try {
    platformOf({ computePlatform }).readAppSpec(content ?? '');
  } catch (error) {
    if (!(error instanceof AppSpecError)) throw error;
    revisionInvalid(invalidAppSpec(error));
  }
}

type Standing =
  | Pick<EcsDeployment, 'computePlatform' | 'ecs'>
  | Pick<LambdaDeployment, 'computePlatform' | 'lambda' | 'appSpec'>;

type NewDeployment = Pick<
  Deployment,
  | 'settings'
  | 'deploymentConfigName'
  | 'routing'
  | 'revision'
  | 'previousRevision'
  | 'creator'
  | 'description'
  | 'rollbackInfo'
  | 'events'
> &
  Standing;

/** Makes a deployment and starts it. Answers its id. */
export function startDeployment(
  call: Call,
  group: { readonly applicationName: string; readonly name: string; readonly id: string },
  wanted: NewDeployment,
  deploymentId = `d-${call.ids.word(9, alphabets.upper)}`,
): string {
  const number = call.tx.next('codedeploy.deployments');
  const { applicationName, name: deploymentGroupName } = group;
  const entry = { deploymentId, applicationName, deploymentGroupName };
  deployments.put(call.tx, call, deploymentId, { ...entry, number });
  const deployment: Deployment = {
    account: call.account,
    region: call.region,
    ...entry,
    deploymentGroupId: group.id,
    ...wanted,
    createTime: call.now,
    updatedAt: call.now,
    status: 'Created',
    phase: 'Created',
    messages: [],
    hooksDone: [],
    underWay: [],
  };
  call.flows.start(deploymentFlowKind, flowOf(call, deploymentId), deployment);
  return deploymentId;
}

// AWS: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_StopDeployment.html
export const stopDeployment: Handler<StopDeploymentCommandInput, StopDeploymentOutput> = (input, call) => {
  const deployment = findDeployment(call, input.deploymentId!);
  if (isOver(deployment)) deploymentCompleted(deployment.deploymentId);
  tell(call, deployment, { type: 'StopRequested', rollBack: input.autoRollbackEnabled });
  return { status: 'Pending', statusMessage: 'The deployment is being stopped.' };
};

// AWS: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ContinueDeployment.html
export const continueDeployment: Handler<ContinueDeploymentCommandInput, object> = (input, call) => {
  if (!input.deploymentId) deploymentIdRequired();
  const deployment = findDeployment(call, input.deploymentId);
  if (isOver(deployment)) deploymentCompleted(deployment.deploymentId);
  const wait = input.deploymentWaitType ?? 'READY_WAIT';
  const waiting = wait === 'READY_WAIT' ? 'ready' : 'termination';
  if (deployment.phase !== waiting) deploymentNotReady(deployment.deploymentId);
  tell(call, deployment, { type: 'WaitEnded', wait });
  return {};
};

export function tell(call: Call, { deploymentId }: Deployment, fact: DeploymentFact): void {
  call.flows.tell(flowOf(call, deploymentId), fact);
}
