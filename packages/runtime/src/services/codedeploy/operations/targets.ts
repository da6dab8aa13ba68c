import type {
  BatchGetDeploymentTargetsCommandInput,
  BatchGetDeploymentTargetsOutput,
  DeploymentTarget,
  ECSTaskSet,
  GetDeploymentTargetCommandInput,
  GetDeploymentTargetOutput,
  LifecycleEvent,
  ListDeploymentTargetsCommandInput,
  ListDeploymentTargetsOutput,
  TargetStatus,
} from '@aws-sdk/client-codedeploy';
import { arnOf } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { targetIdRequired, targetListTooLong, targetNotFound } from '../errors.ts';
import type { Deployment, EcsDeployment, LambdaDeployment } from '../flow/deployment-state.ts';
import type { SeenTaskSet, TargetGroupRef } from '../platforms/ecs/progress.ts';
import { findDeployment } from './deployment-list.ts';
import { instanceTarget, listInstanceTargets } from './instance-targets.ts';

// AWS: as an ECS deployment's target is named; of a function, its name and alias: unverified.
const targetIdOf = (deployment: EcsDeployment | LambdaDeployment): string =>
  deployment.computePlatform === 'ECS'
    ? `${deployment.ecs.cluster}:${deployment.ecs.service}`
    : `${deployment.appSpec?.functionName ?? ''}:${deployment.appSpec?.alias ?? ''}`;

// AWS: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeploymentTargets.html
export const listDeploymentTargets: Handler<
  ListDeploymentTargetsCommandInput,
  ListDeploymentTargetsOutput
> = (input, call) => {
  const deployment = findDeployment(call, input.deploymentId!);
  if (deployment.computePlatform === 'Server') return listInstanceTargets(call, deployment, input);
  const statuses = input.targetFilters?.TargetStatus;
  const wanted = !statuses?.length || statuses.includes(statusOf(deployment));
  return { targetIds: wanted ? [targetIdOf(deployment)] : [] };
};

export const getDeploymentTarget: Handler<GetDeploymentTargetCommandInput, GetDeploymentTargetOutput> = (
  input,
  call,
) => {
  const deployment = findDeployment(call, input.deploymentId!);
  return { deploymentTarget: target(call, deployment, input.targetId!) };
};

const batchMax = 25;

export const batchGetDeploymentTargets: Handler<
  BatchGetDeploymentTargetsCommandInput,
  BatchGetDeploymentTargetsOutput
> = (input, call) => {
  const deployment = findDeployment(call, input.deploymentId!);
  const ids = input.targetIds ?? [];
  if (ids.length === 0) targetIdRequired();
  if (ids.length > batchMax) targetListTooLong(batchMax);
  return { deploymentTargets: ids.map((id) => target(call, deployment, id)) };
};

function target(call: Call, deployment: Deployment, id: string): DeploymentTarget {
  if (deployment.computePlatform === 'Server') return instanceTarget(call, deployment, id);
  if (id !== targetIdOf(deployment)) targetNotFound(id);
  const { deploymentId } = deployment;
  const seen = {
    lastUpdatedAt: new Date(deployment.updatedAt),
    lifecycleEvents: deployment.events.map(event),
    status: statusOf(deployment),
  };
  if (deployment.computePlatform === 'Lambda')
    return {
      deploymentTargetType: 'LambdaTarget',
      lambdaTarget: { deploymentId, targetId: id, ...seen, ...aliasOf(deployment) },
    };
  const { ecs } = deployment;
  return {
    deploymentTargetType: 'ECSTarget',
    ecsTarget: {
      deploymentId,
      targetId: id,
      targetArn: arnOf('ecs', deployment, `service/${ecs.cluster}/${ecs.service}`),
      ...seen,
      taskSetsInfo: taskSets(deployment),
    },
  };
}

function aliasOf(deployment: LambdaDeployment) {
  const { appSpec, lambda } = deployment;
  if (!appSpec) return {};
  const { functionName, alias, currentVersion, targetVersion } = appSpec;
  return {
    targetArn: arnOf('lambda', deployment, `function:${functionName}:${alias}`),
    lambdaFunctionInfo: {
      functionName,
      functionAlias: alias,
      currentVersion,
      targetVersion,
      targetVersionWeight: lambda.targetPercent / 100,
    },
  };
}

const event = ({ name, status, startTime, endTime }: Deployment['events'][number]): LifecycleEvent => ({
  lifecycleEventName: name,
  ...(startTime !== undefined && { startTime: new Date(startTime) }),
  ...(endTime !== undefined && { endTime: new Date(endTime) }),
  status,
});

function statusOf({ status }: Deployment): TargetStatus {
  switch (status) {
    case 'Created':
    case 'Queued':
      return 'Pending';
    case 'Stopped':
      return 'Failed'; // AWS: unverified.
    default:
      return status;
  }
}

/** As they were seen last: CodeDeploy looks at its task sets when it does something with them. */
function taskSets({ ecs }: EcsDeployment): ECSTaskSet[] {
  const { blue, green, blueGroup, greenGroup, greenPercent } = ecs;
  return [
    ...(blue && blueGroup ? [taskSet(blue, blueGroup, 'Blue', 100 - greenPercent)] : []),
    ...(green && greenGroup ? [taskSet(green, greenGroup, 'Green', greenPercent)] : []),
  ];
}

function taskSet(
  seen: SeenTaskSet,
  group: TargetGroupRef,
  label: 'Blue' | 'Green',
  trafficWeight: number,
): ECSTaskSet {
  return {
    identifer: seen.id, // AWS spells it so.
    desiredCount: seen.desiredCount,
    pendingCount: seen.pendingCount,
    runningCount: seen.runningCount,
    status: seen.status,
    trafficWeight,
    targetGroup: { name: group.name },
    taskSetLabel: label,
  };
}
