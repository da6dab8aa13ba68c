import type {
  BatchGetDeploymentInstancesCommandInput,
  BatchGetDeploymentInstancesOutput,
  DeploymentTarget,
  GetDeploymentInstanceCommandInput,
  GetDeploymentInstanceOutput,
  InstanceSummary,
  LifecycleEvent,
  ListDeploymentInstancesCommandInput,
  ListDeploymentInstancesOutput,
  ListDeploymentTargetsCommandInput,
  ListDeploymentTargetsOutput,
} from '@aws-sdk/client-codedeploy';
import { pageOf } from '../../../base/pagination.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import {
  batchTooLong,
  computePlatformInvalid,
  deploymentIdRequired,
  deploymentNotStarted,
  instanceIdRequired,
  instanceNotFound,
  instanceTypeFilterInvalid,
  targetNotFound,
  tokenInvalid,
} from '../errors.ts';
import type { ServerDeployment } from '../flow/deployment-state.ts';
import type { InstanceEvent, InstanceState } from '../flow/instance-state.ts';
import { eventsOfInstance } from '../platforms/server/lifecycle.ts';
import type { ServerInstance } from '../platforms/server/progress.ts';
import { instanceFlowKind } from '../records.ts';
import { findDeployment } from './deployment-list.ts';

const listMax = 100;

/** Servers of a deployment, as they are listed under both names they have had. */
function list(
  deployment: ServerDeployment,
  asked: {
    readonly statuses: readonly string[];
    readonly labels: readonly string[];
    readonly token: string | undefined;
  },
): { readonly ids: string[]; readonly next: string | undefined } {
  const { instances } = deployment.server;
  if (!instances) return deploymentNotStarted(deployment.deploymentId);
  const isBlueGreen = deployment.settings.deploymentStyle.deploymentType === 'BLUE_GREEN';
  if (asked.labels.length > 0 && !isBlueGreen) instanceTypeFilterInvalid();
  const wanted = instances.filter(
    ({ status, label = '' }) =>
      (asked.statuses.length === 0 || asked.statuses.includes(status)) &&
      (asked.labels.length === 0 || asked.labels.includes(label)),
  );
  const page = pageOf(wanted, ({ id }) => id, { token: asked.token, limit: listMax, invalid: tokenInvalid });
  return { ids: page.items.map(({ id }) => id), next: page.next };
}

export function listInstanceTargets(
  _call: Call,
  deployment: ServerDeployment,
  { targetFilters, nextToken }: ListDeploymentTargetsCommandInput,
): ListDeploymentTargetsOutput {
  const { TargetStatus: statuses = [], ServerInstanceLabel: labels = [] } = targetFilters ?? {};
  const { ids, next } = list(deployment, { statuses, labels, token: nextToken });
  return { targetIds: ids, ...(next !== undefined && { nextToken: next }) };
}

interface Seen {
  readonly instance: ServerInstance;
  readonly events: readonly InstanceEvent[];
  readonly updatedAt: number;
}

function see(call: Call, deployment: ServerDeployment, id: string): Seen | undefined {
  const instance = deployment.server.instances?.find((each) => each.id === id);
  if (!instance) return undefined;
  const flow = flowId(instanceFlowKind, call, `${deployment.deploymentId}|${id}`);
  const state = call.flows.state<InstanceState>(flow);
  const status = instance.status === 'Skipped' ? ('Skipped' as const) : ('Pending' as const);
  return {
    instance,
    events: state?.events ?? eventsOfInstance(deployment, instance).map((name) => ({ name, status })),
    updatedAt: state?.updatedAt ?? deployment.createTime,
  };
}

export function instanceTarget(call: Call, deployment: ServerDeployment, id: string): DeploymentTarget {
  if (!deployment.server.instances) deploymentNotStarted(deployment.deploymentId);
  const { instance, events, updatedAt } = see(call, deployment, id) ?? targetNotFound(id);
  return {
    deploymentTargetType: 'InstanceTarget',
    instanceTarget: {
      deploymentId: deployment.deploymentId,
      targetId: id,
      targetArn: instance.arn,
      status: instance.status,
      lastUpdatedAt: new Date(updatedAt),
      lifecycleEvents: events.map(describe),
      ...(instance.label && { instanceLabel: instance.label }),
    },
  };
}

const describe = ({ name, status, startTime, endTime, diagnostics }: InstanceEvent): LifecycleEvent => ({
  lifecycleEventName: name,
  ...(diagnostics && { diagnostics }),
  ...(startTime !== undefined && { startTime: new Date(startTime) }),
  ...(endTime !== undefined && { endTime: new Date(endTime) }),
  status,
});

function serversOf(call: Call, deploymentId: string | undefined): ServerDeployment {
  if (!deploymentId) deploymentIdRequired();
  const deployment = findDeployment(call, deploymentId);
  if (deployment.computePlatform !== 'Server') return computePlatformInvalid(deployment.computePlatform);
  return deployment;
}

// AWS: these three are the older words for the targets of servers.

export const listDeploymentInstances: Handler<
  ListDeploymentInstancesCommandInput,
  ListDeploymentInstancesOutput
> = (input, call) => {
  const deployment = serversOf(call, input.deploymentId);
  const { instanceStatusFilter: statuses = [], instanceTypeFilter: labels = [], nextToken: token } = input;
  const { ids, next } = list(deployment, { statuses, labels, token });
  return { instancesList: ids, ...(next !== undefined && { nextToken: next }) };
};

export const getDeploymentInstance: Handler<
  GetDeploymentInstanceCommandInput,
  GetDeploymentInstanceOutput
> = (input, call) => {
  const deployment = serversOf(call, input.deploymentId);
  if (!input.instanceId) instanceIdRequired();
  return { instanceSummary: summary(call, deployment, input.instanceId) };
};

const batchMax = 100;

export const batchGetDeploymentInstances: Handler<
  BatchGetDeploymentInstancesCommandInput,
  BatchGetDeploymentInstancesOutput
> = (input, call) => {
  const deployment = serversOf(call, input.deploymentId);
  const ids = input.instanceIds ?? [];
  if (ids.length === 0) instanceIdRequired();
  if (ids.length > batchMax) batchTooLong('instances', batchMax);
  return { instancesSummary: ids.map((id) => summary(call, deployment, id)) };
};

function summary(call: Call, deployment: ServerDeployment, id: string): InstanceSummary {
  const { instance, events, updatedAt } = see(call, deployment, id) ?? instanceNotFound(id);
  return {
    deploymentId: deployment.deploymentId,
    instanceId: instance.arn,
    status: instance.status,
    lastUpdatedAt: new Date(updatedAt),
    lifecycleEvents: events.map(describe),
    ...(instance.label && { instanceType: instance.label }),
  };
}
