import {
  answered,
  call,
  isTold,
  made,
  ResourceFailure,
  tolerate,
  wait,
  type Had,
  type Properties,
  type ResourceType,
} from '../../../dispatch/resource.ts';
import { kept } from './kept.ts';
import { isTrue, retagged, said } from './tagging.ts';

const missing = 'InvalidVolume.NotFound';
const measures = ['VolumeType', 'Size', 'Iops', 'Throughput'];
/** AWS: CloudFormation template reference: "Update requires: Updates are not supported." */
const fixed = ['AvailabilityZone', 'AvailabilityZoneId', 'Encrypted', 'KmsKeyId', 'OutpostArn', 'SnapshotId'];

const picked = (properties: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(names.flatMap((name) => (name in properties ? [[name, properties[name]]] : [])));

const base = kept({
  typeName: 'AWS::EC2::Volume',
  noun: 'Volume',
  tagged: 'volume',
  id: 'VolumeId',
  missing,
  asked: (properties) =>
    numbered(picked(properties, [...fixed, ...measures, 'MultiAttachEnabled', 'VolumeInitializationRate'])),
  told: ({ AvailabilityZone, Encrypted, KmsKeyId, ...is }) => ({
    ...{ AvailabilityZone, Encrypted, ...said({ KmsKeyId }) },
    ...picked(is, measures),
    MultiAttachEnabled: false,
  }),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-volume.html */
export const volume: ResourceType = {
  ...base,
  *create(wanted) {
    const of = yield* base.create(wanted);
    const { AutoEnableIO } = wanted.properties;
    if (AutoEnableIO !== undefined) yield* resume(of.physicalId, AutoEnableIO);
    return of;
  },
  *update(wanted, had) {
    const isNew = (name: string) => String(wanted.properties[name]) !== String(had.properties[name]);
    const [changed] = fixed.filter(isNew);
    // AWS: unverified wording.
    if (changed !== undefined) throw new ResourceFailure(`Update to property ${changed} is not supported.`);
    const VolumeId = had.physicalId;
    if (measures.some(isNew))
      yield* call('ec2', 'ModifyVolume', { VolumeId, ...numbered(picked(wanted.properties, measures)) });
    if (isNew('AutoEnableIO')) yield* resume(VolumeId, wanted.properties['AutoEnableIO']);
    yield* retagged(wanted, VolumeId);
    return { physicalId: VolumeId, attributes: { VolumeId } };
  },
  *read(had: Had) {
    const is = yield* base.read!(had);
    if (!is || !isTold(had, 'AutoEnableIO')) return is;
    const asked = { VolumeId: had.physicalId, Attribute: 'autoEnableIO' };
    const { AutoEnableIO } = yield* call('ec2', 'DescribeVolumeAttribute', asked);
    return { ...is, AutoEnableIO: AutoEnableIO.Value as boolean };
  },
};

const resume = (VolumeId: string, given: unknown) =>
  call('ec2', 'ModifyVolumeAttribute', { VolumeId, AutoEnableIO: { Value: isTrue(given) } });

/** Templates say numbers and truths as texts, too. */
const numbered = (properties: Properties): Properties =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      /^(Size|Iops|Throughput|VolumeInitializationRate)$/.test(name)
        ? Number(value)
        : /^(Encrypted|MultiAttachEnabled)$/.test(name)
          ? isTrue(value)
          : value,
    ]),
  );

const timeoutMs = 5 * 60 * 1000;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-volumeattachment.html */
export const volumeAttachment: ResourceType = {
  typeName: 'AWS::EC2::VolumeAttachment',
  *create({ properties: { VolumeId, InstanceId, Device } }) {
    yield* call('ec2', 'AttachVolume', said({ VolumeId, InstanceId, Device }));
    const physicalId = `${VolumeId}|${InstanceId}`;
    yield* made(physicalId);
    const until = "Volumes[0].Attachments[0].State != 'attaching'";
    const seen = yield* wait('ec2', 'DescribeVolumes', { VolumeIds: [VolumeId] }, { until, timeoutMs });
    if (seen.Volumes[0].State === 'in-use') return { physicalId };
    // AWS: unverified wording.
    throw new ResourceFailure(`Volume ${VolumeId} did not become attached to ${InstanceId}`);
  },
  *delete({ physicalId }) {
    const [VolumeId, InstanceId] = physicalId.split('|');
    const gone = [missing, 'IncorrectState', 'InvalidAttachment.NotFound'];
    const left = yield* tolerate(gone, call('ec2', 'DetachVolume', { VolumeId, InstanceId }));
    if (!left) return;
    const until = "Volumes[0].State == 'available'";
    yield* wait('ec2', 'DescribeVolumes', { VolumeIds: [VolumeId] }, { until, timeoutMs });
  },
  adopt: ({ physicalId }) => answered({ physicalId }),
  *read({ physicalId }) {
    const [VolumeId, InstanceId] = physicalId.split('|');
    const found = yield* tolerate([missing], call('ec2', 'DescribeVolumes', { VolumeIds: [VolumeId] }));
    const all = (found?.Volumes[0].Attachments ?? []) as Properties[];
    const is = all.find((each) => each['InstanceId'] === InstanceId);
    return is && { VolumeId, InstanceId, Device: is['Device'] as string };
  },
};
