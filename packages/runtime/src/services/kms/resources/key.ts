import {
  answered,
  call,
  isOnItsOwn,
  made,
  tagsOf,
  tolerate,
  type Made,
  type ResourceTag,
  type ResourceType,
  type Stood,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';
import { keyArn } from '../records.ts';

interface Properties {
  readonly KeyPolicy?: object | string;
  readonly Description?: string;
  readonly Enabled?: boolean;
  readonly EnableKeyRotation?: boolean;
  readonly RotationPeriodInDays?: number;
  readonly KeySpec?: string;
  readonly KeyUsage?: string;
  readonly MultiRegion?: boolean;
  readonly Origin?: string;
  readonly BypassPolicyLockoutSafetyCheck?: boolean;
  readonly PendingWindowInDays?: number;
  readonly Tags?: readonly ResourceTag[];
}

const gone = ['NotFoundException'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html */
export const key: ResourceType<Properties> = {
  typeName: 'AWS::KMS::Key',

  *create(wanted) {
    const { KeyPolicy, Description, KeySpec, KeyUsage, MultiRegion, Origin, BypassPolicyLockoutSafetyCheck } =
      wanted.properties;
    const given = { Description, KeySpec, KeyUsage, MultiRegion, Origin, BypassPolicyLockoutSafetyCheck };
    const tags = tagsOf(wanted, wanted.properties.Tags);
    const { KeyMetadata } = yield* call('kms', 'CreateKey', {
      ...said(given),
      ...(KeyPolicy !== undefined && { Policy: textOf(KeyPolicy) }),
      ...(tags.length > 0 && { Tags: kmsTags(tags) }),
    });
    const { KeyId } = KeyMetadata;
    yield* made(KeyId);
    yield* rotate(KeyId, wanted.properties, {});
    if (wanted.properties.Enabled === false) yield* call('kms', 'DisableKey', { KeyId });
    return madeOf(wanted, KeyId);
  },

  *update(wanted, had) {
    const KeyId = had.physicalId;
    const { Enabled = true, Description = '' } = wanted.properties;
    const { Enabled: wasEnabled = true, Description: before = '' } = had.properties;
    if (Enabled && !wasEnabled) yield* call('kms', 'EnableKey', { KeyId });
    yield* changePolicy(KeyId, wanted.properties, had.properties);
    if (Description !== before) yield* call('kms', 'UpdateKeyDescription', { KeyId, Description });
    yield* rotate(KeyId, wanted.properties, had.properties);
    if (!Enabled && wasEnabled) yield* call('kms', 'DisableKey', { KeyId });
    yield* retagged(wanted, KeyId);
    return madeOf(wanted, KeyId);
  },

  *delete({ physicalId: KeyId, properties: { PendingWindowInDays } }) {
    yield* tolerate([...gone, 'KMSInvalidStateException'], scheduled(KeyId, PendingWindowInDays));
  },

  list: listed('kms', 'ListKeys', {
    items: 'Keys',
    token: ['Marker', 'NextMarker'],
    identifier: ({ KeyId }) => KeyId,
  }),
  adopt: (sought) => answered(madeOf(sought, sought.physicalId)),

  *read(had) {
    const { physicalId: KeyId, properties } = had;
    const found = yield* tolerate(gone, call('kms', 'DescribeKey', { KeyId }));
    if (!found || found.KeyMetadata.KeyState === 'PendingDeletion') return undefined;
    const { Policy } = yield* call('kms', 'GetKeyPolicy', { KeyId });
    const { Description, Enabled, KeySpec, KeyUsage, MultiRegion } = found.KeyMetadata;
    const isSymmetric = KeySpec === 'SYMMETRIC_DEFAULT';
    const rotation = isSymmetric ? yield* call('kms', 'GetKeyRotationStatus', { KeyId }) : undefined;
    return {
      KeyPolicy: JSON.parse(Policy) as object,
      ...(Description && { Description }),
      Enabled,
      KeySpec,
      KeyUsage,
      MultiRegion,
      ...(rotation && { EnableKeyRotation: rotation.KeyRotationEnabled }),
      ...(rotation?.RotationPeriodInDays && { RotationPeriodInDays: rotation.RotationPeriodInDays }),
      ...((properties.Tags || isOnItsOwn(had)) && { Tags: yield* tagsNow(KeyId) }),
    };
  },
};

interface ReplicaProperties extends Pick<
  Properties,
  'KeyPolicy' | 'Description' | 'Enabled' | 'PendingWindowInDays' | 'Tags'
> {
  readonly PrimaryKeyArn: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-replicakey.html */
export const replicaKey: ResourceType<ReplicaProperties> = {
  typeName: 'AWS::KMS::ReplicaKey',

  *create(wanted) {
    const { PrimaryKeyArn, KeyPolicy, Description, Enabled } = wanted.properties;
    const tags = tagsOf(wanted, wanted.properties.Tags);
    const input = {
      KeyId: PrimaryKeyArn,
      ReplicaRegion: wanted.region,
      ...said({ Description }),
      ...(KeyPolicy !== undefined && { Policy: textOf(KeyPolicy) }),
      ...(tags.length > 0 && { Tags: kmsTags(tags) }),
    };
    const { ReplicaKeyMetadata } = yield* call('kms', 'ReplicateKey', input, PrimaryKeyArn.split(':')[3]);
    const { KeyId } = ReplicaKeyMetadata;
    yield* made(KeyId);
    if (Enabled === false) yield* call('kms', 'DisableKey', { KeyId });
    return madeOf(wanted, KeyId);
  },

  update: (wanted, had) => key.update!(wanted, had),
  delete: (had) => key.delete(had),
  adopt: (sought) => answered(madeOf(sought, sought.physicalId)),

  *read(had) {
    const found = yield* key.read!(had);
    if (!found) return undefined;
    const { KeyMetadata } = yield* call('kms', 'DescribeKey', { KeyId: had.physicalId });
    const { KeyPolicy, Description, Enabled, Tags } = found;
    const PrimaryKeyArn: string = KeyMetadata.MultiRegionConfiguration?.PrimaryKey.Arn;
    return { PrimaryKeyArn, ...said({ KeyPolicy, Description, Enabled, Tags }) };
  },
};

const said = (members: object): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

const textOf = (policy: object | string): string =>
  typeof policy === 'string' ? policy : JSON.stringify(policy);

const kmsTags = (tags: readonly ResourceTag[]) =>
  tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));

const scheduled = (KeyId: string, PendingWindowInDays: number | undefined): Work<unknown> =>
  call('kms', 'ScheduleKeyDeletion', { KeyId, ...said({ PendingWindowInDays }) });

const madeOf = (stood: Stood, KeyId: string): Made => ({
  physicalId: KeyId,
  attributes: { KeyId, Arn: keyArn(stood, KeyId) },
});

function* rotate(KeyId: string, wanted: Properties, had: Properties): Work<void> {
  const { EnableKeyRotation = false, RotationPeriodInDays } = wanted;
  if (
    EnableKeyRotation === (had.EnableKeyRotation ?? false) &&
    RotationPeriodInDays === had.RotationPeriodInDays
  )
    return;
  if (EnableKeyRotation)
    yield* call('kms', 'EnableKeyRotation', { KeyId, ...said({ RotationPeriodInDays }) });
  else if (had.EnableKeyRotation) yield* call('kms', 'DisableKeyRotation', { KeyId });
}

function* changePolicy(KeyId: string, wanted: Properties, had: Properties): Work<void> {
  const { KeyPolicy, BypassPolicyLockoutSafetyCheck } = wanted;
  if (KeyPolicy === undefined || JSON.stringify(KeyPolicy) === JSON.stringify(had.KeyPolicy)) return;
  yield* call('kms', 'PutKeyPolicy', {
    KeyId,
    Policy: textOf(KeyPolicy),
    ...said({ BypassPolicyLockoutSafetyCheck }),
  });
}

function* tagsNow(KeyId: string): Work<ResourceTag[]> {
  const { Tags } = yield* call<{ Tags: { TagKey: string; TagValue: string }[] }>('kms', 'ListResourceTags', {
    KeyId,
  });
  return Tags.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue }));
}

function* retagged(wanted: Wanted<Properties>, KeyId: string): Work<void> {
  yield* retag(yield* tagsNow(KeyId), tagsOf(wanted, wanted.properties.Tags), {
    add: (tags) => call('kms', 'TagResource', { KeyId, Tags: kmsTags(tags) }),
    remove: (TagKeys) => call('kms', 'UntagResource', { KeyId, TagKeys }),
  });
}
