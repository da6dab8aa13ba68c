import type * as sdk from '@aws-sdk/client-application-auto-scaling';
import { alphabets } from '../../../base/ids.ts';
import { arnOf } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalid, notServed, serviceNotFound } from '../errors.ts';
import { targetFlow } from '../flow/target.ts';
import { placeIn } from '../flow/resource.ts';
import { beginTarget, type TargetFact } from '../flow/target-state.ts';
import { keyOf, paged, type Answer, type Keyed } from '../keys.ts';
import {
  findTarget,
  policies,
  policiesOf,
  scheduledActions,
  scheduledActionsOf,
  scheduleFlowId,
  namedKey,
  targetArn,
  targetFlowId,
  targetKey,
  targetOf,
  targets,
  type ScalableTarget,
  type TargetKey,
} from '../records.ts';
import { deleteAlarms } from '../tracking-alarms.ts';

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html */
export const registerScalableTarget: Handler<
  sdk.RegisterScalableTargetCommandInput,
  Answer<sdk.RegisterScalableTargetCommandOutput>
> = (input, call) => {
  const key = keyOf(input as Keyed);
  const known = findTarget(call.tx, call, key);
  const target = registered(call, key, input, known);
  if (!known) checkResource(call, key);
  targets.put(call.tx, call, targetKey(key), target);
  const flow = targetFlowId(call, key);
  if (!known) call.flows.start(targetFlow.kind, flow, beginTarget(call, key));
  const told: TargetFact = { type: 'CapacityQuestioned', reason: { kind: 'bounds' } };
  call.flows.tell(flow, told);
  return { ScalableTargetARN: target.arn };
};

function registered(
  call: Call,
  key: TargetKey,
  input: sdk.RegisterScalableTargetCommandInput,
  known: ScalableTarget | undefined,
): ScalableTarget {
  const minCapacity = input.MinCapacity ?? known?.minCapacity;
  const maxCapacity = input.MaxCapacity ?? known?.maxCapacity;
  // AWS: unverified, as the next two sentences are.
  if (minCapacity === undefined || maxCapacity === undefined)
    invalid('Min and max capacity must be provided when registering a new scalable target');
  if (minCapacity > maxCapacity)
    invalid(`Maximum capacity cannot be less than minimum capacity: ${maxCapacity} < ${minCapacity}`);
  if (minCapacity < 0) invalid('Minimum capacity cannot be negative');
  const given = input.SuspendedState ?? {};
  return {
    ...key,
    arn: known?.arn ?? targetArn(call, call.ids.word(36, alphabets.hex)),
    minCapacity,
    maxCapacity,
    roleArn: known?.roleArn ?? serviceLinkedRole(call.account),
    suspended: {
      DynamicScalingInSuspended: false,
      DynamicScalingOutSuspended: false,
      ScheduledScalingSuspended: false,
      ...known?.suspended,
      ...given,
    },
    tags: known?.tags ?? input.Tags ?? {},
    createdAt: known?.createdAt ?? call.now,
  };
}

// AWS: "If the service supports service-linked roles, Application Auto Scaling uses a service-linked role".
const serviceLinkedRole = (account: string): string =>
  arnOf(
    'iam',
    { account, region: '' },
    'role/aws-service-role/ecs.application-autoscaling.amazonaws.com/' +
      'AWSServiceRoleForApplicationAutoScaling_ECSService',
  );

function checkResource(call: Call, { namespace, resourceId, dimension }: TargetKey): void {
  if (namespace !== 'ecs' || dimension !== 'ecs:service:DesiredCount')
    notServed(`the scalable dimension ${dimension} of ${namespace}`);
  const place =
    placeIn(resourceId) ?? invalid(`Unsupported service namespace, resource type or scalable dimension`);
  const { services } = call.forward('ecs', 'DescribeServices', {
    cluster: place.cluster,
    services: [place.service],
  });
  if (services[0]?.status !== 'ACTIVE') serviceNotFound(resourceId);
}

/** AWS: its policies and scheduled actions go with it. */
export const deregisterScalableTarget: Handler<sdk.DeregisterScalableTargetCommandInput, object> = (
  input,
  call,
) => {
  const key = keyOf(input as Keyed);
  targetOf(call, key);
  for (const policy of policiesOf(call.tx, call, key)) {
    deleteAlarms(call, policy);
    policies.delete(call.tx, call, namedKey(key, policy.name));
  }
  for (const { name } of scheduledActionsOf(call.tx, call, key)) {
    scheduledActions.delete(call.tx, call, namedKey(key, name));
    call.flows.remove(scheduleFlowId(call, key, name));
  }
  targets.delete(call.tx, call, targetKey(key));
  call.flows.remove(targetFlowId(call, key));
  return {};
};

export const describeScalableTargets: Handler<
  sdk.DescribeScalableTargetsCommandInput,
  Answer<sdk.DescribeScalableTargetsCommandOutput>
> = (input, call) => {
  const { ServiceNamespace, ScalableDimension, ResourceIds } = input;
  const found = targets
    .list(call.tx, call, { prefix: `${ServiceNamespace}|` })
    .filter(
      ({ resourceId, dimension }) =>
        (!ResourceIds?.length || ResourceIds.includes(resourceId)) &&
        (ScalableDimension === undefined || ScalableDimension === dimension),
    );
  const { items, NextToken } = paged(found, targetKey, input);
  return { ScalableTargets: items.map(targetAnswer), NextToken };
};

const targetAnswer = (target: ScalableTarget): sdk.ScalableTarget => ({
  ServiceNamespace: target.namespace as sdk.ServiceNamespace,
  ResourceId: target.resourceId,
  ScalableDimension: target.dimension as sdk.ScalableDimension,
  MinCapacity: target.minCapacity,
  MaxCapacity: target.maxCapacity,
  RoleARN: target.roleArn,
  CreationTime: new Date(target.createdAt),
  SuspendedState: target.suspended,
  ScalableTargetARN: target.arn,
});
