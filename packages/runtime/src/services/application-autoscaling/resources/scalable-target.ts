import {
  call,
  made,
  tagsOf,
  tolerate,
  type Had,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { recorded } from '../../../dispatch/recording.ts';
import { isRecorded } from './served.ts';
import { retag } from '../../../dispatch/retag.ts';

interface TargetProperties {
  readonly ServiceNamespace: string;
  readonly ResourceId: string;
  readonly ScalableDimension: string;
  readonly MinCapacity: number;
  readonly MaxCapacity: number;
  readonly RoleARN?: string;
  readonly SuspendedState?: object;
  readonly ScheduledActions?: readonly ActionProperties[];
  readonly Tags?: readonly ResourceTag[];
}
interface ActionProperties {
  readonly ScheduledActionName: string;
  readonly StartTime?: string;
  readonly EndTime?: string;
  readonly [property: string]: unknown;
}

const service = 'application-autoscaling';

interface Key {
  readonly ServiceNamespace: string;
  readonly ResourceId: string;
  readonly ScalableDimension: string;
}

/** AWS: `Ref` answers `service/cluster/name|ecs:service:DesiredCount|ecs`. */
const idOf = ({ ServiceNamespace, ResourceId, ScalableDimension }: Key): string =>
  [ResourceId, ScalableDimension, ServiceNamespace].join('|');

export function keyIn(id: string): Key {
  const [ResourceId = '', ScalableDimension = '', ServiceNamespace = ''] = id.split('|');
  return { ServiceNamespace, ResourceId, ScalableDimension };
}

/** Tags of a target that is registered already are not changed by registering it. */
function* register(wanted: Wanted<TargetProperties>): Work<void> {
  const { ScheduledActions: _actions, Tags, ...properties } = wanted.properties;
  const registered = yield* call(service, 'RegisterScalableTarget', properties);
  const ResourceARN: string = registered.ScalableTargetARN;
  yield* retag(yield* tagsOn(ResourceARN), tagsOf(wanted, Tags), {
    add: (tags) => call(service, 'TagResource', { ResourceARN, Tags: tagMap(tags) }),
    remove: (TagKeys) => call(service, 'UntagResource', { ResourceARN, TagKeys }),
  });
}

const tagMap = (tags: readonly ResourceTag[]) =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

function* tagsOn(ResourceARN: string): Work<ResourceTag[]> {
  const { Tags } = yield* call<{ Tags: Record<string, string> }>(service, 'ListTagsForResource', {
    ResourceARN,
  });
  return Object.entries(Tags).map(([Key, Value]) => ({ Key, Value }));
}

function* putActions(
  { properties }: Wanted<TargetProperties>,
  had: readonly ActionProperties[] = [],
): Work<void> {
  const { ScheduledActions = [] } = properties;
  const key = keyIn(idOf(properties));
  for (const { ScheduledActionName } of had)
    if (!ScheduledActions.some((each) => each.ScheduledActionName === ScheduledActionName)) {
      const gone = call(service, 'DeleteScheduledAction', { ...key, ScheduledActionName });
      yield* tolerate(['ObjectNotFoundException'], gone);
    }
  for (const action of ScheduledActions) yield* call(service, 'PutScheduledAction', { ...action, ...key });
}

export const scalableTarget: ResourceType<TargetProperties> = {
  typeName: 'AWS::ApplicationAutoScaling::ScalableTarget',
  *create(wanted) {
    const physicalId = idOf(wanted.properties);
    const answer = { physicalId, attributes: { Id: physicalId } };
    if (isRecorded(wanted.properties.ServiceNamespace, wanted)) {
      yield* made(physicalId);
      yield* recorded(wanted);
      return answer;
    }
    yield* register(wanted);
    yield* putActions(wanted);
    return answer;
  },
  *update(wanted, { physicalId, attributes, properties }) {
    if (isRecorded(wanted.properties.ServiceNamespace, wanted)) return { physicalId, attributes };
    yield* register(wanted);
    yield* putActions(wanted, properties.ScheduledActions);
    return { physicalId, attributes };
  },
  *delete(had) {
    const { physicalId } = had;
    if (isRecorded(had.properties.ServiceNamespace, had)) return;
    const gone = call(service, 'DeregisterScalableTarget', keyIn(physicalId));
    yield* tolerate(['ObjectNotFoundException'], gone);
  },
  list: listed('application-autoscaling', 'DescribeScalableTargets', {
    items: 'ScalableTargets',
    token: 'NextToken',
    of: ['ServiceNamespace'],
    input: ({ ServiceNamespace }: TargetProperties) => ({ ServiceNamespace }),
    identifier: ({ ResourceId, ScalableDimension, ServiceNamespace }) =>
      `${ResourceId}|${ScalableDimension}|${ServiceNamespace}`,
  }),
  *adopt({ physicalId }) {
    yield* [];
    return { physicalId, attributes: { Id: physicalId } };
  },
  read,
};

function* read(had: Had<TargetProperties>): Work<Partial<TargetProperties> | undefined> {
  const { physicalId } = had;
  if (isRecorded(had.properties.ServiceNamespace, had)) return had.properties;
  const { ServiceNamespace, ResourceId, ScalableDimension } = keyIn(physicalId);
  const asked = { ServiceNamespace, ScalableDimension };
  const found = yield* call(service, 'DescribeScalableTargets', { ...asked, ResourceIds: [ResourceId] });
  const [target] = found.ScalableTargets;
  if (!target) return undefined;
  const { ScheduledActions } = yield* call(service, 'DescribeScheduledActions', { ...asked, ResourceId });
  const { MinCapacity, MaxCapacity, RoleARN, SuspendedState, ScalableTargetARN } = target;
  return {
    ServiceNamespace,
    ResourceId,
    ScalableDimension,
    MinCapacity,
    MaxCapacity,
    RoleARN,
    SuspendedState,
    Tags: yield* tagsOn(ScalableTargetARN),
    ScheduledActions: ScheduledActions.map(
      ({
        ScheduledActionARN: _arn,
        ServiceNamespace: _n,
        ResourceId: _r,
        ScalableDimension: _d,
        CreationTime: _t,
        ...action
      }: any) => action,
    ),
  };
}
