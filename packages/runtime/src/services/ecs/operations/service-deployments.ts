import type * as sdk from '@aws-sdk/client-ecs';
import { parseArn } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { deploymentAnswer, deploymentBrief, revisionAnswer } from '../deployment-answers.ts';
import { deploymentEnded, hookNotWaiting, invalidParameter, serviceDeploymentNotFound } from '../errors.ts';
import {
  deploymentFlowId,
  deploymentKind,
  isEnded,
  isGoingBack,
  type DeploymentFact,
  type DeploymentState,
  type Shifted,
} from '../flow/deployment-state.ts';
import { stepsOf } from '../flow/deployment-steps.ts';
import type { ServiceState } from '../flow/service-state.ts';
import { isOfNetwork } from '../flow/traffic.ts';
import { listed } from '../listing.ts';
import {
  ecsArn,
  numberIn,
  revisionArn,
  serviceDeployments,
  serviceOf,
  serviceRevisions,
  taskSetsOf,
  type Answer,
  type ServiceDeploymentRecord,
  type ServiceRecord,
  type TaskSetRecord,
} from '../records.ts';
import { addTaskSet, placementIn } from './task-sets.ts';

/** AWS: API_ListServiceDeployments: "for the past 90 days". */
const keptMs = 90 * 24 * 60 * 60 * 1000;

const prefixOf = ({ cluster, serviceName }: Pick<ServiceRecord, 'cluster' | 'serviceName'>): string =>
  `${cluster}|${serviceName}|`;

/** Begins a deployment of what a service is now: its task set, its revision, and the flow that sees it through. */
export function beginDeployment(call: Call, service: ServiceRecord): void {
  const source = sourceOf(call, service);
  const { strategy = 'ROLLING', alarms } = service.deploymentConfiguration;
  const shifting = strategy !== 'ROLLING';
  const managed = shifting ? 'shifting' : alarms?.enable ? 'rolling' : undefined;
  const made = addTaskSet(call, service, {
    ...placementIn({ ...service, loadBalancers: balancersFor(service, source) }),
    status: 'PRIMARY',
    taskDefinition: service.taskDefinition!,
    scalePercent: shifting ? 0 : 100,
    managed,
    deployment: (id) => deploymentFlowId(call, id),
  });
  const arn = ecsArn(
    call,
    `service-deployment/${service.cluster}/${service.serviceName}/${numberIn(made.id)}`,
  );
  const flow = made.deployment!;
  const state = stateOf(call, service, { arn, made, source, shifting });
  call.flows.start(deploymentKind, flow, state);
  const key = `${prefixOf(service)}${String(call.now).padStart(15, '0')}|${numberIn(made.id)}`;
  serviceDeployments.put(call.tx, call, key, { arn, flow, createdAt: call.now });
  const revision = {
    ...placementIn({ ...service, loadBalancers: [...service.loadBalancers] }),
    targetGroups: made.loadBalancers.map(({ targetGroupArn }) => targetGroupArn),
    arn: state.revision,
    serviceArn: service.arn,
    cluster: service.cluster,
    taskDefinition: made.taskDefinition,
    createdAt: call.now,
  };
  serviceRevisions.put(call.tx, call, revision.arn, revision);
}

interface Made {
  readonly arn: string;
  readonly made: TaskSetRecord;
  readonly source: TaskSetRecord | undefined;
  readonly shifting: boolean;
}

function stateOf(call: Call, service: ServiceRecord, { arn, made, source, shifting }: Made): DeploymentState {
  const configuration = service.deploymentConfiguration;
  const rules = shifting ? rulesOf(service, made) : [];
  const tested = rules.some(({ kind }) => kind === 'test');
  const network = rules.some(({ rule }) => isOfNetwork(rule));
  return {
    scope: { account: call.account, region: call.region },
    cluster: service.cluster,
    serviceName: service.serviceName,
    serviceFlow: service.flow,
    serviceArn: service.arn,
    arn,
    taskSet: made.id,
    revision: revisionArn(call, service, made.id),
    source: source && { taskSet: source.id, revision: revisionArn(call, service, source.id) },
    configuration,
    shifting,
    rules,
    status: 'PENDING',
    createdAt: call.now,
    updatedAt: call.now,
    steps: shifting ? stepsOf(configuration, { first: !source, tested, network }) : [],
    at: 0,
    phase: 'acting',
    acting: [],
    hooks: [],
    productionWeight: source ? 0 : 100,
    testWeight: 0,
  };
}

/** The task set that has the service's traffic: the one that was completed last. */
function sourceOf(call: Call, service: ServiceRecord): TaskSetRecord | undefined {
  const completed = call.flows.state<ServiceState>(service.flow)?.completed ?? [];
  return taskSetsOf(call.tx, call, service).findLast(
    ({ id, status }) => completed.includes(id) && status !== 'DRAINING',
  );
}

/** A load balancer with an alternate group has its tasks in the one that the source's are not in. */
function balancersFor(service: ServiceRecord, source: TaskSetRecord | undefined): sdk.LoadBalancer[] {
  const { strategy = 'ROLLING' } = service.deploymentConfiguration;
  return service.loadBalancers.map((balancer, index) => {
    const alternate = balancer.advancedConfiguration?.alternateTargetGroupArn;
    const used = source?.loadBalancers[index]?.targetGroupArn;
    if (!alternate || used === undefined) return balancer;
    const other = used === balancer.targetGroupArn ? alternate : balancer.targetGroupArn!;
    return { ...balancer, targetGroupArn: strategy === 'ROLLING' ? used : other };
  });
}

