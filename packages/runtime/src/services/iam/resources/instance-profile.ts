import { call, made, nameFor, tolerate, type ResourceType, listed } from '../../../dispatch/resource.ts';
import { gone } from './holding.ts';

interface ProfileProperties {
  readonly InstanceProfileName?: string;
  readonly Path?: string;
  readonly Roles: readonly string[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-instanceprofile.html */
export const instanceProfile: ResourceType<ProfileProperties> = {
  typeName: 'AWS::IAM::InstanceProfile',

  *create(wanted) {
    const { Path, Roles } = wanted.properties;
    const InstanceProfileName = wanted.properties.InstanceProfileName ?? nameFor(wanted, 128);
    const input = { InstanceProfileName, ...(Path !== undefined && { Path }) };
    const { InstanceProfile } = yield* call('iam', 'CreateInstanceProfile', input);
    yield* made(InstanceProfileName);
    for (const RoleName of Roles)
      yield* call('iam', 'AddRoleToInstanceProfile', { InstanceProfileName, RoleName });
    return { physicalId: InstanceProfileName, attributes: { Arn: InstanceProfile.Arn } };
  },

  *update({ properties: { Roles } }, had) {
    const InstanceProfileName = had.physicalId;
    for (const RoleName of had.properties.Roles)
      if (!Roles.includes(RoleName))
        yield* tolerate(
          gone,
          call('iam', 'RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName }),
        );
    for (const RoleName of Roles)
      if (!had.properties.Roles.includes(RoleName))
        yield* call('iam', 'AddRoleToInstanceProfile', { InstanceProfileName, RoleName });
    return { physicalId: InstanceProfileName, attributes: had.attributes };
  },

  *delete({ physicalId: InstanceProfileName }) {
    const found = yield* tolerate(gone, call('iam', 'GetInstanceProfile', { InstanceProfileName }));
    if (!found) return;
    for (const { RoleName } of found.InstanceProfile.Roles as { RoleName: string }[])
      yield* call('iam', 'RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName });
    yield* call('iam', 'DeleteInstanceProfile', { InstanceProfileName });
  },

  list: listed('iam', 'ListInstanceProfiles', {
    items: 'InstanceProfiles',
    token: 'Marker',
    identifier: ({ InstanceProfileName }) => InstanceProfileName,
  }),
  *adopt({ physicalId: InstanceProfileName }) {
    const { InstanceProfile } = yield* call('iam', 'GetInstanceProfile', { InstanceProfileName });
    return { physicalId: InstanceProfileName, attributes: { Arn: InstanceProfile.Arn } };
  },

  *read({ physicalId: InstanceProfileName }) {
    const found = yield* tolerate(gone, call('iam', 'GetInstanceProfile', { InstanceProfileName }));
    if (!found) return undefined;
    const { Path, Roles } = found.InstanceProfile;
    return { InstanceProfileName, Path, Roles: Roles.map((role: { RoleName: string }) => role.RoleName) };
  },
};
