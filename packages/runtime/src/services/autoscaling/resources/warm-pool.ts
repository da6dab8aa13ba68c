import {
  answered,
  call,
  made,
  tolerate,
  wait,
  type Had,
  type Properties,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';

const gone = ['ValidationError'];
const timeoutMs = 60 * 60 * 1000;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-warmpool.html */
export const warmPool: ResourceType = {
  typeName: 'AWS::AutoScaling::WarmPool',
  *create({ properties }) {
    const physicalId = properties['AutoScalingGroupName'] as string;
    yield* put(properties);
    yield* made(physicalId);
    return { physicalId };
  },
  *update({ properties }, { physicalId }) {
    yield* put(properties);
    return { physicalId };
  },
  *delete({ physicalId: AutoScalingGroupName }) {
    const asked = call('autoscaling', 'DeleteWarmPool', { AutoScalingGroupName, ForceDelete: true });
    if (!(yield* tolerate(gone, asked))) return;
    const until = 'length(Instances) == `0`';
    yield* wait('autoscaling', 'DescribeWarmPool', { AutoScalingGroupName }, { until, timeoutMs });
  },
  adopt: ({ physicalId }) => answered({ physicalId }),
  *read({ physicalId: AutoScalingGroupName }: Had) {
    const asked = call('autoscaling', 'DescribeWarmPool', { AutoScalingGroupName });
    const is: Properties | undefined = (yield* tolerate(gone, asked))?.WarmPoolConfiguration;
    if (!is) return undefined;
    const { Status: _, ...told } = is;
    return { AutoScalingGroupName, ...told };
  },
};

/** What a template does not say is what AWS begins with. */
function* put(properties: Properties): Work<void> {
  const {
    AutoScalingGroupName,
    MinSize = 0,
    MaxGroupPreparedCapacity = -1,
    PoolState = 'Stopped',
  } = properties;
  const { InstanceReusePolicy = { ReuseOnScaleIn: false } } = properties;
  yield* call('autoscaling', 'PutWarmPool', {
    AutoScalingGroupName,
    MinSize: Number(MinSize),
    MaxGroupPreparedCapacity: Number(MaxGroupPreparedCapacity),
    PoolState,
    InstanceReusePolicy: { ReuseOnScaleIn: String(InstanceReusePolicy.ReuseOnScaleIn) === 'true' },
  });
}