function rulesOf(service: ServiceRecord, made: TaskSetRecord): Shifted[] {
  return service.loadBalancers.flatMap(({ targetGroupArn, advancedConfiguration }, index): Shifted[] => {
    if (!advancedConfiguration) return [];
    const { alternateTargetGroupArn, productionListenerRule, testListenerRule, roleArn } =
      advancedConfiguration;
    const green = made.loadBalancers[index]!.targetGroupArn!;
    const blue = green === targetGroupArn ? alternateTargetGroupArn! : targetGroupArn!;
    const groups = { roleArn: roleArn!, blue, green };
    return [
      { kind: 'production', rule: productionListenerRule!, ...groups },
      ...(testListenerRule ? [{ kind: 'test' as const, rule: testListenerRule, ...groups }] : []),
    ];
  });
}

const tell = (call: Call, flow: string, fact: DeploymentFact) => call.flows.tell(flow, fact);

/** A deployment under way makes room for another, or goes with its service. */
export function supersedeDeployments(call: Call, service: ServiceRecord, reason: string): void {
  for (const { flow } of serviceDeployments.list(call.tx, call, { prefix: prefixOf(service) })) {
    const state = call.flows.state<DeploymentState>(flow);
    if (state && !isEnded(state)) tell(call, flow, { type: 'Superseded', reason });
  }
}

export const listServiceDeployments: Handler<
  sdk.ListServiceDeploymentsCommandInput,
  Answer<sdk.ListServiceDeploymentsCommandOutput>
> = (input, call) => {
  const service = serviceOf(call.tx, call, { cluster: input.cluster, service: input.service! });
  const { before, after } = input.createdAt ?? {};
  const found = serviceDeployments
    .list(call.tx, call, { prefix: prefixOf(service) })
    .filter(({ createdAt }) => createdAt > call.now - keptMs)
    .filter(({ createdAt }) => (!before || createdAt < +before) && (!after || createdAt > +after))
    .map((record) => deploymentBrief(call, record))
    .filter(({ status }) => !input.status?.length || input.status.includes(status!))
    .reverse();
  const { items, nextToken } = listed(
    found.map(({ serviceDeploymentArn }) => serviceDeploymentArn!),
    input,
    20,
  );
  return {
    serviceDeployments: found.filter((each) => items.includes(each.serviceDeploymentArn!)),
    nextToken,
  };
};

function recordOf(call: Call, arn: string): ServiceDeploymentRecord | undefined {
  const [, cluster, serviceName] = parseArn(arn)?.resource.split('/') ?? [];
  if (cluster === undefined || serviceName === undefined) return undefined;
  const all = serviceDeployments.list(call.tx, call, { prefix: prefixOf({ cluster, serviceName }) });
  return all.find((each) => each.arn === arn);
}

export const describeServiceDeployments: Handler<
  sdk.DescribeServiceDeploymentsCommandInput,
  Answer<sdk.DescribeServiceDeploymentsCommandOutput>
> = (input, call) => {
  const found = input.serviceDeploymentArns!.map((arn) => ({ arn, record: recordOf(call, arn) }));
  return {
    serviceDeployments: found.flatMap(({ record }) => (record ? [deploymentAnswer(call, record)] : [])),
    failures: found.filter(({ record }) => !record).map(({ arn }) => ({ arn, reason: 'MISSING' })),
  };
};

export const describeServiceRevisions: Handler<
  sdk.DescribeServiceRevisionsCommandInput,
  Answer<sdk.DescribeServiceRevisionsCommandOutput>
> = (input, call) => {
  const found = input.serviceRevisionArns!.map((arn) => ({
    arn,
    revision: serviceRevisions.get(call.tx, call, arn),
  }));
  return {
    serviceRevisions: found.flatMap(({ revision }) => (revision ? [revisionAnswer(call, revision)] : [])),
    failures: found.filter(({ revision }) => !revision).map(({ arn }) => ({ arn, reason: 'MISSING' })),
  };
};

function openDeployment(call: Call, arn: string): { flow: string; state: DeploymentState } {
  const flow = recordOf(call, arn)?.flow ?? serviceDeploymentNotFound();
  const state = call.flows.state<DeploymentState>(flow)!;
  if (isEnded(state) || isGoingBack(state)) deploymentEnded(state.status);
  return { flow, state };
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopServiceDeployment.html */
export const stopServiceDeployment: Handler<
  sdk.StopServiceDeploymentCommandInput,
  Answer<sdk.StopServiceDeploymentCommandOutput>
> = (input, call) => {
  const arn = input.serviceDeploymentArn!;
  const { flow } = openDeployment(call, arn);
  // AWS: "The default is ROLLBACK".
  const stopType = input.stopType ?? 'ROLLBACK';
  tell(call, flow, { type: 'StopRequested', stopType });
  return { serviceDeploymentArn: arn };
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContinueServiceDeployment.html */
export const continueServiceDeployment: Handler<
  sdk.ContinueServiceDeploymentCommandInput,
  Answer<sdk.ContinueServiceDeploymentCommandOutput>
> = (input, call) => {
  const { flow, state } = openDeployment(call, input.serviceDeploymentArn!);
  const hook =
    state.hooks.find(({ id }) => id === input.hookId) ?? invalidParameter('The hookId is not valid.');
  if (hook.status !== 'AWAITING_ACTION') hookNotWaiting(hook.id);
  const action = input.action ?? 'CONTINUE';
  tell(call, flow, { type: 'HookAnswered', hook: hook.id, action });
  return { serviceDeploymentArn: state.arn };
};
