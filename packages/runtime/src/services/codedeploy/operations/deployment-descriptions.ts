import type {
  BatchGetDeploymentsCommandInput,
  BatchGetDeploymentsOutput,
  DeploymentInfo,
  GetDeploymentCommandInput,
  GetDeploymentOutput,
  ListDeploymentsCommandInput,
  ListDeploymentsOutput,
} from '@aws-sdk/client-codedeploy';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import {
  applicationNameRequired,
  batchTooLong,
  invalidDeploymentId,
  timeRangeInvalid,
  tokenInvalid,
} from '../errors.ts';
import type { Deployment } from '../flow/deployment-state.ts';
import { overviewOf } from '../platforms/server/overview.ts';
import { deployments } from '../records.ts';
import { findApplication } from './applications.ts';
import { findGroup } from './deployment-groups.ts';
import { entriesOf, findDeployment, isDeploymentId, stateOf } from './deployment-list.ts';

// AWS: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html
export const getDeployment: Handler<GetDeploymentCommandInput, GetDeploymentOutput> = (input, call) => ({
  deploymentInfo: describe(findDeployment(call, input.deploymentId!)),
});

const batchMax = 25;

export const batchGetDeployments: Handler<BatchGetDeploymentsCommandInput, BatchGetDeploymentsOutput> = (
  input,
  call,
) => {
  const ids = input.deploymentIds ?? [];
  if (ids.length > batchMax) batchTooLong('deployments', batchMax);
  const malformed = ids.find((id) => !isDeploymentId(id));
  if (malformed !== undefined) invalidDeploymentId(malformed);
  const entries = ids.flatMap((id) => deployments.get(call.tx, call, id) ?? []);
  return { deploymentsInfo: entries.map((entry) => describe(stateOf(call, entry))) };
};

const listMax = 100;

// AWS: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeployments.html
export const listDeployments: Handler<ListDeploymentsCommandInput, ListDeploymentsOutput> = (input, call) => {
  const { applicationName, deploymentGroupName, createTimeRange } = input;
  if (deploymentGroupName !== undefined && applicationName === undefined) applicationNameRequired();
  const [start, end] = [createTimeRange?.start, createTimeRange?.end].map(
    (at) => at && new Date(at).getTime(),
  );
  if (start && end && start > end) timeRangeInvalid();
  if (applicationName !== undefined) {
    const application = findApplication(call, applicationName);
    if (deploymentGroupName !== undefined) findGroup(call, application.name, deploymentGroupName);
  }
  const all = entriesOf(call, applicationName, deploymentGroupName);
  const wanted = all.filter((entry) => isWanted(stateOf(call, entry), input));
  const page = pageOf(wanted, ({ deploymentId }) => deploymentId, {
    token: input.nextToken,
    limit: listMax,
    invalid: tokenInvalid,
  });
  return {
    deployments: page.items.map(({ deploymentId }) => deploymentId),
    ...(page.next !== undefined && { nextToken: page.next }),
  };
};

function isWanted(deployment: Deployment, input: ListDeploymentsCommandInput): boolean {
  const { includeOnlyStatuses: statuses, createTimeRange } = input;
  if (statuses?.length && !statuses.includes(deployment.status)) return false;
  const { start, end } = createTimeRange ?? {};
  if (start && deployment.createTime < new Date(start).getTime()) return false;
  return !end || deployment.createTime <= new Date(end).getTime();
}

function describe(deployment: Deployment): DeploymentInfo {
  const { settings, failure, rollbackInfo, startTime, completeTime, previousRevision } = deployment;
  return {
    applicationName: deployment.applicationName,
    deploymentGroupName: deployment.deploymentGroupName,
    deploymentConfigName: deployment.deploymentConfigName,
    deploymentId: deployment.deploymentId,
    ...(previousRevision && { previousRevision }),
    revision: deployment.revision,
    status: deployment.status,
    ...(failure && { errorInformation: errorOf(failure) }),
    createTime: new Date(deployment.createTime),
    ...(startTime !== undefined && { startTime: new Date(startTime) }),
    ...(completeTime !== undefined && { completeTime: new Date(completeTime) }),
    ...serverParts(deployment),
    ...(deployment.description !== undefined && { description: deployment.description }),
    creator: deployment.creator as NonNullable<DeploymentInfo['creator']>,
    autoRollbackConfiguration: settings.autoRollbackConfiguration ?? { enabled: false },
    ...(rollbackInfo && { rollbackInfo: rollbackOf(deployment) }),
    deploymentStyle: settings.deploymentStyle,
    instanceTerminationWaitTimeStarted: hasTerminationBegun(deployment),
    ...(settings.blueGreenDeploymentConfiguration && {
      blueGreenDeploymentConfiguration: settings.blueGreenDeploymentConfiguration,
    }),
    ...(settings.loadBalancerInfo && { loadBalancerInfo: settings.loadBalancerInfo }),
    deploymentStatusMessages: [...deployment.messages],
    computePlatform: deployment.computePlatform,
  };
}

/** AWS: deploymentOverview counts instances, which other platforms have none of. */
function serverParts(deployment: Deployment): Partial<DeploymentInfo> {
  if (deployment.computePlatform !== 'Server')
    return {
      ignoreApplicationStopFailures: false,
      updateOutdatedInstancesOnly: false,
      fileExistsBehavior: 'DISALLOW',
    };
  const { options, instances } = deployment.server;
  const { ignoreApplicationStopFailures, updateOutdatedInstancesOnly, fileExistsBehavior } = options;
  return {
    ...(instances && { deploymentOverview: overviewOf(instances) }),
    ignoreApplicationStopFailures,
    updateOutdatedInstancesOnly,
    fileExistsBehavior,
    ...(options.targetInstances && { targetInstances: options.targetInstances }),
    ...(options.restart && { deploymentMode: 'RESTART' as const }),
  };
}

/** AWS: API reference, DeploymentInfo: "true as soon as the termination wait period starts". */
const hasTerminationBegun = ({
  phase,
  status,
  rollbackInfo,
  computePlatform,
  settings,
}: Deployment): boolean =>
  ['termination', 'retire'].includes(phase) ||
  (computePlatform !== 'Lambda' &&
    settings.blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess?.action !==
      'KEEP_ALIVE' &&
    settings.deploymentStyle.deploymentType === 'BLUE_GREEN' &&
    status === 'Succeeded' &&
    rollbackInfo?.rollbackTriggeringDeploymentId === undefined);

const errorOf = ({
  code,
  message,
}: NonNullable<Deployment['failure']>): DeploymentInfo['errorInformation'] => ({
  code: code as NonNullable<NonNullable<DeploymentInfo['errorInformation']>['code']>,
  message,
});

/** AWS: as GetDeployment answers it, from both ends. */
function rollbackOf({ deploymentId, rollbackInfo }: Deployment): DeploymentInfo['rollbackInfo'] {
  const triggering = rollbackInfo?.rollbackTriggeringDeploymentId;
  if (triggering === undefined) return { ...rollbackInfo };
  const rollbackMessage = `Deployment ${deploymentId} is triggered to roll back deployment ${triggering}.`;
  return { ...rollbackInfo, rollbackMessage };
}
