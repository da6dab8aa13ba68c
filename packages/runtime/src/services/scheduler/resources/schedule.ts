import {
  call,
  nameFor,
  tagsOf,
  tolerate,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  listed,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

interface ScheduleProperties {
  readonly Name?: string;
  readonly GroupName?: string;
  readonly [property: string]: unknown;
}

const identifier = ({ properties, physicalId }: { properties: ScheduleProperties; physicalId: string }) => ({
  Name: physicalId,
  ...(properties.GroupName !== undefined && { GroupName: properties.GroupName }),
});

/** Its properties are the members of the API. */
export const schedule: ResourceType<ScheduleProperties> = {
  typeName: 'AWS::Scheduler::Schedule',
  *create(wanted) {
    const Name = wanted.properties.Name ?? nameFor(wanted, 64);
    const { ScheduleArn } = yield* call('scheduler', 'CreateSchedule', {
      ...wanted.properties,
      Name,
      ClientToken: wanted.token,
    });
    return { physicalId: Name, attributes: { Arn: ScheduleArn } };
  },
  *update(wanted, { physicalId, attributes }) {
    yield* call('scheduler', 'UpdateSchedule', { ...wanted.properties, Name: physicalId });
    return { physicalId, attributes };
  },
  *delete(had) {
    const gone = call('scheduler', 'DeleteSchedule', identifier(had));
    yield* tolerate(['ResourceNotFoundException'], gone);
  },
  list: listed('scheduler', 'ListSchedules', {
    items: 'Schedules',
    token: 'NextToken',
    identifier: ({ Name }) => Name,
  }),
  *adopt(sought) {
    const { Arn } = yield* call('scheduler', 'GetSchedule', identifier(sought));
    return { physicalId: sought.physicalId, attributes: { Arn } };
  },
  *read(had) {
    const asked = call('scheduler', 'GetSchedule', identifier(had));
    const found = yield* tolerate(['ResourceNotFoundException'], asked);
    if (!found) return undefined;
    const { Arn: _arn, CreationDate: _made, LastModificationDate: _changed, ...properties } = found;
    return properties;
  },
};

interface GroupProperties {
  readonly Name?: string;
  readonly Tags?: readonly ResourceTag[];
}

export const scheduleGroup: ResourceType<GroupProperties> = {
  typeName: 'AWS::Scheduler::ScheduleGroup',
  *create(wanted) {
    const Name = wanted.properties.Name ?? nameFor(wanted, 64);
    const { ScheduleGroupArn } = yield* call('scheduler', 'CreateScheduleGroup', {
      Name,
      Tags: tags(wanted),
    });
    return { physicalId: Name, attributes: { Arn: ScheduleGroupArn, State: 'ACTIVE' } };
  },
  *update(wanted, { physicalId, attributes }) {
    const ResourceArn = attributes['Arn'];
    const { Tags } = yield* call('scheduler', 'ListTagsForResource', { ResourceArn });
    yield* retag(Tags, tags(wanted), {
      add: (added) => call('scheduler', 'TagResource', { ResourceArn, Tags: added }),
      remove: (TagKeys) => call('scheduler', 'UntagResource', { ResourceArn, TagKeys }),
    });
    return { physicalId, attributes };
  },
  *delete({ physicalId }) {
    const gone = call('scheduler', 'DeleteScheduleGroup', { Name: physicalId });
    yield* tolerate(['ResourceNotFoundException'], gone);
  },
  list: listed('scheduler', 'ListScheduleGroups', {
    items: 'ScheduleGroups',
    token: 'NextToken',
    identifier: ({ Name }) => Name,
  }),
  *adopt({ physicalId: Name }) {
    const { Arn, State } = yield* call('scheduler', 'GetScheduleGroup', { Name });
    return { physicalId: Name, attributes: { Arn, State } };
  },
  *read({ physicalId }) {
    const asked = call('scheduler', 'GetScheduleGroup', { Name: physicalId });
    const found = yield* tolerate(['ResourceNotFoundException'], asked);
    if (!found) return undefined;
    const { Tags } = yield* call('scheduler', 'ListTagsForResource', { ResourceArn: found.Arn });
    return { Name: physicalId, Tags };
  },
};

const tags = (wanted: Wanted<GroupProperties>): ResourceTag[] => tagsOf(wanted, wanted.properties.Tags);
