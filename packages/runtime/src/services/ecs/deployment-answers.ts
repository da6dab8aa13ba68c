import type * as sdk from '@aws-sdk/client-ecs';
import type { Call } from '../../dispatch/service.ts';
import { failuresMax, failuresOf } from './flow/circuit-breaker.ts';
import { isEnded, type DeploymentState } from './flow/deployment-state.ts';
import { computedDesiredCount, countsOf, type ServiceState } from './flow/service-state.ts';
import {
  ecsArn,
  serviceKey,
  services,
  taskSetsOf,
  type ServiceDeploymentRecord,
  type ServiceRecord,
  type ServiceRevisionRecord,
} from './records.ts';

const dated = (time: number | undefined) => (time === undefined ? undefined : new Date(time));

export function deploymentBrief(call: Call, record: ServiceDeploymentRecord): sdk.ServiceDeploymentBrief {
  const state = call.flows.state<DeploymentState>(record.flow)!;
  return {
    serviceDeploymentArn: state.arn,
    serviceArn: state.serviceArn,
    clusterArn: ecsArn(call, `cluster/${state.cluster}`),
    startedAt: dated(state.startedAt),
    createdAt: new Date(state.createdAt),
    finishedAt: dated(state.finishedAt),
    targetServiceRevisionArn: state.revision,
    status: state.status,
    statusReason: state.statusReason,
  };
}

export function deploymentAnswer(call: Call, record: ServiceDeploymentRecord): sdk.ServiceDeployment {
  const state = call.flows.state<DeploymentState>(record.flow)!;
  const service = services.get(call.tx, call, serviceKey(state.cluster, state.serviceName));
  const running = service && call.flows.state<ServiceState>(service.flow);
  const { targetServiceRevisionArn: _, ...brief } = deploymentBrief(call, record);
  const summary = revisionSummary(call, service, running);
  const { configuration, alarms, rollback } = state;
  return {
    ...brief,
    stoppedAt: dated(state.stoppedAt),
    updatedAt: new Date(state.updatedAt),
    sourceServiceRevisions: state.source
      ? [
          summary(
            state.source,
            { production: 100 - state.productionWeight, test: 100 - state.testWeight },
            state,
          ),
        ]
      : [],
    targetServiceRevision: summary(
      { taskSet: state.taskSet, revision: state.revision },
      { production: state.productionWeight, test: state.testWeight },
      state,
    ),
    lifecycleStage: isEnded(state) ? undefined : state.stage,
    lifecycleHookDetails:
      state.hooks.length > 0 ? state.hooks.map((run) => hookAnswer(state, run)) : undefined,
    deploymentConfiguration: configuration,
    rollback: rollback && {
      reason: rollback.reason,
      startedAt: new Date(rollback.startedAt),
      serviceRevisionArn: state.source?.revision,
    },
    deploymentCircuitBreaker: breakerAnswer(state, service, running),
    alarms: {
      status: alarms?.status ?? 'DISABLED',
      ...(configuration.alarms?.enable && { alarmNames: configuration.alarms.alarmNames }),
      ...(alarms && alarms.triggered.length > 0 && { triggeredAlarmNames: [...alarms.triggered] }),
    },
  };
}

interface Weights {
  readonly production: number;
  readonly test: number;
}

function revisionSummary(call: Call, service: ServiceRecord | undefined, state: ServiceState | undefined) {
  const taskSets = service ? taskSetsOf(call.tx, call, service) : [];
  return (
    { taskSet, revision }: { readonly taskSet: string; readonly revision: string },
    weights: Weights,
    { shifting }: DeploymentState,
  ): sdk.ServiceRevisionSummary => {
    const { running, pending } = countsOf(state, taskSet);
    const own = taskSets.find(({ id }) => id === taskSet);
    const superseded = !shifting && own?.status !== 'PRIMARY';
    return {
      arn: revision,
      requestedTaskCount: service && own && !superseded ? computedDesiredCount(service, own) : 0,
      runningTaskCount: running,
      pendingTaskCount: pending,
      ...(shifting && {
        requestedTestTrafficWeight: weights.test,
        requestedProductionTrafficWeight: weights.production,
      }),
    };
  };
}

function hookAnswer(
  { configuration }: DeploymentState,
  { id, hook, status, expiresAt, timeoutAction }: DeploymentState['hooks'][number],
): sdk.DeploymentLifecycleHookDetail {
  const { targetType, hookTargetArn } = configuration.lifecycleHooks![hook]!;
  return {
    hookId: id,
    targetType: targetType ?? 'AWS_LAMBDA',
    targetArn: hookTargetArn,
    status,
    expiresAt: new Date(expiresAt),
    timeoutAction,
  };
}

function breakerAnswer(
  state: DeploymentState,
  service: ServiceRecord | undefined,
  running: ServiceState | undefined,
): sdk.ServiceDeploymentCircuitBreaker {
  const breaker = state.configuration.deploymentCircuitBreaker;
  if (!breaker?.enable || !service) return { status: 'DISABLED', failureCount: 0, threshold: 0 };
  const { broken } = state;
  return {
    status: broken ? 'TRIGGERED' : isEnded(state) ? 'MONITORING_COMPLETE' : 'MONITORING',
    failureCount: broken?.failures ?? failuresOf(running, { service }, state.taskSet),
    threshold: failuresMax(service),
  };
}

export function revisionAnswer(call: Call, revision: ServiceRevisionRecord): sdk.ServiceRevision {
  const rules = revision.loadBalancers.flatMap(({ advancedConfiguration }, index) =>
    advancedConfiguration
      ? [
          {
            targetGroupArn: revision.targetGroups[index],
            productionListenerRule: advancedConfiguration.productionListenerRule,
          },
        ]
      : [],
  );
  return {
    serviceRevisionArn: revision.arn,
    serviceArn: revision.serviceArn,
    clusterArn: ecsArn(call, `cluster/${revision.cluster}`),
    taskDefinition: revision.taskDefinition,
    capacityProviderStrategy: revision.capacityProviderStrategy,
    launchType: revision.launchType,
    platformVersion: revision.platformVersion,
    loadBalancers: [...revision.loadBalancers],
    serviceRegistries: revision.serviceRegistries,
    networkConfiguration: revision.networkConfiguration,
    guardDutyEnabled: false,
    createdAt: new Date(revision.createdAt),
    ...(rules.length > 0 && { resolvedConfiguration: { loadBalancers: rules } }),
  };
}
