import type * as sdk from '@aws-sdk/client-kms';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { appoint, cancel } from '../appointments.ts';
import { disabled, invalidMarker, limitExceeded } from '../errors.ts';
import { keyByIdOf, requireAlive, requireCustomers, requireSymmetric } from '../finding.ts';
import { putKey, symmetricMaterial } from '../making.ts';
import { keys, materialId, type KeyRecord } from '../records.ts';
import { tellOfKey } from '../telling.ts';
import { keyThere } from './keys.ts';

const dayMs = 86_400_000;
/** AWS: RotateKeyOnDemand, "You can perform on-demand rotation … a maximum of 25 times per KMS key". */
const onDemandMax = 25;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html */
export const enableKeyRotation: Handler<Given<sdk.EnableKeyRotationCommandInput>, object> = (input, call) => {
  const key = rotatable(call, input.KeyId, 'EnableKeyRotation');
  const periodInDays = input.RotationPeriodInDays ?? key.rotation?.periodInDays ?? 365;
  if (key.rotation) cancel(call, key, 'RotateKey');
  const next = call.now + periodInDays * dayMs;
  putKey(call, { ...key, rotation: { periodInDays, next } });
  appoint(call, key, 'RotateKey', next);
  return {};
};

export const disableKeyRotation: Handler<Given<sdk.DisableKeyRotationCommandInput>, object> = (
  input,
  call,
) => {
  const key = rotatable(call, input.KeyId, 'DisableKeyRotation');
  if (key.rotation) cancel(call, key, 'RotateKey');
  putKey(call, { ...key, rotation: undefined });
  return {};
};

export const getKeyRotationStatus: Handler<
  Given<sdk.GetKeyRotationStatusCommandInput>,
  Answered<sdk.GetKeyRotationStatusCommandOutput>
> = (input, call) => {
  const key = keyByIdOf(call, input.KeyId, 'GetKeyRotationStatus');
  // AWS: of keys that cannot be rotated by themselves, "the key rotation status … is always false".
  return {
    KeyRotationEnabled: key.rotation !== undefined,
    KeyId: key.keyId,
    RotationPeriodInDays: key.rotation?.periodInDays,
    NextRotationDate: key.rotation && new Date(key.rotation.next),
  };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html */
export const rotateKeyOnDemand: Handler<
  Given<sdk.RotateKeyOnDemandCommandInput>,
  Answered<sdk.RotateKeyOnDemandCommandOutput>
> = (input, call) => {
  const key = rotatable(call, input.KeyId, 'RotateKeyOnDemand');
  if (key.rotations.filter(({ type }) => type === 'ON_DEMAND').length >= onDemandMax)
    limitExceeded(`The maximum number of on-demand rotations for ${key.arn} has been reached.`);
  rotate(call, key, 'ON_DEMAND');
  return { KeyId: key.keyId };
};

export const listKeyRotations: Handler<
  Given<sdk.ListKeyRotationsCommandInput>,
  Answered<sdk.ListKeyRotationsCommandOutput>
> = (input, call) => {
  const key = keyByIdOf(call, input.KeyId, 'ListKeyRotations');
  requireSymmetric(key);
  const all = key.rotations.map((rotation, index) => ({ ...rotation, index: index + 1 }));
  const page = pageOf(all, ({ index }) => String(index), {
    token: input.Marker,
    limit: input.Limit ?? 100,
    invalid: invalidMarker,
  });
  const Rotations = page.items.map(({ date, type, index }) => ({
    KeyId: key.keyId,
    KeyMaterialId: materialId(key, index),
    RotationDate: new Date(date),
    RotationType: type,
  }));
  return { Rotations, Truncated: page.next !== undefined, NextMarker: page.next };
};

/** Told by the key's appointment. AWS: a key that is disabled or pending deletion is not rotated. */
export const rotateKey: Handler<{ readonly keyId: string }, { readonly next: number }> = (
  { keyId },
  call,
) => {
  const key = keyThere(call, keyId);
  const next = call.now + key.rotation!.periodInDays * dayMs;
  const planned = { ...key, rotation: { ...key.rotation!, next } };
  if (key.state === 'Enabled') rotate(call, planned, 'AUTOMATIC');
  else putKey(call, planned);
  return { next };
};

function rotate(call: Call, key: KeyRecord, type: 'AUTOMATIC' | 'ON_DEMAND'): void {
  const materials = [...key.materials, symmetricMaterial(call)];
  const rotations = [...key.rotations, { date: call.now, type }];
  putKey(call, { ...key, materials, rotations });
  tellOfKey(call, key, 'Rotation');
  for (const region of key.replicaRegions ?? []) {
    const replica = keys.get(call.tx, { account: key.account, region }, key.keyId);
    if (replica) putKey(call, { ...replica, materials, rotations });
  }
}

function rotatable(call: Call, id: string, operation: string): KeyRecord {
  const key = keyByIdOf(call, id, operation);
  requireSymmetric(key);
  requireCustomers(key, operation);
  if (key.state === 'Disabled') disabled(key.arn);
  requireAlive(key);
  return key;
}
