import {
  call,
  made,
  nameFor,
  tolerate,
  type ResourceType,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { gone, held, hold, type Holding } from './holding.ts';

interface GroupProperties extends Holding {
  readonly GroupName?: string;
  readonly Path?: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-group.html */
export const group: ResourceType<GroupProperties> = {
  typeName: 'AWS::IAM::Group',

  *create(wanted) {
    const { Path } = wanted.properties;
    const GroupName = wanted.properties.GroupName ?? nameFor(wanted, 128);
    const { Group } = yield* call('iam', 'CreateGroup', { GroupName, ...(Path !== undefined && { Path }) });
    yield* made(GroupName);
    yield* hold('Group', GroupName, wanted.properties);
    return { physicalId: GroupName, attributes: { Arn: Group.Arn } };
  },

  *update(wanted, had) {
    const GroupName = had.physicalId;
    const { Path = '/' } = wanted.properties;
    if (Path !== (had.properties.Path ?? '/'))
      yield* call('iam', 'UpdateGroup', { GroupName, NewPath: Path });
    yield* hold('Group', GroupName, wanted.properties, had.properties);
    const { Group } = yield* call('iam', 'GetGroup', { GroupName });
    return { physicalId: GroupName, attributes: { Arn: Group.Arn } };
  },

  *delete({ physicalId: GroupName, properties }) {
    const group = yield* tolerate(gone, call('iam', 'GetGroup', { GroupName }));
    if (!group) return;
    yield* hold('Group', GroupName, {}, properties);
    yield* call('iam', 'DeleteGroup', { GroupName });
  },

  list: listed('iam', 'ListGroups', {
    items: 'Groups',
    token: 'Marker',
    identifier: ({ GroupName }) => GroupName,
  }),
  *adopt({ physicalId: GroupName }) {
    const { Group } = yield* call('iam', 'GetGroup', { GroupName });
    return { physicalId: GroupName, attributes: { Arn: Group.Arn } };
  },

  *read(had) {
    const { physicalId: GroupName } = had;
    const found = yield* tolerate(gone, call('iam', 'GetGroup', { GroupName }));
    if (!found) return undefined;
    return { GroupName, Path: found.Group.Path, ...(yield* held('Group', GroupName, had)) };
  },
};

interface AdditionProperties {
  readonly GroupName: string;
  readonly Users: readonly string[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-usertogroupaddition.html */
export const userToGroupAddition: ResourceType<AdditionProperties> = {
  typeName: 'AWS::IAM::UserToGroupAddition',

  *create(wanted) {
    const physicalId = nameFor(wanted, 128);
    yield* made(physicalId);
    yield* add(wanted.properties);
    return { physicalId, attributes: { Id: physicalId } };
  },

  *update(wanted, had) {
    const { GroupName, Users } = had.properties;
    const isSameGroup = GroupName === wanted.properties.GroupName;
    yield* add(wanted.properties);
    yield* remove(
      GroupName,
      isSameGroup ? Users.filter((user) => !wanted.properties.Users.includes(user)) : Users,
    );
    return { physicalId: had.physicalId, attributes: had.attributes };
  },

  *delete({ properties }) {
    yield* remove(properties.GroupName, properties.Users);
  },

  *read({ properties }) {
    const { GroupName, Users } = properties;
    const found = yield* tolerate(gone, call('iam', 'GetGroup', { GroupName }));
    const members = ((found?.Users ?? []) as { UserName: string }[]).map(({ UserName }) => UserName);
    return found && { GroupName, Users: Users.filter((user) => members.includes(user)) };
  },
};

function* add({ GroupName, Users }: AdditionProperties): Work<void> {
  for (const UserName of Users) yield* call('iam', 'AddUserToGroup', { GroupName, UserName });
}

function* remove(GroupName: string, users: readonly string[]): Work<void> {
  for (const UserName of users)
    yield* tolerate(gone, call('iam', 'RemoveUserFromGroup', { GroupName, UserName }));
}
