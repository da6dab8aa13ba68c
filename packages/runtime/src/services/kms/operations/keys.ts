import type * as sdk from '@aws-sdk/client-kms';
import type { KeyGenerated } from '../../../base/effects/key.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { own } from '../../../base/own.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler, WaitingHandler } from '../../../dispatch/service.ts';
import { checkPolicy } from '../access.ts';
import { invalidMarker, keyAlreadyExists, keyNotFound, unsupported, validation } from '../errors.ts';
import { keyByIdOf, keyOf, requireAlive, requireCustomers } from '../finding.ts';
import { keySpecs, specOf } from '../key-specs.ts';
import { defaultPolicy, makeKey, putKey, symmetricMaterial } from '../making.ts';
import { keyArn, keys, madeFor, materialId, type KeyRecord, type KeyUsage } from '../records.ts';
import { tagRecords } from './tags.ts';

type Create = Given<sdk.CreateKeyCommandInput>;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
export const createKey: WaitingHandler<Create, Answered<sdk.CreateKeyCommandOutput>> = {
  async waits(input, call) {
    const { keySpec, keyUsage } = kindOf(input);
    const { pair: spec } = specOf(keySpec);
    const pair: KeyGenerated | undefined = spec && (await call.perform({ type: 'key.generate', spec }));
    return call.transaction((inner) => ({
      KeyMetadata: metadata(create(input, inner, { keySpec, keyUsage, pair })),
    }));
  },
};

interface Kind {
  readonly keySpec: string;
  readonly keyUsage: KeyUsage;
}

function kindOf(input: Create): Kind {
  const keySpec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
  const spec =
    own(keySpecs, keySpec) ?? unsupported(`Penstock does not serve keys of the spec ${keySpec} (yet).`);
  if (input.Origin !== undefined && input.Origin !== 'AWS_KMS')
    unsupported(`Penstock does not serve keys of the origin ${input.Origin} (yet).`);
  const [only, other] = spec.usages;
  if (input.KeyUsage === undefined && other !== undefined)
    validation('You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.');
  const keyUsage = spec.usages.find((usage) => usage === (input.KeyUsage ?? only));
  if (!keyUsage) return validation(`KeyUsage ${input.KeyUsage} is not compatible with KeySpec ${keySpec}`);
  // AWS: what is no symmetric encryption key has its usage said.
  if (input.KeyUsage === undefined && keySpec !== 'SYMMETRIC_DEFAULT')
    validation('You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.');
  return { keySpec, keyUsage };
}

function create(
  input: Create,
  call: Call,
  made: Kind & { readonly pair: KeyGenerated | undefined },
): KeyRecord {
  const before = call.effectId === undefined ? undefined : madeFor.get(call.tx, call, call.effectId);
  if (before) return keys.get(call.tx, call, before.keyId)!;
  const { keySpec, keyUsage, pair } = made;
  const policy =
    input.Policy === undefined
      ? defaultPolicy(call)
      : checkPolicy(call, input.Policy, input.BypassPolicyLockoutSafetyCheck);
  const key = makeKey(call, {
    keySpec,
    keyUsage,
    policy,
    description: input.Description ?? '',
    tags: tagRecords({}, input.Tags),
    materials: [pair?.privateKey ?? secretOf(call, keySpec)],
    multiRegion: input.MultiRegion,
  });
  if (call.effectId !== undefined) madeFor.put(call.tx, call, call.effectId, { keyId: key.keyId });
  return key;
}

