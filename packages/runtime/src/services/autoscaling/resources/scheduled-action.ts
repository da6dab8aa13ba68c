import {
  answered,
  call,
  made,
  nameFor,
  tolerate,
  type Had,
  type Properties,
  type ResourceType,
  isOnItsOwn,
  listed,
} from '../../../dispatch/resource.ts';

// AWS: CloudFormation template reference, AWS::AutoScaling::ScheduledAction.
export const scheduledAction: ResourceType = {
  typeName: 'AWS::AutoScaling::ScheduledAction',
  *create(wanted) {
    const name = nameFor(wanted);
    yield* call('autoscaling', 'PutScheduledUpdateGroupAction', asked(wanted.properties, name));
    yield* made(name);
    return madeOf(name);
  },
  *update(wanted, { physicalId }) {
    yield* call('autoscaling', 'PutScheduledUpdateGroupAction', asked(wanted.properties, physicalId));
    return madeOf(physicalId);
  },
  *delete({ physicalId: ScheduledActionName, properties: { AutoScalingGroupName } }) {
    const named = { AutoScalingGroupName, ScheduledActionName };
    yield* tolerate(['ValidationError'], call('autoscaling', 'DeleteScheduledAction', named));
  },
  list: listed('autoscaling', 'DescribeScheduledActions', {
    items: 'ScheduledUpdateGroupActions',
    token: 'NextToken',
    identifier: ({ ScheduledActionName, AutoScalingGroupName }) =>
      `${ScheduledActionName}|${AutoScalingGroupName}`,
  }),
  /** Known by its own name and its group's. */
  adopt: ({ properties }) => answered(madeOf(String(properties['ScheduledActionName']))),
  *read(had: Had) {
    const { physicalId, properties } = had;
    const { AutoScalingGroupName } = properties;
    const named = { AutoScalingGroupName, ScheduledActionNames: [physicalId] };
    const found = yield* tolerate(
      ['ValidationError'],
      call('autoscaling', 'DescribeScheduledActions', named),
    );
    const [action] = (found?.ScheduledUpdateGroupActions ?? []) as Properties[];
    if (!action) return undefined;
    const { ScheduledActionARN: _arn, Time: _time, StartTime: next, EndTime, ...is } = action;
    const StartTime: unknown = isOnItsOwn(had) ? next && spelled(next) : properties['StartTime'];
    return {
      ...is,
      // What is told is when it comes next.
      ...(StartTime !== undefined && { StartTime }),
      ...(EndTime !== undefined && { EndTime: spelled(EndTime) }),
    };
  },
};

const asked = (properties: Properties, ScheduledActionName: string): object => ({
  ...properties,
  ScheduledActionName,
});

const spelled = (time: string | Date): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

const madeOf = (name: string) => ({ physicalId: name, attributes: { ScheduledActionName: name } });
