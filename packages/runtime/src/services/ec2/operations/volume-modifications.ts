import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { described, type Looks } from '../describing.ts';
import { invalidParameter, notServedHere } from '../errors.ts';
import { neverModified } from '../storage-errors.ts';
import { measured } from '../volume-measures.ts';
import { volumes, type Measures, type Modification, type Volume } from '../volumes.ts';

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVolume.html: what is not said stays, unless another
 * type has other measures. It is complete at once.
 */
const modifyVolume: Handler<Given<sdk.ModifyVolumeCommandInput>, Answered<sdk.ModifyVolumeCommandOutput>> = (
  input,
  call,
) => {
  if (input.MultiAttachEnabled) notServedHere('MultiAttachEnabled');
  const volume = volumes.get(call, input.VolumeId);
  const { VolumeType = volume.VolumeType, Size = volume.Size } = input;
  if (Size < volume.Size)
    invalidParameter(
      `New size cannot be smaller than existing size ${volume.Size} for volume ${volume.VolumeId}`,
    );
  const isSame = VolumeType === volume.VolumeType && VolumeType !== 'gp2';
  const { Iops = isSame ? volume.Iops : undefined } = input;
  const { Throughput = isSame ? volume.Throughput : undefined } = input;
  const after = measured({ VolumeType, Size, Iops, Throughput });
  const modification: Modification = { at: call.now, before: measuresOf(volume), after };
  const VolumeModification = modificationAnswer(volumes.put(call, { ...volume, ...after, modification }));
  return { VolumeModification };
};

const measuresOf = ({ VolumeType, Size, Iops, Throughput }: Volume): Measures => ({
  VolumeType,
  Size,
  Iops,
  Throughput,
});

const looks: Looks<Volume> = {
  'modification-state': () => 'completed',
  'original-iops': ({ modification }) => modification?.before.Iops,
  'original-size': ({ modification }) => modification?.before.Size,
  'original-volume-type': ({ modification }) => modification?.before.VolumeType,
  'start-time': ({ modification }) => modification && new Date(modification.at).toISOString(),
  'target-iops': ({ modification }) => modification?.after.Iops,
  'target-size': ({ modification }) => modification?.after.Size,
  'target-volume-type': ({ modification }) => modification?.after.VolumeType,
  'volume-id': ({ VolumeId }) => VolumeId,
};

const describeVolumesModifications: Handler<
  Given<sdk.DescribeVolumesModificationsCommandInput>,
  Answered<sdk.DescribeVolumesModificationsCommandOutput>
> = (input, call) => {
  for (const id of input.VolumeIds ?? []) if (!volumes.get(call, id).modification) neverModified(id);
  const { items, NextToken } = described(call, volumes, input.VolumeIds, { asked: input, looks });
  const changed = items.filter(({ modification }) => modification);
  return { VolumesModifications: changed.map(modificationAnswer), NextToken };
};

function modificationAnswer({ VolumeId, modification }: Volume): sdk.VolumeModification {
  const { at, before, after } = modification!;
  return {
    VolumeId,
    ModificationState: 'completed',
    Progress: 100,
    StartTime: new Date(at),
    EndTime: new Date(at),
    OriginalVolumeType: before.VolumeType,
    OriginalSize: before.Size,
    OriginalIops: before.Iops,
    OriginalThroughput: before.Throughput,
    OriginalMultiAttachEnabled: false,
    TargetVolumeType: after.VolumeType,
    TargetSize: after.Size,
    TargetIops: after.Iops,
    TargetThroughput: after.Throughput,
    TargetMultiAttachEnabled: false,
  };
}

export const volumeModificationOperations = {
  DescribeVolumesModifications: describeVolumesModifications,
  ModifyVolume: modifyVolume,
};
