import type * as sdk from '@aws-sdk/client-kms';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { appoint, cancel } from '../appointments.ts';
import { invalidState, unsupported } from '../errors.ts';
import { keyByIdOf, requireAlive, requireCustomers } from '../finding.ts';
import { putKey } from '../making.ts';
import { aliases, grants, keys, type KeyRecord } from '../records.ts';
import { tellOfKey } from '../telling.ts';
import { keyThere } from './keys.ts';

const dayMs = 86_400_000;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
export const scheduleKeyDeletion: Handler<
  Given<sdk.ScheduleKeyDeletionCommandInput>,
  Answered<sdk.ScheduleKeyDeletionCommandOutput>
> = (input, call) => {
  const key = keyByIdOf(call, input.KeyId, 'ScheduleKeyDeletion');
  requireCustomers(key, 'ScheduleKeyDeletion');
  requireAlive(key);
  const pendingWindow = input.PendingWindowInDays ?? 30;
  // AWS: a primary with replicas waits for them to go, before its own window begins. That is not served.
  if ((key.replicaRegions ?? []).length > 0)
    unsupported('Penstock deletes a multi-Region primary key only after its replicas.');
  const deletionDate = call.now + pendingWindow * dayMs;
  putKey(call, { ...key, state: 'PendingDeletion', deletionDate, pendingWindow });
  appoint(call, key, 'DeleteKey', deletionDate);
  return {
    KeyId: key.arn,
    DeletionDate: new Date(deletionDate),
    KeyState: 'PendingDeletion',
    PendingWindowInDays: pendingWindow,
  };
};

/** AWS: "the key state … is Disabled" afterwards. */
export const cancelKeyDeletion: Handler<
  Given<sdk.CancelKeyDeletionCommandInput>,
  Answered<sdk.CancelKeyDeletionCommandOutput>
> = (input, call) => {
  const key = keyByIdOf(call, input.KeyId, 'CancelKeyDeletion');
  if (key.state !== 'PendingDeletion') invalidState(key.arn, 'not pending deletion');
  cancel(call, key, 'DeleteKey');
  putKey(call, { ...key, state: 'Disabled', deletionDate: undefined, pendingWindow: undefined });
  return { KeyId: key.arn };
};

/** Told by the key's appointment: with the key go its material, its aliases and its grants. */
export const deleteKey: Handler<{ readonly keyId: string }, object> = ({ keyId }, call) => {
  const key = keyThere(call, keyId);
  if (key.rotation) cancel(call, key, 'RotateKey');
  for (const alias of aliases.list(call.tx, call))
    if (alias.targetKeyId === keyId) aliases.delete(call.tx, call, alias.aliasName);
  for (const grant of grants.list(call.tx, call, { prefix: `${keyId}|` }))
    grants.delete(call.tx, call, `${keyId}|${grant.grantId}`);
  keys.delete(call.tx, call, keyId);
  forgetReplica(call, key);
  tellOfKey(call, key, 'Deletion');
  return {};
};

function forgetReplica(call: Call, { account, region, keyId, primaryRegion }: KeyRecord): void {
  if (primaryRegion === undefined || primaryRegion === region) return;
  const primary = keys.get(call.tx, { account, region: primaryRegion }, keyId);
  if (!primary) return;
  const replicaRegions = primary.replicaRegions!.filter((each) => each !== region);
  putKey(call, { ...primary, replicaRegions });
}
