import type * as sdk from '@aws-sdk/client-kms';
import type { Answered, Given } from '../../../base/given.ts';
import { alphabets } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  accessDenied,
  disabled,
  invalidGrantId,
  invalidGrantToken,
  invalidMarker,
  unsupported,
} from '../errors.ts';
import { keyByIdOf, keyOf, requireAlive } from '../finding.ts';
import { grants, keyArn, type GrantRecord } from '../records.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html */
export const createGrant: Handler<
  Given<sdk.CreateGrantCommandInput>,
  Answered<sdk.CreateGrantCommandOutput>
> = (input, call) => {
  const key = keyOf(call, input.KeyId, 'CreateGrant');
  if (key.state === 'Disabled') disabled(key.arn);
  requireAlive(key);
  const wanted = {
    keyId: key.keyId,
    name: input.Name,
    granteePrincipal:
      input.GranteePrincipal ?? unsupported('Penstock grants to principals, not to GranteeServicePrincipal.'),
    retiringPrincipal: input.RetiringPrincipal,
    operations: input.Operations,
    constraints: input.Constraints,
  };
  // AWS: a name makes it idempotent: the same grant again is the one that is there.
  const same = grants
    .list(call.tx, key, { prefix: `${key.keyId}|` })
    .find((grant) => input.Name !== undefined && isSame(grant, wanted));
  const grant: GrantRecord = same ?? {
    ...wanted,
    grantId: call.ids.word(64, alphabets.hex),
    grantToken: call.ids.word(128, alphabets.lower),
    creationDate: call.now,
    issuingAccount: call.account,
  };
  if (!same) grants.put(call.tx, key, `${key.keyId}|${grant.grantId}`, grant);
  return { GrantId: grant.grantId, GrantToken: grant.grantToken };
};

function isSame(
  grant: GrantRecord,
  wanted: Omit<GrantRecord, 'grantId' | 'grantToken' | 'creationDate' | 'issuingAccount'>,
): boolean {
  const asked = (each: typeof wanted) =>
    JSON.stringify([
      each.name,
      each.granteePrincipal,
      each.retiringPrincipal,
      each.operations,
      each.constraints,
    ]);
  return asked(grant) === asked(wanted);
}

export const listGrants: Handler<Given<sdk.ListGrantsCommandInput>, Answered<sdk.ListGrantsCommandOutput>> = (
  input,
  call,
) => {
  const key = keyByIdOf(call, input.KeyId, 'ListGrants');
  const all = grants
    .list(call.tx, key, { prefix: `${key.keyId}|` })
    .filter(({ grantId }) => input.GrantId === undefined || grantId === input.GrantId)
    .filter(
      (grant) => input.GranteePrincipal === undefined || grant.granteePrincipal === input.GranteePrincipal,
    );
  return paged(call, all, input);
};

export const listRetirableGrants: Handler<
  Given<sdk.ListRetirableGrantsCommandInput>,
  Answered<sdk.ListRetirableGrantsCommandOutput>
> = (input, call) => {
  const all = grants
    .list(call.tx, call)
    .filter((grant) => grant.retiringPrincipal === input.RetiringPrincipal);
  return paged(call, all, input);
};

export const revokeGrant: Handler<Given<sdk.RevokeGrantCommandInput>, object> = (input, call) => {
  const key = keyByIdOf(call, input.KeyId, 'RevokeGrant');
  const name = `${key.keyId}|${input.GrantId}`;
  if (!grants.get(call.tx, key, name)) invalidGrantId(input.GrantId);
  grants.delete(call.tx, key, name);
  return {};
};

/** AWS: by its retiring principal, its grantee where it says so, or its key's account. */
export const retireGrant: Handler<Given<sdk.RetireGrantCommandInput>, object> = (input, call) => {
  const grant = input.GrantToken === undefined ? byId(call, input) : byToken(call, input.GrantToken);
  const isRetirer = grant.retiringPrincipal === call.caller.arn || call.caller.arn.endsWith(':root');
  const isGrantee = grant.granteePrincipal === call.caller.arn && grant.operations.includes('RetireGrant');
  if (!isRetirer && !isGrantee) accessDenied(call.caller.arn, 'kms:RetireGrant', keyArn(call, grant.keyId));
  grants.delete(call.tx, call, `${grant.keyId}|${grant.grantId}`);
  return {};
};

function byId(call: Call, { KeyId = '', GrantId = '' }: Given<sdk.RetireGrantCommandInput>): GrantRecord {
  const key = keyByIdOf(call, KeyId, 'RetireGrant');
  return grants.get(call.tx, key, `${key.keyId}|${GrantId}`) ?? invalidGrantId(GrantId);
}

const byToken = (call: Call, token: string): GrantRecord =>
  grants.list(call.tx, call).find(({ grantToken }) => grantToken === token) ?? invalidGrantToken();

function paged(
  call: Call,
  all: readonly GrantRecord[],
  asked: { readonly Marker?: string | undefined; readonly Limit?: number | undefined },
) {
  const page = pageOf(all, ({ grantId }) => grantId, {
    token: asked.Marker,
    limit: asked.Limit ?? 50,
    invalid: invalidMarker,
  });
  const Grants = page.items.map((grant) => grantAnswer(call, grant));
  return { Grants, Truncated: page.next !== undefined, NextMarker: page.next };
}

const grantAnswer = (call: Call, grant: GrantRecord): sdk.GrantListEntry => ({
  KeyId: keyArn(call, grant.keyId),
  GrantId: grant.grantId,
  Name: grant.name,
  CreationDate: new Date(grant.creationDate),
  GranteePrincipal: grant.granteePrincipal,
  RetiringPrincipal: grant.retiringPrincipal,
  IssuingAccount: `arn:aws:iam::${grant.issuingAccount}:root`,
  Operations: [...grant.operations] as sdk.GrantOperation[],
  Constraints: grant.constraints,
});
