import {
  call,
  isTold,
  listed,
  made,
  tagsOf,
  tolerate,
  type Made,
  type Properties,
  type ResourceTag,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

/** AWS: CloudFormation template reference, AWS::SSM::MaintenanceWindow. Its identifier is its id. */
export const maintenanceWindow: ResourceType = {
  typeName: 'AWS::SSM::MaintenanceWindow',

  *create(wanted) {
    const Tags = tagsOf(wanted, wanted.properties.Tags);
    const input = { ...spelled(wanted.properties), ...(Tags.length > 0 && { Tags }) };
    const { WindowId } = yield* call('ssm', 'CreateMaintenanceWindow', {
      ...input,
      ClientToken: wanted.token,
    });
    yield* made(WindowId);
    return madeOf(WindowId);
  },

  *update(wanted, { physicalId: WindowId }) {
    const input = { WindowId, ...spelled(wanted.properties), Replace: true };
    yield* call('ssm', 'UpdateMaintenanceWindow', input);
    const of = { ResourceType: 'MaintenanceWindow', ResourceId: WindowId };
    yield* retag(yield* tagsOn(WindowId), tagsOf(wanted, wanted.properties.Tags), {
      add: (added) => call('ssm', 'AddTagsToResource', { ...of, Tags: added }),
      remove: (TagKeys) => call('ssm', 'RemoveTagsFromResource', { ...of, TagKeys }),
    });
    return madeOf(WindowId);
  },

  *delete({ physicalId: WindowId }) {
    yield* call('ssm', 'DeleteMaintenanceWindow', { WindowId });
  },

  *adopt({ physicalId }) {
    yield* [];
    return madeOf(physicalId);
  },

  list: listed('ssm', 'DescribeMaintenanceWindows', {
    items: 'WindowIdentities',
    token: 'NextToken',
    identifier: ({ WindowId }) => WindowId,
  }),

  *read(had) {
    const asked = call('ssm', 'GetMaintenanceWindow', { WindowId: had.physicalId });
    const is = yield* tolerate(['DoesNotExistException'], asked);
    if (!is) return undefined;
    const told = ofTheService.filter((name) => is[name] !== undefined && isTold(had, name));
    return {
      WindowId: had.physicalId,
      ...Object.fromEntries(told.map((name) => [name, is[name]])),
      Tags: yield* tagsOn(had.physicalId),
    };
  },
};

const ofTheService = [
  'Name',
  'Description',
  'StartDate',
  'EndDate',
  'Schedule',
  'ScheduleTimezone',
  'ScheduleOffset',
  'Duration',
  'Cutoff',
  'AllowUnassociatedTargets',
];

const madeOf = (WindowId: string): Made => ({ physicalId: WindowId, attributes: { WindowId } });

/** Numbers and truths, however a template spells them. */
function spelled({ Tags: _, ...properties }: Properties): Properties {
  const numbers = ['Duration', 'Cutoff', 'ScheduleOffset'].filter((name) => properties[name] !== undefined);
  return {
    ...properties,
    ...Object.fromEntries(numbers.map((name) => [name, Number(properties[name])])),
    AllowUnassociatedTargets: String(properties['AllowUnassociatedTargets']) === 'true',
  };
}

function* tagsOn(ResourceId: string): Work<readonly ResourceTag[]> {
  const of = { ResourceType: 'MaintenanceWindow', ResourceId };
  return (yield* call('ssm', 'ListTagsForResource', of)).TagList;
}
