import {
  call,
  made,
  nameFor,
  tolerate,
  type Had,
  type Properties,
  type ResourceType,
  type Work,
  isTold,
  listed,
} from '../../../dispatch/resource.ts';

// AWS: CloudFormation template reference, AWS::AutoScaling::ScalingPolicy: Ref answers the ARN.
export const scalingPolicy: ResourceType = {
  typeName: 'AWS::AutoScaling::ScalingPolicy',
  *create(wanted) {
    const name = nameFor(wanted);
    const arn = yield* put(wanted.properties, name);
    yield* made(arn);
    return madeOf(arn);
  },
  *update({ properties }, { physicalId }) {
    yield* put(properties, policyIn(physicalId).name);
    return madeOf(physicalId);
  },
  *delete({ physicalId: PolicyName }) {
    yield* tolerate(['ValidationError'], call('autoscaling', 'DeletePolicy', { PolicyName }));
  },
  list: listed('autoscaling', 'DescribePolicies', {
    items: 'ScalingPolicies',
    token: 'NextToken',
    identifier: ({ PolicyARN }) => PolicyARN,
  }),
  *adopt({ physicalId }) {
    yield* [];
    return madeOf(physicalId);
  },
  *read(had: Had) {
    const { physicalId } = had;
    const named = { AutoScalingGroupName: policyIn(physicalId).group, PolicyNames: [physicalId] };
    const found = yield* tolerate(['ValidationError'], call('autoscaling', 'DescribePolicies', named));
    const [policy] = (found?.ScalingPolicies ?? []) as Properties[];
    if (!policy) return undefined;
    const { PolicyARN: _arn, PolicyName: _name, Alarms: _alarms, Enabled: _enabled, ...is } = policy;
    const { Cooldown, StepAdjustments, ...others } = is;
    return {
      ...others,
      ...(Cooldown !== undefined && { Cooldown: String(Cooldown) }),
      ...(StepAdjustments?.length > 0 && isTold(had, 'StepAdjustments') && { StepAdjustments }),
    };
  },
};

function* put({ Cooldown, ...rest }: Properties, PolicyName: string): Work<string> {
  const cooldown = Cooldown === undefined ? {} : { Cooldown: Number(Cooldown) };
  const asked = { ...rest, ...cooldown, PolicyName };
  const { PolicyARN } = yield* call<{ PolicyARN: string }>('autoscaling', 'PutScalingPolicy', asked);
  return PolicyARN;
}

function policyIn(arn: string): { readonly group: string; readonly name: string } {
  const [, group = '', name = ''] = /:autoScalingGroupName\/(.+):policyName\/(.+)$/.exec(arn) ?? [];
  return { group, name };
}

const madeOf = (arn: string) => ({
  physicalId: arn,
  attributes: { Arn: arn, PolicyName: policyIn(arn).name },
});
