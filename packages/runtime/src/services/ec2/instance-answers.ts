import type * as sdk from '@aws-sdk/client-ec2';
import { arnOf } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import type { Looks } from './describing.ts';
import type { InstanceState } from './flow/instance.ts';
import type { Instance } from './records.ts';
import { attachmentAnswer, type SeenVolume } from './volumes.ts';

/** An instance, and what has become of it. */
export interface Seen extends Instance {
  readonly state: InstanceState;
}

/** AWS: API reference, InstanceState. */
const codes: Readonly<Record<string, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export const stateAnswer = (name: string): sdk.InstanceState => ({
  Code: codes[name]!,
  Name: name as sdk.InstanceStateName,
});

export const instanceLooks: Looks<Seen> = {
  'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
  'client-token': ({ ClientToken }) => ClientToken,
  'image-id': ({ ImageId }) => ImageId,
  'instance-id': ({ InstanceId }) => InstanceId,
  'instance-state-code': ({ state }) => codes[state.name],
  'instance-state-name': ({ state }) => state.name,
  'instance-type': ({ InstanceType }) => InstanceType,
  'instance.group-id': ({ SecurityGroups }) => SecurityGroups.map(({ GroupId }) => GroupId),
  'key-name': ({ KeyName }) => KeyName,
  'placement-group-name': ({ placementGroup }) => placementGroup,
  'private-ip-address': ({ PrivateIpAddress }) => PrivateIpAddress,
  'reservation-id': ({ ReservationId }) => ReservationId,
  'subnet-id': ({ SubnetId }) => SubnetId,
  'vpc-id': ({ VpcId }) => VpcId,
};

/** What has been given to a server. */
export interface Belongings {
  readonly publicIp?: string | undefined;
  readonly volumes: readonly SeenVolume[];
  readonly cards: readonly sdk.NetworkInterface[];
}

export function instanceAnswer(scope: Scope, seen: Seen, has: Belongings): sdk.Instance {
  const { state } = seen;
  const isGone = state.name === 'terminated';
  return {
    InstanceId: seen.InstanceId,
    ImageId: seen.ImageId,
    InstanceType: seen.InstanceType as NonNullable<sdk.Instance['InstanceType']>,
    KeyName: seen.KeyName,
    AmiLaunchIndex: seen.AmiLaunchIndex,
    LaunchTime: new Date(state.launchTime),
    State: stateAnswer(state.name),
    StateTransitionReason: state.reason ?? '',
    StateReason:
      state.reasonCode === undefined
        ? undefined
        : { Code: state.reasonCode, Message: `${state.reasonCode}: ${state.reason}` },
    Placement: {
      AvailabilityZone: seen.AvailabilityZone,
      GroupName: seen.placementGroup,
      Tenancy: 'default',
    },
    Monitoring: { State: seen.isMonitored ? 'enabled' : 'disabled' },
    ...(!isGone && {
      SubnetId: seen.SubnetId,
      VpcId: seen.VpcId,
      PrivateIpAddress: seen.PrivateIpAddress,
      // Names are not resolved here: the address is what it can be reached by.
      PrivateDnsName: seen.PrivateIpAddress,
      PublicIpAddress: has.publicIp,
      ...(has.cards.length > 0 && { NetworkInterfaces: has.cards.map(cardMappingOf) }),
      SecurityGroups: seen.SecurityGroups.map((group) => ({ ...group })),
    }),
    IamInstanceProfile:
      seen.IamInstanceProfile === undefined ? undefined : { Arn: profileArn(scope, seen.IamInstanceProfile) },
    ClientToken: seen.ClientToken,
    Architecture: 'x86_64',
    RootDeviceType: 'ebs',
    RootDeviceName: '/dev/xvda',
    BlockDeviceMappings: has.volumes.length === 0 ? undefined : has.volumes.map(mappingOf),
    VirtualizationType: 'hvm',
    Hypervisor: 'xen',
    Tags: [...seen.Tags],
  };
}

const profileArn = (scope: Scope, named: string): string =>
  named.startsWith('arn:')
    ? named
    : arnOf('iam', { account: scope.account, region: '' }, `instance-profile/${named}`);

/** AWS: of those that were attached after the launch. The server's own disk is its folder, and no volume. */
function mappingOf(volume: SeenVolume): sdk.InstanceBlockDeviceMapping {
  const { Device, VolumeId, State, AttachTime, DeleteOnTermination } = attachmentAnswer(volume)!;
  return {
    DeviceName: Device,
    Ebs: { VolumeId, Status: State as sdk.AttachmentStatus, AttachTime, DeleteOnTermination },
  };
}

function cardMappingOf({
  TagSet: _,
  Attachment,
  ...card
}: sdk.NetworkInterface): sdk.InstanceNetworkInterface {
  const { InstanceId: _instance, InstanceOwnerId: _owner, ...attachment } = Attachment!;
  const {
    AvailabilityZone: _zone,
    RequesterId: _id,
    RequesterManaged: _managed,
    Association,
    ...rest
  } = card;
  return {
    ...rest,
    ...(Association && { Association: { PublicIp: Association.PublicIp, IpOwnerId: Association.IpOwnerId } }),
    Attachment: attachment,
  };
}