function secretOf(call: Call, keySpec: string): string {
  const { macLength } = specOf(keySpec);
  return macLength === undefined
    ? symmetricMaterial(call)
    : Buffer.from(call.ids.bytes(macLength)).toString('base64');
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html */
export const replicateKey: Handler<
  Given<sdk.ReplicateKeyCommandInput>,
  Answered<sdk.ReplicateKeyCommandOutput>
> = (input, call) => {
  const primary = keyByIdOf(call, input.KeyId, 'ReplicateKey');
  requireAlive(primary);
  if (primary.primaryRegion === undefined || primary.primaryRegion !== primary.region)
    unsupported(`${primary.arn} is not a multi-region primary key.`);
  const scope = { account: call.account, region: input.ReplicaRegion };
  const arn = keyArn(scope, primary.keyId);
  if (keys.get(call.tx, scope, primary.keyId)) keyAlreadyExists(arn);
  const policy = input.Policy ?? defaultPolicy(call);
  const replica: KeyRecord = {
    ...primary,
    ...scope,
    arn,
    description: input.Description ?? '',
    policy: checkPolicy(call, policy, input.BypassPolicyLockoutSafetyCheck),
    tags: tagRecords({}, input.Tags),
    creationDate: call.now,
    replicaRegions: undefined,
    rotation: undefined,
  };
  putKey(call, replica);
  putKey(call, { ...primary, replicaRegions: [...primary.replicaRegions!, scope.region] });
  return {
    ReplicaKeyMetadata: metadata(replica, call),
    ReplicaPolicy: policy,
    ReplicaTags: Object.entries(replica.tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
  };
};

export const describeKey: Handler<
  Given<sdk.DescribeKeyCommandInput>,
  Answered<sdk.DescribeKeyCommandOutput>
> = (input, call) => ({ KeyMetadata: metadata(keyOf(call, input.KeyId, 'DescribeKey'), call) });

export const listKeys: Handler<Given<sdk.ListKeysCommandInput>, Answered<sdk.ListKeysCommandOutput>> = (
  input,
  call,
) => {
  const page = pageOf(keys.list(call.tx, call), ({ keyId }) => keyId, {
    token: input.Marker,
    limit: input.Limit ?? 100,
    invalid: invalidMarker,
  });
  const Keys = page.items.map(({ keyId, arn }) => ({ KeyId: keyId, KeyArn: arn }));
  return { Keys, Truncated: page.next !== undefined, NextMarker: page.next };
};

export const updateKeyDescription: Handler<Given<sdk.UpdateKeyDescriptionCommandInput>, object> = (
  input,
  call,
) => {
  const key = keyByIdOf(call, input.KeyId, 'UpdateKeyDescription');
  requireAlive(key);
  putKey(call, { ...key, description: input.Description });
  return {};
};

export const enableKey: Handler<Given<sdk.EnableKeyCommandInput>, object> = (input, call) =>
  setState(call, keyByIdOf(call, input.KeyId, 'EnableKey'), 'Enabled');

export const disableKey: Handler<Given<sdk.DisableKeyCommandInput>, object> = (input, call) =>
  setState(call, keyByIdOf(call, input.KeyId, 'DisableKey'), 'Disabled');

function setState(call: Call, key: KeyRecord, state: 'Enabled' | 'Disabled'): object {
  requireCustomers(key, state === 'Enabled' ? 'EnableKey' : 'DisableKey');
  requireAlive(key);
  putKey(call, { ...key, state });
  return {};
}

/** What is told of a key; of a multi-Region one also where its kin are. */
export function metadata(key: KeyRecord, call?: Call): sdk.KeyMetadata {
  const spec = specOf(key.keySpec);
  return {
    AWSAccountId: key.account,
    KeyId: key.keyId,
    Arn: key.arn,
    CreationDate: new Date(key.creationDate),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.keyUsage,
    KeyState: key.state,
    DeletionDate: key.deletionDate === undefined ? undefined : new Date(key.deletionDate),
    PendingDeletionWindowInDays: key.state === 'PendingReplicaDeletion' ? key.pendingWindow : undefined,
    Origin: 'AWS_KMS',
    KeyManager: key.managedFor === undefined ? 'CUSTOMER' : 'AWS',
    CustomerMasterKeySpec: key.keySpec as sdk.CustomerMasterKeySpec,
    KeySpec: key.keySpec as sdk.KeySpec,
    EncryptionAlgorithms: algorithms(key.keyUsage === 'ENCRYPT_DECRYPT', spec.encryption),
    SigningAlgorithms: algorithms(key.keyUsage === 'SIGN_VERIFY', spec.signing),
    MacAlgorithms: algorithms(true, spec.mac === undefined ? undefined : [spec.mac]),
    MultiRegion: key.primaryRegion !== undefined,
    MultiRegionConfiguration: multiRegion(key, call),
    CurrentKeyMaterialId: key.keySpec === 'SYMMETRIC_DEFAULT' ? materialId(key) : undefined,
  };
}

const algorithms = <Name extends string>(
  are: boolean,
  all: readonly string[] | undefined,
): Name[] | undefined => (are && all ? ([...all] as Name[]) : undefined);

function multiRegion(key: KeyRecord, call: Call | undefined): sdk.MultiRegionConfiguration | undefined {
  if (key.primaryRegion === undefined) return undefined;
  const where = (region: string) => ({
    Arn: keyArn({ account: key.account, region }, key.keyId),
    Region: region,
  });
  const isPrimary = key.primaryRegion === key.region;
  const primary = isPrimary
    ? key
    : call && keys.get(call.tx, { account: key.account, region: key.primaryRegion }, key.keyId);
  return {
    MultiRegionKeyType: isPrimary ? 'PRIMARY' : 'REPLICA',
    PrimaryKey: where(key.primaryRegion),
    ReplicaKeys: (primary?.replicaRegions ?? []).map(where),
  };
}

/** A key that an appointment, or a policy's operation, is about. */
export const keyThere = (call: Call, keyId: string): KeyRecord =>
  keys.get(call.tx, call, keyId) ?? keyNotFound(keyArn(call, keyId));
