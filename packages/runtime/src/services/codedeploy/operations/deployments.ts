import type {
  ContinueDeploymentCommandInput,
  CreateDeploymentCommandInput,
  CreateDeploymentOutput,
  RevisionLocation,
  SkipWaitTimeForInstanceTerminationCommandInput,
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
  deploymentNotStarted,
  deploymentUnderWay,
  groupNameRequired,
  noWaitToEnd,
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
  type ServerDeployment,
} from '../flow/deployment-state.ts';
import { invalidAppSpec } from '../flow/phases.ts';
import { assertAlarms, assertRollback } from '../group-rules.ts';
import { guardAlarmOf } from '../platforms/ecs/guard.ts';
import { beginning } from '../platforms/ecs/progress.ts';
import { eventsOf, platformOf } from '../platforms/index.ts';
import { beginning as beginningOfAlias } from '../platforms/lambda/progress.ts';
import { beginning as beginningOfServers } from '../platforms/server/progress.ts';
import {
  deploymentFlowKind,
  deployments,
  type DeploymentConfig,
  type DeploymentGroup,
  type GroupSettings,
} from '../records.ts';
import { locationOf } from '../revision-location.ts';
import { useRevision } from './application-revisions.ts';
import { findApplication } from './applications.ts';
import { findConfig } from './deployment-configs.ts';
import { assertPlatform, findGroup } from './deployment-groups.ts';
import { deploymentsOf, findDeployment, flowOf } from './deployment-list.ts';
import { assertServerOptions, serverOptionsOf } from './server-options.ts';

// AWS: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html
export const createDeployment: Handler<CreateDeploymentCommandInput, CreateDeploymentOutput> = (
  input,
  call,
) => {
  const application = findApplication(call, input.applicationName!);
  if (!input.deploymentGroupName) groupNameRequired();
  const group = findGroup(call, application.name, input.deploymentGroupName);
  const { computePlatform } = group;
  if (computePlatform === 'Kubernetes') return notServed(`The ${computePlatform} compute platform`);
  assertServerOptions(input, group);
  const earlier = deploymentsOf(call, application.name, group.name);
  const good = earlier.find(({ status }) => status === 'Succeeded');
  const revision = input.deploymentMode === 'RESTART' ? good?.revision : input.revision;
  const location = revisionOf(revision, computePlatform);
  const underWay = earlier.find(
    // What Auto Scaling has launched gets what is there, whatever else is under way.
    (deployment) => !isOver(deployment) && !deployment.creator.startsWith('autoscaling'),
  );
  if (underWay) deploymentUnderWay(group.name, underWay.deploymentId);
  const config = findConfig(call, input.deploymentConfigName ?? group.deploymentConfigName);
  assertPlatform(config.name, config.computePlatform, group.computePlatform);
  const deploymentId = startDeployment(call, group, {
    settings: settingsOf(group, input),
    deploymentConfigName: config.name,
    routing: config.trafficRoutingConfig,
    revision: location,
    previousRevision: good?.revision,
    creator: 'user',
    description: input.description,
    events: eventsOf(computePlatform).map((name) => ({ name, status: 'Pending' })),
    ...standing(group, config, input),
  });
  return { deploymentId };
};

/** Where a deployment of this group stands before it begins. */
function standing(
  group: DeploymentGroup,
  config: DeploymentConfig,
  input: CreateDeploymentCommandInput,
): Standing {
  const { computePlatform, ecsServices } = group;
  if (computePlatform === 'Lambda') return { computePlatform, lambda: beginningOfAlias };
  if (computePlatform === 'Server')
    return {
      computePlatform,
      server: beginningOfServers(serverOptionsOf(input), config.minimumHealthyHosts!, config.zonalConfig),
    };
  const { clusterName, serviceName } = ecsServices![0]!;
  const ecs = { ...beginning(clusterName!, serviceName!), guardAlarm: guardAlarmOf(group) };
  return { computePlatform: 'ECS', ecs };
}

/** The group's settings as they are now, and what this deployment wants otherwise. */
function settingsOf(group: DeploymentGroup, input: CreateDeploymentCommandInput): GroupSettings {
  const alarmConfiguration = input.overrideAlarmConfiguration ?? group.alarmConfiguration;
  const autoRollbackConfiguration = input.autoRollbackConfiguration ?? group.autoRollbackConfiguration;
  assertAlarms({ alarmConfiguration });
  assertRollback({ autoRollbackConfiguration });
  const settings = { ...group, alarmConfiguration, autoRollbackConfiguration };
  // In place, there is nothing to wait for, whatever the group says of blue and green.
  if (group.computePlatform !== 'Server' || group.deploymentStyle.deploymentType === 'BLUE_GREEN')
    return settings;
  return { ...settings, blueGreenDeploymentConfiguration: undefined };
}

function revisionOf(
  revision: RevisionLocation | undefined,
  computePlatform: Deployment['computePlatform'],
): RevisionLocation {
  if (!revision) revisionRequired();
  const location = locationOf(revision, computePlatform, revisionInvalid);
  if (location.revisionType === 'AppSpecContent')
    assertAppSpec(location.appSpecContent?.content, computePlatform);
  if (location.revisionType === 'String') assertAppSpec(location.string?.content, computePlatform);
  return location;
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
  | Pick<LambdaDeployment, 'computePlatform' | 'lambda' | 'appSpec'>
  | Pick<ServerDeployment, 'computePlatform' | 'server'>;

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
  const managed = wanted.computePlatform === 'Server' && wanted.server.options.managed !== undefined;
  deployments.put(call.tx, call, deploymentId, { ...entry, number, ...(managed && { managed }) });
  if (!managed) useRevision(call, applicationName, { location: wanted.revision, deploymentId });
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
  const { computePlatform, settings } = deployment;
  if (settings.deploymentStyle.deploymentType !== 'BLUE_GREEN' || computePlatform === 'Lambda') noWaitToEnd();
  const wait = input.deploymentWaitType ?? 'READY_WAIT';
  const waiting = wait === 'READY_WAIT' ? 'ready' : 'termination';
  if (deployment.phase !== waiting) deploymentNotReady(deployment.deploymentId);
  tell(call, deployment, { type: 'WaitEnded', wait });
  return {};
};

/** AWS: "This action is deprecated": ContinueDeployment is what it is called now. */
export const skipWaitTimeForInstanceTermination: Handler<
  SkipWaitTimeForInstanceTerminationCommandInput,
  object
> = (input, call) => {
  if (!input.deploymentId) deploymentIdRequired();
  const deployment = findDeployment(call, input.deploymentId);
  if (isOver(deployment)) deploymentCompleted(deployment.deploymentId);
  if (deployment.phase !== 'termination') deploymentNotStarted(deployment.deploymentId);
  tell(call, deployment, { type: 'WaitEnded', wait: 'TERMINATION_WAIT' });
  return {};
};

export function tell(call: Call, { deploymentId }: Deployment, fact: DeploymentFact): void {
  call.flows.tell(flowOf(call, deploymentId), fact);
}
