import {
  answered,
  call,
  made,
  nameFor,
  tolerate,
  type Had,
  type Properties,
  type ResourceType,
  listed,
} from '../../../dispatch/resource.ts';

// AWS: CloudFormation template reference, AWS::AutoScaling::LifecycleHook.
export const lifecycleHook: ResourceType = {
  typeName: 'AWS::AutoScaling::LifecycleHook',
  *create(wanted) {
    const LifecycleHookName = wanted.properties['LifecycleHookName'] ?? nameFor(wanted);
    yield* call('autoscaling', 'PutLifecycleHook', asked(wanted.properties, LifecycleHookName));
    yield* made(LifecycleHookName);
    return { physicalId: LifecycleHookName };
  },
  *update(wanted, { physicalId }) {
    yield* call('autoscaling', 'PutLifecycleHook', asked(wanted.properties, physicalId));
    return { physicalId };
  },
  *delete({ physicalId: LifecycleHookName, properties: { AutoScalingGroupName } }) {
    const named = { AutoScalingGroupName, LifecycleHookName };
    yield* tolerate(['ValidationError'], call('autoscaling', 'DeleteLifecycleHook', named));
  },
  list: listed('autoscaling', 'DescribeLifecycleHooks', {
    items: 'LifecycleHooks',
    token: 'NextToken',
    of: ['AutoScalingGroupName'],
    input: ({ AutoScalingGroupName }: Properties) => ({ AutoScalingGroupName }),
    identifier: ({ AutoScalingGroupName, LifecycleHookName }) =>
      `${AutoScalingGroupName}|${LifecycleHookName}`,
  }),
  /** Known by its group's name and its own. */
  adopt: ({ properties }) => answered({ physicalId: String(properties['LifecycleHookName']) }),
  *read({ physicalId, properties: { AutoScalingGroupName } }: Had) {
    const named = { AutoScalingGroupName, LifecycleHookNames: [physicalId] };
    const found = yield* tolerate(['ValidationError'], call('autoscaling', 'DescribeLifecycleHooks', named));
    const [hook] = (found?.LifecycleHooks ?? []) as Properties[];
    if (!hook) return undefined;
    const { GlobalTimeout: _, ...is } = hook;
    return is;
  },
};

const asked = ({ HeartbeatTimeout, ...rest }: Properties, LifecycleHookName: string): object => ({
  ...rest,
  LifecycleHookName,
  ...(HeartbeatTimeout !== undefined && { HeartbeatTimeout: Number(HeartbeatTimeout) }),
});
