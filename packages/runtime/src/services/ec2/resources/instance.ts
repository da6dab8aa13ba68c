import {
  call,
  made,
  ResourceFailure,
  tolerate,
  wait,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';
import { retagged, said, tagsFor, tagsRead } from './tagging.ts';

const gone = ['InvalidInstanceID.NotFound'];

/** What an instance is launched with, and does not change afterwards. */
const launched = (properties: Properties): object => {
  const { ImageId, InstanceType, KeyName, SubnetId, SecurityGroupIds, SecurityGroups, UserData } = properties;
  const { AvailabilityZone, IamInstanceProfile, LaunchTemplate } = properties;
  return said({
    ...{
      ImageId,
      InstanceType,
      KeyName,
      SubnetId,
      SecurityGroupIds,
      SecurityGroups,
      UserData,
      LaunchTemplate,
    },
    Placement: AvailabilityZone && { AvailabilityZone },
    IamInstanceProfile: IamInstanceProfile && { Name: IamInstanceProfile },
  });
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html */
export const instance: ResourceType = {
  typeName: 'AWS::EC2::Instance',
  create: launch,
  *update(wanted, had) {
    if (JSON.stringify(launched(wanted.properties)) !== JSON.stringify(launched(had.properties)))
      return yield* launch(wanted);
    yield* retagged(wanted, had.physicalId);
    return { physicalId: had.physicalId, attributes: had.attributes };
  },
  *delete({ physicalId }) {
    const InstanceIds = [physicalId];
    const found = yield* tolerate(gone, call('ec2', 'TerminateInstances', { InstanceIds }));
    if (found) yield* stateOf(physicalId, ['terminated']);
  },
  *adopt({ physicalId }) {
    return madeOf((yield* described(physicalId))!);
  },
  *read({ physicalId, properties }: Had) {
    const is = yield* described(physicalId);
    if (!is) return undefined;
    const { ImageId, InstanceType, KeyName, SubnetId, SecurityGroups, Placement, Tags } = is;
    const told = {
      ...{ ImageId, InstanceType, KeyName, SubnetId, AvailabilityZone: Placement.AvailabilityZone },
      SecurityGroupIds: SecurityGroups.map(({ GroupId }) => GroupId),
      SecurityGroups: SecurityGroups.map(({ GroupName }) => GroupName),
    };
    const named = Object.entries(told).filter(([name]) => properties[name] !== undefined);
    return { ...properties, ...Object.fromEntries(named), ...tagsRead(properties, Tags) };
  },
};

interface Instance {
  readonly InstanceId: string;
  readonly ImageId: string;
  readonly InstanceType: string;
  readonly KeyName?: string;
  readonly SubnetId: string;
  readonly VpcId: string;
  readonly PrivateIpAddress: string;
  readonly PrivateDnsName?: string;
  readonly PublicIpAddress?: string;
  readonly PublicDnsName?: string;
  readonly Placement: { readonly AvailabilityZone: string };
  readonly SecurityGroups: readonly { readonly GroupId: string; readonly GroupName: string }[];
  readonly State: { readonly Name: string; readonly Code: number };
  readonly StateReason?: { readonly Message: string };
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

function* launch(wanted: Wanted): Work<Made> {
  const { Instances } = yield* call('ec2', 'RunInstances', {
    ...launched(wanted.properties),
    MinCount: 1,
    MaxCount: 1,
    ClientToken: wanted.token,
    ...tagsFor(wanted, 'instance'),
  });
  const { InstanceId } = Instances[0];
  yield* made(InstanceId);
  const is = yield* stateOf(InstanceId, ['running', 'terminated']);
  // AWS: as a stack's event has it.
  if (is.State.Name !== 'running') throw new ResourceFailure(`Instance ${InstanceId} failed to stabilize`);
  return madeOf(is);
}

/** Waits until it is in one of these states. */
function* stateOf(InstanceId: string, names: readonly string[]): Work<Instance> {
  const until = names.map((name) => `Reservations[0].Instances[0].State.Name == '${name}'`).join(' || ');
  const asked = { InstanceIds: [InstanceId] };
  const { Reservations } = yield* wait('ec2', 'DescribeInstances', asked, { until });
  return Reservations[0].Instances[0];
}

function* described(InstanceId: string): Work<Instance | undefined> {
  const found = yield* tolerate(gone, call('ec2', 'DescribeInstances', { InstanceIds: [InstanceId] }));
  const is: Instance | undefined = found?.Reservations[0]?.Instances[0];
  return is?.State.Name === 'terminated' ? undefined : is;
}

const madeOf = (is: Instance): Made => ({
  physicalId: is.InstanceId,
  attributes: {
    InstanceId: is.InstanceId,
    AvailabilityZone: is.Placement.AvailabilityZone,
    VpcId: is.VpcId,
    PrivateIp: is.PrivateIpAddress,
    PrivateDnsName: is.PrivateDnsName ?? '',
    PublicIp: is.PublicIpAddress ?? '',
    PublicDnsName: is.PublicDnsName ?? '',
  },
});
