import type * as sdk from '@aws-sdk/client-kms';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { aliasAlreadyExists, aliasNotFound, invalidAliasName, invalidMarker, validation } from '../errors.ts';
import { keyByIdOf, keyOf, requireAlive } from '../finding.ts';
import { aliasArn, aliases } from '../records.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
export const createAlias: Handler<Given<sdk.CreateAliasCommandInput>, object> = (input, call) => {
  const { AliasName: aliasName } = input;
  checkName(aliasName);
  const key = keyByIdOf(call, input.TargetKeyId, 'CreateAlias');
  requireAlive(key);
  if (aliases.get(call.tx, call, aliasName)) aliasAlreadyExists(aliasArn(call, aliasName));
  const dates = { creationDate: call.now, lastUpdatedDate: call.now };
  aliases.put(call.tx, call, aliasName, { aliasName, targetKeyId: key.keyId, ...dates });
  return {};
};

export const updateAlias: Handler<Given<sdk.UpdateAliasCommandInput>, object> = (input, call) => {
  checkName(input.AliasName);
  const alias = aliases.get(call.tx, call, input.AliasName) ?? aliasNotFound(aliasArn(call, input.AliasName));
  const key = keyByIdOf(call, input.TargetKeyId, 'UpdateAlias');
  requireAlive(key);
  const before = keyOf(call, alias.targetKeyId, 'UpdateAlias');
  // AWS: "The current and new KMS key must be the same type … and they must have the same key usage."
  if (before.keyUsage !== key.keyUsage || isSymmetric(before.keySpec) !== isSymmetric(key.keySpec))
    validation(
      `Alias ${aliasArn(call, alias.aliasName)} and key ${key.arn} must be of the same type and usage.`,
    );
  const changed = { ...alias, targetKeyId: key.keyId, lastUpdatedDate: call.now };
  aliases.put(call.tx, call, alias.aliasName, changed);
  return {};
};

export const deleteAlias: Handler<Given<sdk.DeleteAliasCommandInput>, object> = ({ AliasName }, call) => {
  checkName(AliasName);
  if (!aliases.get(call.tx, call, AliasName)) aliasNotFound(aliasArn(call, AliasName));
  aliases.delete(call.tx, call, AliasName);
  return {};
};

export const listAliases: Handler<
  Given<sdk.ListAliasesCommandInput>,
  Answered<sdk.ListAliasesCommandOutput>
> = (input, call) => {
  const target = input.KeyId === undefined ? undefined : keyByIdOf(call, input.KeyId, 'ListAliases').keyId;
  const all = aliases
    .list(call.tx, call)
    .filter(({ targetKeyId }) => target === undefined || targetKeyId === target);
  const page = pageOf(all, ({ aliasName }) => aliasName, {
    token: input.Marker,
    limit: input.Limit ?? 50,
    invalid: invalidMarker,
  });
  const Aliases = page.items.map((alias) => ({
    AliasName: alias.aliasName,
    AliasArn: aliasArn(call, alias.aliasName),
    TargetKeyId: alias.targetKeyId,
    CreationDate: new Date(alias.creationDate),
    LastUpdatedDate: new Date(alias.lastUpdatedDate),
  }));
  return { Aliases, Truncated: page.next !== undefined, NextMarker: page.next };
};

function checkName(name: string): void {
  if (!name.startsWith('alias/')) invalidAliasName('Alias must start with the prefix "alias/".');
  if (name.startsWith('alias/aws/'))
    invalidAliasName('Alias names beginning with alias/aws/ are reserved for AWS.');
  if (name === 'alias/' || name.includes(':')) invalidAliasName(`${name} is not a valid alias name.`);
}

const isSymmetric = (keySpec: string): boolean =>
  keySpec === 'SYMMETRIC_DEFAULT' || keySpec.startsWith('HMAC_');
