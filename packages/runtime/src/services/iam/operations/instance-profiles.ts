import type * as sdk from '@aws-sdk/client-iam';
import { alphabets } from '../../../base/ids.ts';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  instanceProfileAlreadyExists,
  mustFirst,
  noSuchEntity,
  noSuchInstanceProfile,
  quotaExceeded,
} from '../errors.ts';
import { listed, type Paged } from '../listing.ts';
import {
  globally,
  iamArn,
  instanceProfiles,
  keyOf,
  roleNamed,
  type InstanceProfileRecord,
} from '../records.ts';
import { tagRecords } from '../tags.ts';
import { roleAnswer } from './roles.ts';

export const createInstanceProfile: Handler<
  Given<sdk.CreateInstanceProfileCommandInput>,
  Answered<sdk.CreateInstanceProfileCommandOutput>
> = (input, call) => {
  const name = input.InstanceProfileName;
  if (instanceProfiles.get(call.tx, globally(call), keyOf(name))) instanceProfileAlreadyExists(name);
  const path = input.Path ?? '/';
  const profile: InstanceProfileRecord = {
    instanceProfileName: name,
    instanceProfileId: `AIPA${call.ids.word(17, alphabets.base32)}`,
    path,
    arn: iamArn(call, `instance-profile${path}${name}`),
    createDate: call.now,
    tags: tagRecords(input.Tags),
  };
  putProfile(call, profile);
  return { InstanceProfile: profileAnswer(call, profile) };
};

export const getInstanceProfile: Handler<
  Given<sdk.GetInstanceProfileCommandInput>,
  Answered<sdk.GetInstanceProfileCommandOutput>
> = (input, call) => ({
  InstanceProfile: profileAnswer(call, profileNamed(call, input.InstanceProfileName)),
});

export const listInstanceProfiles: Handler<
  Given<sdk.ListInstanceProfilesCommandInput>,
  Answered<sdk.ListInstanceProfilesCommandOutput>
> = (input, call) => {
  const all = instanceProfiles
    .list(call.tx, globally(call))
    .filter((profile) => profile.path.startsWith(input.PathPrefix ?? '/'));
  return page(call, all, input);
};

export const listInstanceProfilesForRole: Handler<
  Given<sdk.ListInstanceProfilesForRoleCommandInput>,
  Answered<sdk.ListInstanceProfilesForRoleCommandOutput>
> = (input, call) => page(call, profilesOf(call, roleNamed(call.tx, call, input.RoleName).roleName), input);

export const deleteInstanceProfile: Handler<Given<sdk.DeleteInstanceProfileCommandInput>, object> = (
  input,
  call,
) => {
  const profile = profileNamed(call, input.InstanceProfileName);
  if (profile.roleName !== undefined) mustFirst('remove roles from instance profile');
  instanceProfiles.delete(call.tx, globally(call), keyOf(profile.instanceProfileName));
  return {};
};

export const addRoleToInstanceProfile: Handler<Given<sdk.AddRoleToInstanceProfileCommandInput>, object> = (
  input,
  call,
) => {
  const profile = profileNamed(call, input.InstanceProfileName);
  const { roleName } = roleNamed(call.tx, call, input.RoleName);
  // AWS: "An instance profile can contain only one role, and this quota cannot be increased."
  if (profile.roleName !== undefined) quotaExceeded('InstanceSessionsPerInstanceProfile', 1);
  putProfile(call, { ...profile, roleName });
  return {};
};

export const removeRoleFromInstanceProfile: Handler<
  Given<sdk.RemoveRoleFromInstanceProfileCommandInput>,
  object
> = (input, call) => {
  const profile = profileNamed(call, input.InstanceProfileName);
  if (profile.roleName === undefined || keyOf(profile.roleName) !== keyOf(input.RoleName))
    noSuchEntity('role', input.RoleName);
  putProfile(call, { ...profile, roleName: undefined });
  return {};
};

/** The profiles that a role is in. */
export const profilesOf = (call: Call, roleName: string): InstanceProfileRecord[] =>
  instanceProfiles.list(call.tx, globally(call)).filter((profile) => profile.roleName === roleName);

export const profileNamed = (call: Call, name: string): InstanceProfileRecord =>
  instanceProfiles.get(call.tx, globally(call), keyOf(name)) ?? noSuchInstanceProfile(name);

export const putProfile = (call: Call, profile: InstanceProfileRecord): void =>
  instanceProfiles.put(call.tx, globally(call), keyOf(profile.instanceProfileName), profile);

function page(call: Call, all: readonly InstanceProfileRecord[], asked: Paged) {
  const { items, paging } = listed(all, (profile) => profile.instanceProfileName, asked);
  // AWS: the lists leave tags out.
  const InstanceProfiles = items.map((profile) => ({ ...profileAnswer(call, profile), Tags: undefined }));
  return { InstanceProfiles, ...paging };
}

export function profileAnswer(call: Call, profile: InstanceProfileRecord): sdk.InstanceProfile {
  return {
    Path: profile.path,
    InstanceProfileName: profile.instanceProfileName,
    InstanceProfileId: profile.instanceProfileId,
    Arn: profile.arn,
    CreateDate: new Date(profile.createDate),
    Roles: profile.roleName === undefined ? [] : [roleAnswer(roleNamed(call.tx, call, profile.roleName))],
    Tags: profile.tags.length > 0 ? [...profile.tags] : undefined,
  };
}
