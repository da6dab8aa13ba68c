import type * as sdk from '@aws-sdk/client-secrets-manager';
import { arnOf } from '../../../base/arn.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { invalidParameter } from '../errors.ts';
import { deletionFlow, type Deletion } from '../flow/deletion.ts';
import {
  findSecret,
  liveSecretOf,
  putSecret,
  removeSecret,
  secretOf,
  secrets,
  type SecretRecord,
} from '../records.ts';
import { startRotating, stopRotating } from '../rotating.ts';

const dayMs = 86_400_000;
const flowOf = (call: Call, name: string): string => flowId(deletionFlow.kind, call, name);

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
export const deleteSecret: Handler<
  Given<sdk.DeleteSecretCommandInput>,
  Answered<sdk.DeleteSecretCommandOutput>
> = (input, call) => {
  const { RecoveryWindowInDays: days = 30, ForceDeleteWithoutRecovery: force } = input;
  if (force && input.RecoveryWindowInDays !== undefined)
    invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  if (days < 7 || days > 30)
    invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  if (force) return deleteNow(input.SecretId, call);
  const secret = liveSecretOf(call, input.SecretId);
  const goneDate = call.now + days * dayMs;
  stopRotating(call, secret);
  putSecret(call, { ...secret, deletedDate: call.now, goneDate });
  const state: Deletion = { account: call.account, region: call.region, name: secret.name, at: goneDate };
  call.flows.start(deletionFlow.kind, flowOf(call, secret.name), state);
  return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(goneDate) };
};

/** AWS: "If you forcibly delete an already deleted or nonexistent secret, the operation does not return" an error. */
function deleteNow(id: string, call: Call): Answered<sdk.DeleteSecretCommandOutput> {
  const secret = findSecret(call, id);
  const DeletionDate = new Date(call.now);
  if (!secret) return { ARN: arnOf('secretsmanager', call, `secret:${id}`), Name: id, DeletionDate };
  noLongerGoes(call, secret);
  stopRotating(call, secret);
  removeSecret(call, secret);
  return { ARN: secret.arn, Name: secret.name, DeletionDate };
}

export const restoreSecret: Handler<
  Given<sdk.RestoreSecretCommandInput>,
  Answered<sdk.RestoreSecretCommandOutput>
> = (input, call) => {
  const secret = secretOf(call, input.SecretId);
  noLongerGoes(call, secret);
  const restored = putSecret(call, { ...secret, deletedDate: undefined, goneDate: undefined });
  if (secret.deletedDate !== undefined && restored.rotation?.enabled)
    startRotating(call, restored, undefined);
  return { ARN: secret.arn, Name: secret.name };
};

function noLongerGoes(call: Call, secret: SecretRecord): void {
  if (secret.deletedDate !== undefined) call.flows.remove(flowOf(call, secret.name));
}

/** Told when a secret's recovery window is over. */
export const forget: Handler<{ readonly name: string }, object> = ({ name }, call) => {
  const secret = secrets.get(call.tx, call, name);
  if (secret) removeSecret(call, secret);
  return {};
};
