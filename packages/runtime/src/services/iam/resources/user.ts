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
import { gone, held, hold, isSame, retagIam, tagged, type Holding } from './holding.ts';

interface Properties extends Holding {
  readonly UserName?: string;
  readonly Path?: string;
  readonly PermissionsBoundary?: string;
  readonly Groups?: readonly string[];
  readonly LoginProfile?: { readonly Password: string; readonly PasswordResetRequired?: boolean };
  readonly Tags?: readonly ResourceTag[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-user.html */
export const user: ResourceType<Properties> = {
  typeName: 'AWS::IAM::User',

  *create(wanted) {
    const { Path, PermissionsBoundary, Tags } = wanted.properties;
    const UserName = wanted.properties.UserName ?? nameFor(wanted, 64);
    const { User } = yield* call('iam', 'CreateUser', {
      UserName,
      ...(Path !== undefined && { Path }),
      ...(PermissionsBoundary !== undefined && { PermissionsBoundary }),
      ...tagged(tagsOf(wanted, Tags)),
    });
    yield* made(UserName);
    yield* login(UserName, wanted.properties, {});
    yield* hold('User', UserName, wanted.properties);
    yield* join(UserName, wanted.properties);
    return { physicalId: UserName, attributes: { Arn: User.Arn } };
  },

  *update(wanted, had) {
    const UserName = had.physicalId;
    const { Path = '/', PermissionsBoundary } = wanted.properties;
    if (Path !== (had.properties.Path ?? '/')) yield* call('iam', 'UpdateUser', { UserName, NewPath: Path });
    if (PermissionsBoundary !== had.properties.PermissionsBoundary)
      yield* PermissionsBoundary === undefined
        ? call('iam', 'DeleteUserPermissionsBoundary', { UserName })
        : call('iam', 'PutUserPermissionsBoundary', { UserName, PermissionsBoundary });
    yield* login(UserName, wanted.properties, had.properties);
    yield* hold('User', UserName, wanted.properties, had.properties);
    yield* join(UserName, wanted.properties, had.properties);
    yield* retagIam('User', { UserName }, tagsOf(wanted, wanted.properties.Tags));
    const { User } = yield* call('iam', 'GetUser', { UserName });
    return { physicalId: UserName, attributes: { Arn: User.Arn } };
  },

  *delete({ physicalId: UserName, properties }) {
    const user = yield* tolerate(gone, call('iam', 'GetUser', { UserName }));
    if (!user) return;
    yield* login(UserName, {}, properties);
    yield* hold('User', UserName, {}, properties);
    yield* join(UserName, {}, properties);
    yield* call('iam', 'DeleteUser', { UserName });
  },

  list: listed('iam', 'ListUsers', {
    items: 'Users',
    token: 'Marker',
    identifier: ({ UserName }) => UserName,
  }),
  *adopt({ physicalId: UserName }) {
    const { User } = yield* call('iam', 'GetUser', { UserName });
    return { physicalId: UserName, attributes: { Arn: User.Arn } };
  },

  *read(had) {
    const { physicalId: UserName, properties } = had;
    const found = yield* tolerate(gone, call('iam', 'GetUser', { UserName }));
    if (!found) return undefined;
    const { User } = found;
    const { Groups } = yield* call('iam', 'ListGroupsForUser', { UserName });
    return {
      UserName,
      Path: User.Path,
      ...(User.PermissionsBoundary && {
        PermissionsBoundary: User.PermissionsBoundary.PermissionsBoundaryArn,
      }),
      ...((properties.Groups || isOnItsOwn(had)) && {
        Groups: Groups.map((group: { GroupName: string }) => group.GroupName),
      }),
      ...((properties.LoginProfile || isOnItsOwn(had)) && (yield* loginOf(UserName))),
      ...(yield* held('User', UserName, had)),
      ...((properties.Tags || isOnItsOwn(had)) && { Tags: User.Tags ?? [] }),
    };
  },
};

function* join(
  UserName: string,
  { Groups = [] }: Partial<Properties>,
  had: Partial<Properties> = {},
): Work<void> {
  for (const GroupName of Groups)
    if (!had.Groups?.includes(GroupName)) yield* call('iam', 'AddUserToGroup', { GroupName, UserName });
  for (const GroupName of had.Groups ?? [])
    if (!Groups.includes(GroupName))
      yield* tolerate(gone, call('iam', 'RemoveUserFromGroup', { GroupName, UserName }));
}

type Login = Pick<Properties, 'LoginProfile'>;

/** A password is told to nobody. */
function* loginOf(UserName: string): Work<object> {
  const found = yield* tolerate(gone, call('iam', 'GetLoginProfile', { UserName }));
  return found ? { LoginProfile: { PasswordResetRequired: found.LoginProfile.PasswordResetRequired } } : {};
}

function* login(UserName: string, { LoginProfile }: Login, { LoginProfile: before }: Login): Work<void> {
  if (isSame(LoginProfile, before)) return;
  if (!LoginProfile) yield* tolerate(gone, call('iam', 'DeleteLoginProfile', { UserName }));
  else
    yield* call('iam', `${before ? 'Update' : 'Create'}LoginProfile`, {
      UserName,
      PasswordResetRequired: false,
      ...LoginProfile,
    });
}
