import {
  call,
  made,
  nameFor,
  tolerate,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
  listed,
  isOnItsOwn,
  isTold,
} from '../../../dispatch/resource.ts';
import { attributesTold } from './load-balancer.ts';
import { retagged, tagged, tagsNow } from './tagging.ts';

const gone = ['TargetGroupNotFound', 'TargetGroupNotFoundException'];

/** What ModifyTargetGroup changes. */
const changeable = [
  'HealthCheckProtocol',
  'HealthCheckPort',
  'HealthCheckPath',
  'HealthCheckEnabled',
  'HealthCheckIntervalSeconds',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'UnhealthyThresholdCount',
  'Matcher',
];

export const targetGroup: ResourceType = {
  typeName: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  *create(wanted) {
    const { Tags: _, Name, Targets, TargetGroupAttributes, ...declared } = wanted.properties;
    const { TargetGroups } = yield* call('elasticloadbalancing', 'CreateTargetGroup', {
      ...declared,
      Name: Name ?? nameFor(wanted, 32),
      ...tagged(wanted),
    });
    const arn: string = TargetGroups[0].TargetGroupArn;
    yield* made(arn);
    if (TargetGroupAttributes) yield* setAttributes(arn, TargetGroupAttributes);
    yield* register(arn, Targets ?? [], []);
    return madeOf(TargetGroups[0]);
  },
  *update(wanted, { physicalId: arn, properties: before }) {
    const { Targets, TargetGroupAttributes } = wanted.properties;
    const told = changeable.flatMap((name) =>
      wanted.properties[name] === undefined ? [] : [[name, wanted.properties[name]]],
    );
    yield* call('elasticloadbalancing', 'ModifyTargetGroup', {
      TargetGroupArn: arn,
      ...Object.fromEntries(told),
    });
    const differ = JSON.stringify(TargetGroupAttributes) !== JSON.stringify(before['TargetGroupAttributes']);
    if (TargetGroupAttributes && differ) yield* setAttributes(arn, TargetGroupAttributes);
    yield* register(arn, Targets ?? [], before['Targets'] ?? []);
    yield* retagged(wanted, arn);
    return madeOf((yield* described(arn))!);
  },
  *delete({ physicalId: TargetGroupArn }) {
    yield* call('elasticloadbalancing', 'DeleteTargetGroup', { TargetGroupArn });
  },
  list: listed('elasticloadbalancing', 'DescribeTargetGroups', {
    items: 'TargetGroups',
    token: ['Marker', 'NextMarker'],
    identifier: ({ TargetGroupArn }) => TargetGroupArn,
  }),
  *adopt({ physicalId }: Had) {
    const is = yield* described(physicalId);
    return is ? madeOf(is) : { physicalId };
  },
  *read(had: Had) {
    const { physicalId: arn } = had;
    const is = yield* described(arn);
    if (!is) return undefined;
    const { TargetGroupName, TargetGroupArn: _, LoadBalancerArns: __, ...told } = is;
    const { Attributes } = yield* call('elasticloadbalancing', 'DescribeTargetGroupAttributes', {
      TargetGroupArn: arn,
    });
    return {
      ...told,
      Name: TargetGroupName,
      TargetGroupAttributes: attributesTold(had, 'TargetGroupAttributes', Attributes),
      Tags: yield* tagsNow(arn),
      ...(isTold(had, 'Targets') && { Targets: yield* targetsNow(had) }),
    };
  },
};

function* setAttributes(TargetGroupArn: string, Attributes: readonly object[]): Work<void> {
  yield* call('elasticloadbalancing', 'ModifyTargetGroupAttributes', { TargetGroupArn, Attributes });
}

function* register(
  TargetGroupArn: string,
  wanted: readonly Properties[],
  had: readonly Properties[],
): Work<void> {
  const without = (all: readonly Properties[], others: readonly Properties[]) =>
    all.filter((each) => !others.some((other) => JSON.stringify(other) === JSON.stringify(each)));
  const [come, leave] = [without(wanted, had), without(had, wanted)];
  if (come.length > 0)
    yield* call('elasticloadbalancing', 'RegisterTargets', { TargetGroupArn, Targets: come });
  if (leave.length > 0)
    yield* call('elasticloadbalancing', 'DeregisterTargets', { TargetGroupArn, Targets: leave });
}

/** Those that a template names and that are registered: services register others. */
function* targetsNow(had: Had): Work<readonly Properties[]> {
  const { physicalId: TargetGroupArn, properties } = had;
  const { TargetHealthDescriptions } = yield* call('elasticloadbalancing', 'DescribeTargetHealth', {
    TargetGroupArn,
  });
  const there = (TargetHealthDescriptions as Properties[]).map(({ Target }) => Target);
  if (isOnItsOwn(had)) return there;
  return (properties['Targets'] as Properties[]).filter(({ Id, Port }) =>
    there.some((target) => target.Id === Id && (Port === undefined || target.Port === Port)),
  );
}

function* described(arn: string): Work<Properties | undefined> {
  const asked = call('elasticloadbalancing', 'DescribeTargetGroups', { TargetGroupArns: [arn] });
  const found = yield* tolerate(gone, asked);
  return found?.TargetGroups[0];
}

function madeOf(is: Properties): Made {
  const { TargetGroupArn, TargetGroupName, LoadBalancerArns } = is;
  return {
    physicalId: TargetGroupArn,
    attributes: {
      TargetGroupArn,
      TargetGroupName,
      TargetGroupFullName: String(TargetGroupArn).split(':')[5],
      LoadBalancerArns,
    },
  };
}
