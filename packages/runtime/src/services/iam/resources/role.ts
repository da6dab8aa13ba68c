import {
  call,
  isOnItsOwn,
  made,
  nameFor,
  tagsOf,
  tolerate,
  type ResourceTag,
  type ResourceType,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import {
  documentOf,
  gone,
  held,
  hold,
  isSame,
  retagIam,
  tagged,
  textOf,
  type Document,
  type Holding,
} from './holding.ts';

interface Properties extends Holding {
  readonly RoleName?: string;
  readonly AssumeRolePolicyDocument: Document;
  readonly Description?: string;
  readonly MaxSessionDuration?: number;
  readonly Path?: string;
  readonly PermissionsBoundary?: string;
  readonly Tags?: readonly ResourceTag[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export const role: ResourceType<Properties> = {
  typeName: 'AWS::IAM::Role',

  *create(wanted) {
    const {
      Policies: _policies,
      ManagedPolicyArns: _arns,
      Tags,
      AssumeRolePolicyDocument,
      ...rest
    } = wanted.properties;
    const RoleName = rest.RoleName ?? nameFor(wanted, 64);
    const { Role } = yield* call('iam', 'CreateRole', {
      ...rest,
      RoleName,
      AssumeRolePolicyDocument: textOf(AssumeRolePolicyDocument),
      ...tagged(tagsOf(wanted, Tags)),
    });
    yield* made(RoleName);
    yield* hold('Role', RoleName, wanted.properties);
    return { physicalId: RoleName, attributes: { Arn: Role.Arn, RoleId: Role.RoleId } };
  },

  *update(wanted, had) {
    const RoleName = had.physicalId;
    const { AssumeRolePolicyDocument, Description = '', MaxSessionDuration = 3600 } = wanted.properties;
    if (!isSame(AssumeRolePolicyDocument, had.properties.AssumeRolePolicyDocument))
      yield* call('iam', 'UpdateAssumeRolePolicy', {
        RoleName,
        PolicyDocument: textOf(AssumeRolePolicyDocument),
      });
    if (
      Description !== (had.properties.Description ?? '') ||
      MaxSessionDuration !== (had.properties.MaxSessionDuration ?? 3600)
    )
      yield* call('iam', 'UpdateRole', { RoleName, Description, MaxSessionDuration });
    yield* bound(RoleName, wanted.properties, had.properties);
    yield* hold('Role', RoleName, wanted.properties, had.properties);
    yield* retagIam('Role', { RoleName }, tagsOf(wanted, wanted.properties.Tags));
    return { physicalId: RoleName, attributes: had.attributes };
  },

  *delete({ physicalId: RoleName, properties }) {
    const role = yield* tolerate(gone, call('iam', 'GetRole', { RoleName }));
    if (!role) return;
    yield* hold('Role', RoleName, {}, properties);
    yield* call('iam', 'DeleteRole', { RoleName });
  },

  list: listed('iam', 'ListRoles', {
    items: 'Roles',
    token: 'Marker',
    identifier: ({ RoleName }) => RoleName,
  }),
  *adopt({ physicalId: RoleName }) {
    const { Role } = yield* call('iam', 'GetRole', { RoleName });
    return { physicalId: RoleName, attributes: { Arn: Role.Arn, RoleId: Role.RoleId } };
  },

  *read(had) {
    const { physicalId: RoleName, properties } = had;
    const found = yield* tolerate(gone, call('iam', 'GetRole', { RoleName }));
    if (!found) return undefined;
    const { Role } = found;
    return {
      RoleName,
      Path: Role.Path,
      AssumeRolePolicyDocument: documentOf(Role.AssumeRolePolicyDocument),
      MaxSessionDuration: Role.MaxSessionDuration,
      ...(Role.Description && { Description: Role.Description }),
      ...(Role.PermissionsBoundary && {
        PermissionsBoundary: Role.PermissionsBoundary.PermissionsBoundaryArn,
      }),
      ...(yield* held('Role', RoleName, had)),
      ...((properties.Tags || isOnItsOwn(had)) && { Tags: Role.Tags ?? [] }),
    };
  },
};

function* bound(RoleName: string, { PermissionsBoundary }: Properties, had: Properties): Work<void> {
  if (PermissionsBoundary === had.PermissionsBoundary) return;
  if (PermissionsBoundary === undefined) yield* call('iam', 'DeleteRolePermissionsBoundary', { RoleName });
  else yield* call('iam', 'PutRolePermissionsBoundary', { RoleName, PermissionsBoundary });
}
