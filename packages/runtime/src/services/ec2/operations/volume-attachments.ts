import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { notFound } from '../errors.ts';
import { instanceFlowKind, type InstanceState } from '../flow/instance.ts';
import type { VolumeFact } from '../flow/volume.ts';
import { instances, type Instance } from '../records.ts';
import {
  attachmentNotFound,
  deviceTaken,
  instanceNotReady,
  invalidDevice,
  notAttachedAnywhere,
  volumeInUse,
  zoneMismatch,
} from '../storage-errors.ts';
import { attachmentAnswer, volumeFlowOf, volumesOf, volumesSeen, type SeenVolume } from '../volumes.ts';

/** AWS: EC2 user guide, "Device names for volumes on Amazon EC2 instances". */
const deviceName = /^(\/dev\/)?(sd[b-z]\d{0,2}|xvd[b-z][a-z]?)$/;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachVolume.html */
const attachVolume: Handler<Given<sdk.AttachVolumeCommandInput>, Answered<sdk.AttachVolumeCommandOutput>> = (
  { VolumeId, InstanceId, Device },
  call,
) => {
  const volume = volumesSeen.get(call, VolumeId);
  const instance = standing(call, InstanceId);
  if (!deviceName.test(Device)) invalidDevice(Device);
  if (volume.attachment) volumeInUse(`${VolumeId} is already attached to an instance`);
  if (volume.AvailabilityZone !== instance.AvailabilityZone) zoneMismatch(VolumeId, InstanceId);
  if (volumesOf(call, InstanceId).some(({ attachment }) => attachment?.device === Device))
    deviceTaken(Device);
  const fact: VolumeFact = { type: 'AttachAsked', instanceId: InstanceId, device: Device };
  call.flows.tell(volumeFlowOf(call, VolumeId), fact);
  const attachment = { instanceId: InstanceId, device: Device, since: call.now, name: 'attaching' } as const;
  return attachmentAnswer({ ...volume, attachment })!;
};

/** A server that runs or is stopped. */
function standing(call: Call, id: string): Instance {
  const name = call.flows.state<InstanceState>(flowId(instanceFlowKind, call, id))?.name;
  if (name === undefined || name === 'terminated') notFound('instance', id);
  if (name !== 'running' && name !== 'stopped') instanceNotReady(id);
  return instances.get(call, id);
}

/** What is on it stays on it. It is let go of at once: nobody asks the server first. */
const detachVolume: Handler<Given<sdk.DetachVolumeCommandInput>, Answered<sdk.DetachVolumeCommandOutput>> = (
  { VolumeId, InstanceId, Device },
  call,
) => {
  const volume = volumesSeen.get(call, VolumeId);
  const { attachment } = volume;
  if (!attachment) return notAttachedAnywhere(VolumeId);
  if (InstanceId !== undefined && InstanceId !== attachment.instanceId)
    attachmentNotFound(VolumeId, InstanceId);
  if (Device !== undefined && Device !== attachment.device) attachmentNotFound(VolumeId, Device);
  call.flows.tell(volumeFlowOf(call, VolumeId), { type: 'DetachAsked' });
  const leaving: SeenVolume = { ...volume, attachment: { ...attachment, name: 'detaching' } };
  return attachmentAnswer(leaving)!;
};

export const volumeAttachmentOperations = { AttachVolume: attachVolume, DetachVolume: detachVolume };
