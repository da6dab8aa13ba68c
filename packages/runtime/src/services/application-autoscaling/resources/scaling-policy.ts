import {
  call,
  made,
  tolerate,
  type Had,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { recorded } from '../../../dispatch/recording.ts';
import { isRecorded } from './served.ts';
import { keyIn } from './scalable-target.ts';

interface PolicyProperties {
  readonly PolicyName: string;
  readonly PolicyType: string;
  /** What `Ref` of a scalable target answers; instead of the three next. */
  readonly ScalingTargetId?: string;
  readonly ServiceNamespace?: string;
  readonly ResourceId?: string;
  readonly ScalableDimension?: string;
  readonly StepScalingPolicyConfiguration?: object;
  readonly TargetTrackingScalingPolicyConfiguration?: object;
}

const service = 'application-autoscaling';

function keyOf({
  ScalingTargetId,
  ServiceNamespace,
  ResourceId,
  ScalableDimension,
}: Partial<PolicyProperties>) {
  return ScalingTargetId === undefined
    ? { ServiceNamespace, ResourceId, ScalableDimension }
    : keyIn(ScalingTargetId);
}

export const scalingPolicy: ResourceType<PolicyProperties> = {
  typeName: 'AWS::ApplicationAutoScaling::ScalingPolicy',
  *create(wanted) {
    const { properties } = wanted;
    const key = keyOf(properties);
    if (isRecorded(key.ServiceNamespace, wanted)) {
      const arn = recordedArn(wanted, key);
      yield* made(arn);
      yield* recorded(wanted);
      return { physicalId: arn, attributes: { Arn: arn } };
    }
    const { ScalingTargetId: _target, ...policy } = properties;
    const { PolicyARN } = yield* call(service, 'PutScalingPolicy', { ...policy, ...keyOf(properties) });
    return { physicalId: PolicyARN, attributes: { Arn: PolicyARN } };
  },
  *update(wanted, { physicalId, attributes }) {
    const { properties } = wanted;
    if (isRecorded(keyOf(properties).ServiceNamespace, wanted)) return { physicalId, attributes };
    const { ScalingTargetId: _target, ...policy } = properties;
    yield* call(service, 'PutScalingPolicy', { ...policy, ...keyOf(properties) });
    return { physicalId, attributes };
  },
  *delete(had) {
    const { properties } = had;
    if (isRecorded(keyOf(properties).ServiceNamespace, had)) return;
    const { PolicyName } = properties;
    const gone = call(service, 'DeleteScalingPolicy', { PolicyName, ...keyOf(properties) });
    yield* tolerate(['ObjectNotFoundException'], gone);
  },
  list: listed('application-autoscaling', 'DescribeScalingPolicies', {
    items: 'ScalingPolicies',
    token: 'NextToken',
    of: ['ServiceNamespace'],
    input: ({ ServiceNamespace }: Pick<PolicyProperties, 'ServiceNamespace'>) => ({ ServiceNamespace }),
    identifier: ({ PolicyARN, ScalableDimension }) => `${PolicyARN}|${ScalableDimension}`,
  }),
  *adopt({ physicalId }) {
    yield* [];
    const [Arn = ''] = physicalId.split('|');
    return { physicalId: Arn, attributes: { Arn } };
  },
  read,
};

const recordedArn = (
  { region, account, token, properties }: Wanted<PolicyProperties>,
  { ServiceNamespace, ResourceId }: ReturnType<typeof keyOf>,
): string =>
  `arn:aws:autoscaling:${region}:${account}:scalingPolicy:${token}:resource/${ServiceNamespace}/${ResourceId}` +
  `:policyName/${properties.PolicyName}`;

function* read(had: Had<PolicyProperties>): Work<Partial<PolicyProperties> | undefined> {
  if (isRecorded(keyOf(had.properties).ServiceNamespace, had)) return had.properties;
  const [, namespace = ''] = /:resource\/([^/]+)\//.exec(had.physicalId) ?? [];
  const found = yield* call(service, 'DescribeScalingPolicies', { ServiceNamespace: namespace });
  const policy = found.ScalingPolicies.find(({ PolicyARN }: any) => PolicyARN === had.physicalId);
  if (!policy) return undefined;
  const { PolicyARN: _arn, CreationTime: _made, Alarms: _alarms, ...properties } = policy;
  const { ScalingTargetId } = had.properties;
  return { ...properties, ...(ScalingTargetId !== undefined && { ScalingTargetId }) };
}
