import {
  type Had,
  call,
  everyPage,
  made,
  ResourceFailure,
  tagsOf,
  tolerate,
  wait,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
  isTold,
} from '../../../dispatch/resource.ts';
import { isTrue, retagged, said, tagsRead } from './tagging.ts';

const gone = ['InvalidInstanceID.NotFound'];
const timeoutMs = 10 * 60 * 1000;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html */
export const instance: ResourceType = {
  typeName: 'AWS::EC2::Instance',
  *create(wanted) {
    const { properties } = wanted;
    const { IamInstanceProfile, SubnetId, NetworkInterfaces, Volumes = [] } = properties;
    const Tags = tagsOf(wanted, properties['Tags']);
    const { Instances } = yield* call('ec2', 'RunInstances', {
      ...launchOf(properties),
      MinCount: 1,
      MaxCount: 1,
      ClientToken: wanted.token,
      ...said({ SubnetId: SubnetId ?? NetworkInterfaces?.[0]?.SubnetId }),
      ...placementOf(properties),
      ...cardsOf(properties),
      ...(IamInstanceProfile !== undefined && { IamInstanceProfile: { Name: IamInstanceProfile } }),
      ...(Tags.length > 0 && { TagSpecifications: [{ ResourceType: 'instance', Tags }] }),
    });
    const [{ InstanceId }] = Instances;
    yield* made(InstanceId);
    const of = yield* running(InstanceId);
    for (const { VolumeId, Device } of Volumes)
      yield* call('ec2', 'AttachVolume', { VolumeId, Device, InstanceId });
    return of;
  },
  /** What cannot be changed while it runs is changed while it is stopped. AWS: "Some interruptions". */
  *update(wanted, { physicalId: InstanceId, properties: before }) {
    const { InstanceType, UserData, SecurityGroupIds } = wanted.properties;
    const isNew = (key: string) => JSON.stringify(wanted.properties[key]) !== JSON.stringify(before[key]);
    if (isNew('SecurityGroupIds') && SecurityGroupIds !== undefined)
      yield* call('ec2', 'ModifyInstanceAttribute', { InstanceId, Groups: SecurityGroupIds });
    if (isNew('InstanceType') || isNew('UserData')) {
      yield* call('ec2', 'StopInstances', { InstanceIds: [InstanceId] });
      yield* become(InstanceId, 'stopped');
      if (isNew('InstanceType') && InstanceType !== undefined)
        yield* call('ec2', 'ModifyInstanceAttribute', { InstanceId, InstanceType: { Value: InstanceType } });
      if (isNew('UserData'))
        yield* call('ec2', 'ModifyInstanceAttribute', {
          InstanceId,
          UserData: { Value: Buffer.from(UserData ?? '', 'base64').toString() },
        });
      yield* call('ec2', 'StartInstances', { InstanceIds: [InstanceId] });
      yield* running(InstanceId);
    }
    yield* retagged(wanted, InstanceId);
    return madeOf((yield* described(InstanceId))!);
  },
  *delete({ physicalId }) {
    const ended = yield* tolerate(gone, call('ec2', 'TerminateInstances', { InstanceIds: [physicalId] }));
    if (ended) yield* become(physicalId, 'terminated');
  },
  list: {
    *identifiers() {
      const asked = { service: 'ec2', operation: 'DescribeInstances' };
      const all = yield* everyPage<Properties>(asked, 'Reservations', 'NextToken');
      const instances = all.flatMap(({ Instances }) => Instances as Properties[]);
      return instances.map(({ InstanceId }) => InstanceId as string);
    },
  },
  *adopt({ physicalId }) {
    const is = yield* described(physicalId);
    return is ? madeOf(is) : { physicalId };
  },
  *read(had: Had) {
    const { physicalId, properties } = had;
    const is = yield* described(physicalId);
    if (!is || is['State'].Name === 'terminated') return undefined;
    const { ImageId, InstanceType, KeyName, SubnetId, Placement, SecurityGroups, Tags } = is;
    const told = {
      ...{ ImageId, InstanceType, KeyName, SubnetId, AvailabilityZone: Placement.AvailabilityZone },
      SecurityGroupIds: SecurityGroups.map(({ GroupId }: Properties) => GroupId),
      SecurityGroups: SecurityGroups.map(({ GroupName }: Properties) => GroupName),
    };
    const own = Tags.filter(({ Key }: Properties) => !Key.startsWith('aws:'));
    // What it has by its launch template is no property of its own.
    const named = Object.entries(told).filter(([name, value]) => value !== undefined && isTold(had, name));
    return { ...properties, ...Object.fromEntries(named), ...tagsRead(had, own) };
  },
};

/** What a server is launched with, spelled alike in both. */
function launchOf(properties: Properties): object {
  const { ImageId, InstanceType, KeyName, UserData, SecurityGroupIds, SecurityGroups, LaunchTemplate } =
    properties;
  const Groups = SecurityGroupIds ?? properties['NetworkInterfaces']?.[0]?.GroupSet;
  return said({
    ImageId,
    InstanceType,
    KeyName,
    UserData,
    SecurityGroupIds: Groups,
    SecurityGroups,
    LaunchTemplate,
  });
}

function placementOf({ AvailabilityZone, PlacementGroupName: GroupName }: Properties): object {
  const Placement = said({ AvailabilityZone, GroupName });
  return Object.keys(Placement).length > 0 ? { Placement } : {};
}

/** Network interfaces that there are; what is said of a new one is its subnet and its groups. */
function cardsOf({ NetworkInterfaces = [] }: Properties): object {
  const given = (NetworkInterfaces as Properties[]).filter(
    (each) => each['NetworkInterfaceId'] !== undefined,
  );
  if (given.length === 0) return {};
  return {
    NetworkInterfaces: given.map(({ NetworkInterfaceId, DeviceIndex, DeleteOnTermination }) => ({
      NetworkInterfaceId,
      DeviceIndex: Number(DeviceIndex),
      DeleteOnTermination: isTrue(DeleteOnTermination),
    })),
  };
}

function* become(id: string, state: string): Work<void> {
  const until = `Reservations[0].Instances[0].State.Name == '${state}'`;
  yield* wait('ec2', 'DescribeInstances', { InstanceIds: [id] }, { until, timeoutMs });
}

function* running(id: string): Work<Made> {
  const until = "Reservations[0].Instances[0].State.Name != 'pending'";
  const { Reservations } = yield* wait(
    'ec2',
    'DescribeInstances',
    { InstanceIds: [id] },
    { until, timeoutMs },
  );
  const [is] = Reservations[0].Instances;
  if (is.State.Name === 'running') return madeOf(is);
  throw new ResourceFailure(`Instance ${id} did not stabilize: ${is.StateReason?.Message ?? is.State.Name}`);
}

function* described(id: string): Work<Properties | undefined> {
  const found = yield* tolerate(gone, call('ec2', 'DescribeInstances', { InstanceIds: [id] }));
  return found?.Reservations[0]?.Instances[0];
}

const madeOf = ({ InstanceId, Placement, PrivateIpAddress, PrivateDnsName, VpcId }: Properties): Made => ({
  physicalId: InstanceId,
  attributes: {
    InstanceId,
    AvailabilityZone: Placement.AvailabilityZone,
    PrivateIp: PrivateIpAddress,
    PrivateDnsName,
    // It is reached by its loopback address, from wherever.
    PublicIp: PrivateIpAddress,
    PublicDnsName: PrivateDnsName,
    VpcId,
  },
});
