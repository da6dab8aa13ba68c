import { spelling } from '../../../base/spelling.ts';
import {
  answered,
  call,
  made,
  ResourceFailure,
  tolerate,
  wait,
  type Had,
  type Properties,
  type ResourceType,
  type Work,
  isOnItsOwn,
} from '../../../dispatch/resource.ts';
import { retagged, tagged } from './spelling.ts';

const { api, template } = spelling({ names: { AwsVpcConfiguration: 'awsvpcConfiguration' } });

const gone = [
  'TaskSetNotFoundException',
  'ServiceNotFoundException',
  'ServiceNotActiveException',
  'ClusterNotFoundException',
];

/** The physical id is `cluster|service|id`, as the registry's identifier is. */
export const taskSet: ResourceType = {
  typeName: 'AWS::ECS::TaskSet',
  *create(wanted) {
    const { Tags, ...rest } = wanted.properties;
    const { Cluster, Service } = rest;
    const created = yield* call('ecs', 'CreateTaskSet', {
      ...api(rest),
      clientToken: wanted.token,
      ...tagged(wanted, Tags),
    });
    const { id } = created.taskSet;
    const physicalId = `${Cluster}|${Service}|${id}`;
    yield* made(physicalId);
    // AWS: unverified that CloudFormation waits for it.
    const asked = { cluster: Cluster, service: Service, taskSets: [id] };
    const until = "taskSets[0].stabilityStatus=='STEADY_STATE'";
    if (!wanted.express) yield* wait('ecs', 'DescribeTaskSets', asked, { until });
    return { physicalId, attributes: { Id: id } };
  },
  *update(wanted, had) {
    const { Cluster, Service, Scale } = wanted.properties;
    const { Id } = had.attributes;
    if (JSON.stringify(Scale) !== JSON.stringify(had.properties['Scale']))
      yield* call('ecs', 'UpdateTaskSet', {
        cluster: Cluster,
        service: Service,
        taskSet: Id,
        scale: Scale ? api(Scale) : { value: 100, unit: 'PERCENT' },
      });
    const is = yield* described(had);
    if (!is) throw new ResourceFailure(`Task set ${Id} was not found.`, 'NotFound');
    yield* retagged(wanted, is['taskSetArn']);
    return { physicalId: had.physicalId, attributes: { Id } };
  },
  *delete(had) {
    const [cluster, serviceName, id] = had.physicalId.split('|');
    const asked = { cluster, service: serviceName, taskSet: id, force: true };
    yield* tolerate(gone, call('ecs', 'DeleteTaskSet', asked));
  },
  adopt: ({ physicalId, properties: { Id } }) => answered({ physicalId, attributes: { Id } }),
  *read(had: Had) {
    const is = yield* described(had);
    if (!is) return undefined;
    const told = template(is) as Properties;
    const { properties } = had;
    const names = isOnItsOwn(had)
      ? tellable.filter((name) => told[name] !== undefined)
      : Object.keys(properties);
    const named = names.map((name) => [name, told[name]]);
    const { Cluster, Service, TaskDefinition } = properties;
    const family = TaskDefinition !== undefined && !TaskDefinition.includes(':');
    const own = { Cluster, Service, ...(family && { TaskDefinition }) };
    return { ...Object.fromEntries(named), ...own };
  },
};

/** What can be told of a task set that no template knows. */
const tellable = [
  'CapacityProviderStrategy',
  'ExternalId',
  'LaunchType',
  'LoadBalancers',
  'NetworkConfiguration',
  'PlatformVersion',
  'Scale',
  'ServiceRegistries',
  'Tags',
  'TaskDefinition',
];

function* described({ physicalId }: Had): Work<Properties | undefined> {
  const [cluster, serviceName, id] = physicalId.split('|');
  const asked = { cluster, service: serviceName, taskSets: [id], include: ['TAGS'] };
  const found = yield* tolerate(gone, call('ecs', 'DescribeTaskSets', asked));
  return found?.taskSets[0];
}

/** Says which task set is the primary one. There is always one: taking the resource away changes nothing. */
export const primaryTaskSet: ResourceType = {
  typeName: 'AWS::ECS::PrimaryTaskSet',
  *create({ properties }) {
    yield* choose(properties);
    return { physicalId: `${properties['Cluster']}|${properties['Service']}` };
  },
  *update({ properties }, { physicalId }) {
    yield* choose(properties);
    return { physicalId };
  },
  // oxlint-disable-next-line require-yield
  *delete() {},
  adopt: ({ physicalId }) => answered({ physicalId }),
  *read({ properties: { Cluster, Service } }: Had) {
    const asked = { cluster: Cluster, service: Service };
    const found = yield* tolerate(gone, call('ecs', 'DescribeTaskSets', asked));
    const sets: { id: string; status: string }[] = found?.taskSets ?? [];
    const primary = sets.find(({ status }) => status === 'PRIMARY');
    return primary && { Cluster, Service, TaskSetId: primary.id };
  },
};

function* choose({ Cluster, Service, TaskSetId }: Properties): Work<void> {
  yield* call('ecs', 'UpdateServicePrimaryTaskSet', {
    cluster: Cluster,
    service: Service,
    primaryTaskSet: TaskSetId,
  });
}
