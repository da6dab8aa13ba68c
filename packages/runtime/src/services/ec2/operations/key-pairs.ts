import type * as sdk from '@aws-sdk/client-ec2';
import type { KeyGenerated } from '../../../base/effects/key.ts';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler, WaitingHandler } from '../../../dispatch/service.ts';
import { filtered } from '../describing.ts';
import { invalidParameter, keyFormat, keyPairDuplicate, notFound } from '../errors.ts';
import { pairOf, publicHalf, type PublicHalf } from '../key-material.ts';
import { keyPairs, type KeyPair } from '../records.ts';
import { idFor, tagsFor, type Tag } from '../shelf.ts';

interface Named {
  readonly KeyName: string;
  readonly Tags: readonly Tag[];
}

/** A name is of one pair; asked again after a crash, who has made it makes it again. */
function keep(call: Call, { KeyName, Tags }: Named, half: PublicHalf): KeyPair {
  const before = keyPairs.find(call, KeyName);
  if (before && (call.effectId === undefined || before.effectId !== call.effectId)) keyPairDuplicate();
  const { KeyType, PublicKey, KeyFingerprint } = half;
  return keyPairs.put(call, {
    KeyName,
    KeyPairId: before?.KeyPairId ?? idFor(call, 'key'),
    KeyType,
    PublicKey,
    KeyFingerprint,
    CreateTime: call.now,
    Tags,
    ...(call.effectId !== undefined && { effectId: call.effectId }),
  });
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateKeyPair.html */
export const createKeyPair: WaitingHandler<
  Given<sdk.CreateKeyPairCommandInput>,
  Answered<sdk.CreateKeyPairCommandOutput>
> = {
  async waits({ KeyName, KeyType = 'rsa', KeyFormat = 'pem', TagSpecifications }, call) {
    if (KeyFormat !== 'pem') invalidParameter(`Penstock does not serve the key format ${KeyFormat} (yet)`);
    const spec = KeyType === 'ed25519' ? 'ECC_NIST_EDWARDS25519' : 'RSA_2048';
    const { privateKey } = (await call.perform({ type: 'key.generate', spec })) as KeyGenerated;
    const { KeyMaterial, ...half } = pairOf(privateKey);
    const kept = call.transaction((inner) =>
      keep(inner, { KeyName, Tags: tagsFor(TagSpecifications) }, half),
    );
    const { KeyPairId, KeyFingerprint, Tags } = kept;
    return { KeyName, KeyPairId, KeyFingerprint, KeyMaterial, Tags: [...Tags] };
  },
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ImportKeyPair.html */
export const importKeyPair: Handler<
  Given<Omit<sdk.ImportKeyPairCommandInput, 'PublicKeyMaterial'>> & {
    readonly PublicKeyMaterial: Uint8Array | string;
  },
  Answered<sdk.ImportKeyPairCommandOutput>
> = ({ KeyName, PublicKeyMaterial, TagSpecifications }, call) => {
  const half = publicHalf(Buffer.from(PublicKeyMaterial as string).toString()) ?? keyFormat();
  const kept = keep(call, { KeyName, Tags: tagsFor(TagSpecifications) }, half);
  const { KeyPairId, KeyFingerprint, Tags } = kept;
  return { KeyName, KeyPairId, KeyFingerprint, Tags: [...Tags] };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeKeyPairs.html */
export const describeKeyPairs: Handler<
  Given<sdk.DescribeKeyPairsCommandInput>,
  Answered<sdk.DescribeKeyPairsCommandOutput>
> = ({ KeyNames = [], KeyPairIds = [], Filters, IncludePublicKey = false }, call) => {
  const all = keyPairs.list(call);
  const named = [
    ...KeyNames.map((name) => keyPairs.get(call, name)),
    ...KeyPairIds.map((id) => all.find(({ KeyPairId }) => KeyPairId === id) ?? notFound('keyPair', id)),
  ];
  const items = filtered(KeyNames.length + KeyPairIds.length > 0 ? named : all, Filters, {
    fingerprint: ({ KeyFingerprint }) => KeyFingerprint,
    'key-name': ({ KeyName }) => KeyName,
    'key-pair-id': ({ KeyPairId }) => KeyPairId,
  });
  return {
    KeyPairs: items.map(({ effectId: _by, PublicKey, CreateTime, Tags, ...pair }) => ({
      ...pair,
      Tags: [...Tags],
      CreateTime: new Date(CreateTime),
      ...(IncludePublicKey && { PublicKey }),
    })),
  };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteKeyPair.html */
export const deleteKeyPair: Handler<
  Given<sdk.DeleteKeyPairCommandInput>,
  Answered<sdk.DeleteKeyPairCommandOutput>
> = ({ KeyName, KeyPairId: id }, call) => {
  const found = keyPairs.list(call).find((pair) => pair.KeyName === KeyName || pair.KeyPairId === id);
  if (!found) return { Return: true }; // AWS: deleting what is not there succeeds.
  keyPairs.remove(call, found.KeyName);
  return { Return: true, KeyPairId: found.KeyPairId };
};
