import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import { zonesOf } from '../../../base/zones.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { described, type Looks } from '../describing.ts';
import { invalidParameter, missingParameter, notFound, notServedHere } from '../errors.ts';
import { volumeFlowKind, type VolumeState } from '../flow/volume.ts';
import { idFor, tagsFor } from '../shelf.ts';
import { volumeInUse, zoneUnknown } from '../storage-errors.ts';
import { measured } from '../volume-measures.ts';
import {
  attachmentAnswer,
  seeVolume,
  volumeFlowOf,
  volumes,
  volumesSeen,
  type SeenVolume,
  type Volume,
} from '../volumes.ts';

const notServed = ['OutpostArn', 'MultiAttachEnabled', 'VolumeInitializationRate', 'Operator'] as const;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html */
const createVolume: Handler<Given<sdk.CreateVolumeCommandInput>, Answered<sdk.CreateVolumeCommandOutput>> = (
  input,
  call,
) => {
  for (const member of notServed) if (input[member]) notServedHere(member);
  // Nobody has made a snapshot: nothing copies a folder.
  if (input.SnapshotId !== undefined) notFound('snapshot', input.SnapshotId);
  const zone = zoneOf(call, input);
  const { VolumeType = 'gp2', Size = missingParameter('size/snapshot'), Iops, Throughput } = input;
  const { ClientToken } = input;
  const known = volumes
    .list(call)
    .find((each) => ClientToken !== undefined && each.ClientToken === ClientToken);
  if (known) return volumeAnswer(seeVolume(call, known));
  const volume: Volume = {
    VolumeId: idFor(call, 'vol'),
    AvailabilityZone: zone.name,
    AvailabilityZoneId: zone.id,
    ...measured({ VolumeType, Size, Iops, Throughput }),
    Encrypted: input.Encrypted ?? input.KmsKeyId !== undefined,
    KmsKeyId: input.KmsKeyId,
    CreateTime: call.now,
    ClientToken,
    Tags: tagsFor(input.TagSpecifications),
  };
  const { account, region } = call;
  const state: VolumeState = { account, region, volumeId: volume.VolumeId };
  call.flows.start(volumeFlowKind, volumeFlowOf(call, volume.VolumeId), state);
  return { ...volumeAnswer(volumes.put(call, volume)), State: 'creating' };
};

function zoneOf(call: Call, { AvailabilityZone, AvailabilityZoneId }: Given<sdk.CreateVolumeCommandInput>) {
  const asked = AvailabilityZone ?? AvailabilityZoneId ?? missingParameter('AvailabilityZone');
  return zonesOf(call.region).find(({ name, id }) => name === asked || id === asked) ?? zoneUnknown(asked);
}

const looks: Looks<SeenVolume> = {
  'attachment.attach-time': ({ attachment }) => attachment && new Date(attachment.since).toISOString(),
  'attachment.delete-on-termination': ({ attachment }) => attachment && false,
  'attachment.device': ({ attachment }) => attachment?.device,
  'attachment.instance-id': ({ attachment }) => attachment?.instanceId,
  'attachment.status': ({ attachment }) => attachment?.name,
  'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
  'availability-zone-id': ({ AvailabilityZoneId }) => AvailabilityZoneId,
  'create-time': ({ CreateTime }) => new Date(CreateTime).toISOString(),
  encrypted: ({ Encrypted }) => Encrypted,
  size: ({ Size }) => Size,
  status: ({ attachment }) => (attachment ? 'in-use' : 'available'),
  'volume-id': ({ VolumeId }) => VolumeId,
  'volume-status.status': () => 'ok',
  'volume-type': ({ VolumeType }) => VolumeType,
};

const describeVolumes: Handler<
  Given<sdk.DescribeVolumesCommandInput>,
  Answered<sdk.DescribeVolumesCommandOutput>
> = (input, call) => {
  const { items, NextToken } = described(call, volumesSeen, input.VolumeIds, { asked: input, looks });
  return { Volumes: items.map(volumeAnswer), NextToken };
};

/** No fault befalls a folder. */
const describeVolumeStatus: Handler<
  Given<sdk.DescribeVolumeStatusCommandInput>,
  Answered<sdk.DescribeVolumeStatusCommandOutput>
> = (input, call) => {
  const { items, NextToken } = described(call, volumesSeen, input.VolumeIds, { asked: input, looks });
  return {
    VolumeStatuses: items.map(({ VolumeId, AvailabilityZone }) => ({
      VolumeId,
      AvailabilityZone,
      VolumeStatus: {
        Status: 'ok',
        Details: [
          { Name: 'io-enabled', Status: 'passed' },
          { Name: 'io-performance', Status: 'not-applicable' },
        ],
      },
      Actions: [],
      Events: [],
    })),
    NextToken,
  };
};

const deleteVolume: Handler<Given<sdk.DeleteVolumeCommandInput>, object> = ({ VolumeId }, call) => {
  const { attachment } = volumesSeen.get(call, VolumeId);
  if (attachment) volumeInUse(`Volume ${VolumeId} is currently attached to ${attachment.instanceId}`);
  volumes.remove(call, VolumeId);
  call.flows.tell(volumeFlowOf(call, VolumeId), { type: 'DeleteAsked' });
  return {};
};

const describeVolumeAttribute: Handler<
  Given<sdk.DescribeVolumeAttributeCommandInput>,
  Answered<sdk.DescribeVolumeAttributeCommandOutput>
> = ({ VolumeId, Attribute }, call) => {
  const { autoEnableIO = false } = volumes.get(call, VolumeId);
  if (Attribute === 'autoEnableIO') return { VolumeId, AutoEnableIO: { Value: autoEnableIO } };
  if (Attribute === 'productCodes') return { VolumeId, ProductCodes: [] };
  return invalidParameter(`Value (${String(Attribute)}) for parameter attribute is invalid.`);
};

const modifyVolumeAttribute: Handler<Given<sdk.ModifyVolumeAttributeCommandInput>, object> = (
  { VolumeId, AutoEnableIO },
  call,
) => {
  volumes.put(call, { ...volumes.get(call, VolumeId), autoEnableIO: AutoEnableIO?.Value });
  return {};
};

/** There is nothing to enable that was ever off. */
const enableVolumeIO: Handler<Given<sdk.EnableVolumeIOCommandInput>, object> = ({ VolumeId }, call) => {
  volumes.get(call, VolumeId);
  return {};
};

function volumeAnswer(volume: SeenVolume): sdk.Volume {
  const {
    Tags,
    CreateTime,
    ClientToken: _,
    autoEnableIO: _io,
    modification: _last,
    attachment,
    ...rest
  } = volume;
  return {
    ...rest,
    State: attachment ? 'in-use' : 'available',
    SnapshotId: '',
    MultiAttachEnabled: false,
    CreateTime: new Date(CreateTime),
    Attachments: [attachmentAnswer(volume) ?? []].flat(),
    Tags: [...Tags],
  };
}

export const volumeOperations = {
  CreateVolume: createVolume,
  DeleteVolume: deleteVolume,
  DescribeVolumeAttribute: describeVolumeAttribute,
  DescribeVolumeStatus: describeVolumeStatus,
  DescribeVolumes: describeVolumes,
  EnableVolumeIO: enableVolumeIO,
  ModifyVolumeAttribute: modifyVolumeAttribute,
};
