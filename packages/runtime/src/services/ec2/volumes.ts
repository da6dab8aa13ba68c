import type * as sdk from '@aws-sdk/client-ec2';
import { flowId, type Call } from '../../dispatch/service.ts';
import { instanceFlowKind, type InstanceState } from './flow/instance.ts';
import { volumeFlowKind, type Attachment, type VolumeState } from './flow/volume.ts';
import { shelf, type Tagged } from './shelf.ts';

/** A folder that servers are given. How large and fast it is said to be is kept, and holds nothing back. */
export interface Volume extends Tagged {
  readonly VolumeId: string;
  readonly AvailabilityZone: string;
  readonly AvailabilityZoneId: string;
  readonly VolumeType: sdk.VolumeType;
  readonly Size: number;
  readonly Iops?: number | undefined;
  readonly Throughput?: number | undefined;
  readonly Encrypted: boolean;
  readonly KmsKeyId?: string | undefined;
  readonly CreateTime: number;
  readonly ClientToken?: string | undefined;
  /** AWS: "You must enable I/O" after a fault: whether it goes on by itself. Kept: there are no faults. */
  readonly autoEnableIO?: boolean | undefined;
  readonly modification?: Modification | undefined;
}

/** What was asked of it last, and what it was before. */
export interface Modification {
  readonly at: number;
  readonly before: Measures;
  readonly after: Measures;
}

export type Measures = Pick<Volume, 'VolumeType' | 'Size' | 'Iops' | 'Throughput'>;

export const volumes = shelf<Volume>('volume', ({ VolumeId }) => VolumeId);

/** A volume, and where it is. */
export interface SeenVolume extends Volume {
  readonly attachment?: Attachment | undefined;
}

export const volumeFlowOf = (call: Call, id: string): string => flowId(volumeFlowKind, call, id);

/** AWS: what was attached to a server is nobody's when that is terminated. */
export function seeVolume(call: Call, volume: Volume): SeenVolume {
  const attachment = call.flows.state<VolumeState>(volumeFlowOf(call, volume.VolumeId))?.attachment;
  if (!attachment) return volume;
  const flow = flowId(instanceFlowKind, call, attachment.instanceId);
  const name = call.flows.state<InstanceState>(flow)?.name;
  return name === undefined || name === 'terminated' ? volume : { ...volume, attachment };
}

export const volumesSeen = {
  idOf: volumes.idOf,
  get: (call: Call, id: string): SeenVolume => seeVolume(call, volumes.get(call, id)),
  list: (call: Call): SeenVolume[] => volumes.list(call).map((volume) => seeVolume(call, volume)),
};

/** What a server has besides its own folder, by device. */
export const volumesOf = (call: Call, instanceId: string): SeenVolume[] =>
  volumesSeen.list(call).filter(({ attachment }) => attachment?.instanceId === instanceId);

export const attachmentAnswer = ({ VolumeId, attachment }: SeenVolume): sdk.VolumeAttachment | undefined =>
  attachment && {
    VolumeId,
    InstanceId: attachment.instanceId,
    Device: attachment.device,
    State: attachment.name,
    AttachTime: new Date(attachment.since),
    DeleteOnTermination: false,
  };
