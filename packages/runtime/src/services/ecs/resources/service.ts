import {
  call,
  made,
  nameFor,
  ResourceFailure,
  tolerate,
  wait,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Wanted,
  type Work,
  isTold,
  isOnItsOwn,
  listed,
} from '../../../dispatch/resource.ts';
import { large } from '../../../dispatch/retag.ts';
import { api, retagged, tagged, template } from './spelling.ts';

/** AWS: user guide, "Amazon ECS service failed to stabilize": CloudFormation waits three hours for a service. */
const timeoutMs = 3 * 60 * 60 * 1000;

interface Service {
  readonly serviceArn: string;
  readonly serviceName: string;
  readonly clusterArn: string;
  readonly deployments: readonly Deployment[];
}
interface Deployment {
  readonly id: string;
  readonly status: string;
  readonly rolloutState: string;
  readonly rolloutStateReason?: string;
}

export const service: ResourceType = {
  typeName: 'AWS::ECS::Service',
  *create(wanted) {
    const { Tags, ForceNewDeployment: _, ...rest } = wanted.properties;
    const { service: is } = yield* call<{ service: Service }>('ecs', 'CreateService', {
      ...api(rest),
      serviceName: rest['ServiceName'] ?? nameFor(wanted),
      clientToken: wanted.token,
      ...tagged(wanted, Tags),
    });
    yield* made(is.serviceArn);
    yield* stable(wanted, is);
    return madeOf(is);
  },
  *update(wanted, had) {
    const { clusterArn: cluster } = (yield* described(had))!;
    const changes = changesOf(wanted.properties, had.properties);
    // A deployment that CodeDeploy alone may begin is not asked for by members that did not change.
    if (Object.keys(changes).length > 0) {
      const { service: is } = yield* call<{ service: Service }>('ecs', 'UpdateService', {
        ...changes,
        cluster,
        service: had.physicalId,
      });
      yield* stable(wanted, is);
    }
    yield* retagged(wanted, had.physicalId);
    return madeOf((yield* described(had))!);
  },
  *delete(had) {
    const cluster = had.properties['Cluster'];
    const asked = { cluster, service: had.physicalId, force: true };
    const gone = ['ServiceNotFoundException', 'ServiceNotActiveException', 'ClusterNotFoundException'];
    const found = yield* tolerate(gone, call('ecs', 'DeleteService', asked));
    if (!found) return;
    yield* wait(
      'ecs',
      'DescribeServices',
      { cluster, services: [had.physicalId] },
      { until: "length(services[?status != 'INACTIVE']) == `0`", timeoutMs },
    );
  },
  list: listed('ecs', 'ListServices', {
    items: 'serviceArns',
    token: 'nextToken',
    of: ['Cluster'],
    input: ({ Cluster: cluster }: Properties) => ({ cluster }),
    identifier: (arn, { properties }) => `${arn}|${properties['Cluster']}`,
  }),
  /** Known by its ARN and its cluster's name. */
  *adopt(had: Had) {
    const physicalId = String(had.properties['ServiceArn']);
    const is = yield* described({ ...had, physicalId });
    return is ? madeOf(is) : { physicalId };
  },
  *read(had: Had) {
    const is = yield* described(had);
    if (!is) return undefined;
    const { serviceArn: _, clusterArn, ...rest } = is as Service & Properties;
    const { properties } = had;
    const told = template(rest) as Properties;
    // A template may name the cluster as it likes; what only ECS says of a service is no property of it.
    const names = isOnItsOwn(had) ? tellable : Object.keys(properties);
    const named = names.flatMap((name) =>
      told[name] === undefined && isOnItsOwn(had) ? [] : [[name, told[name]]],
    );
    return {
      ...Object.fromEntries(named),
      ...(properties['Cluster'] && { Cluster: sameCluster(properties['Cluster'], clusterArn) }),
      ...(told['TaskDefinition'] && {
        TaskDefinition: sameFamily(properties['TaskDefinition'], told['TaskDefinition']),
      }),
      ...(isTold(had, 'Tags') && { Tags: large(rest['tags'] ?? []) }),
    };
  },
};

/** What can be told of a service that no template knows. */
const tellable = [
  'AvailabilityZoneRebalancing',
  'CapacityProviderStrategy',
  'DeploymentConfiguration',
  'DeploymentController',
  'DesiredCount',
  'EnableECSManagedTags',
  'EnableExecuteCommand',
  'HealthCheckGracePeriodSeconds',
  'LaunchType',
  'LoadBalancers',
  'NetworkConfiguration',
  'PlacementConstraints',
  'PlacementStrategies',
  'PlatformVersion',
  'PropagateTags',
  'SchedulingStrategy',
  'ServiceName',
  'ServiceRegistries',
];

const sameCluster = (named: string, arn: string): string => (arn.endsWith(`/${named}`) ? named : arn);

/** A template that names a family, as one whose service CodeDeploy deploys does, means all its revisions. */
const sameFamily = (named: string | undefined, arn: string): string =>
  named !== undefined && arn.includes(`:task-definition/${named}:`) ? named : arn;

const madeOf = ({ serviceArn, serviceName }: Service): Made => ({
  physicalId: serviceArn,
  attributes: { ServiceArn: serviceArn, Name: serviceName },
});

function* described({ physicalId, properties }: Had): Work<Service | undefined> {
  const asked = { cluster: properties['Cluster'], services: [physicalId], include: ['TAGS'] };
  const found = yield* tolerate(['ClusterNotFoundException'], call('ecs', 'DescribeServices', asked));
  const [is]: (Service & Properties)[] = found?.services ?? [];
  return is?.['status'] === 'ACTIVE' ? is : undefined;
}

/** What UpdateService is to be told: members that are not what they were, and what a member that is gone means. */
function changesOf(wanted: Properties, had: Properties): Properties {
  const fixed = ['Tags', 'Cluster', 'ServiceName', 'ForceNewDeployment'];
  const names = Object.keys({ ...had, ...wanted }).filter((name) => !fixed.includes(name));
  const changed = names.filter((name) => JSON.stringify(wanted[name]) !== JSON.stringify(had[name]));
  const told = changed.flatMap((name) => {
    const value = wanted[name] ?? unsaid[name];
    return value === undefined ? [] : [[name, value]];
  });
  const force = wanted['ForceNewDeployment'];
  const forced =
    force?.EnableForceNewDeployment && JSON.stringify(force) !== JSON.stringify(had['ForceNewDeployment']);
  return { ...api(Object.fromEntries(told)), ...(forced && { forceNewDeployment: true }) };
}

/** What a property that a template no longer has becomes. Others, such as DesiredCount, stay as they are. */
const unsaid: Properties = {
  LoadBalancers: [],
  ServiceRegistries: [],
  PlacementConstraints: [],
  PlacementStrategies: [],
  HealthCheckGracePeriodSeconds: 0,
  EnableExecuteCommand: false,
  EnableECSManagedTags: false,
  PropagateTags: 'NONE',
};

/**
 * Waits for what was begun: a rolling deployment to be completed or to fail, or the primary task set of a service
 * that CodeDeploy deploys to be steady. An external controller makes task sets of its own.
 */
function* stable(wanted: Wanted, { serviceArn, clusterArn, deployments }: Service): Work<void> {
  const { properties, express } = wanted;
  if (express) return;
  const controller = properties['DeploymentController']?.Type ?? 'ECS';
  if (controller === 'EXTERNAL') return;
  const asked = { cluster: clusterArn, services: [serviceArn] };
  if (controller === 'CODE_DEPLOY') {
    const until = "services[0].taskSets[?status=='PRIMARY'].stabilityStatus | [0] == 'STEADY_STATE'";
    yield* wait('ecs', 'DescribeServices', asked, { until, timeoutMs });
    return;
  }
  const { id } = deployments.find(({ status }) => status === 'PRIMARY')!;
  const until = `length(services[0].deployments[?id=='${id}' && rolloutState=='IN_PROGRESS']) == \`0\``;
  const { services } = yield* wait('ecs', 'DescribeServices', asked, { until, timeoutMs });
  const [is]: Service[] = services;
  const ended = is?.deployments.find((each) => each.id === id);
  if (ended?.rolloutState === 'COMPLETED') return;
  throw new ResourceFailure(`Error occurred during operation '${whatHappened(ended)}'.`);
}

/** What CloudFormation reports of a deployment that was not completed. */
function whatHappened(deployment: Deployment | undefined): string {
  // AWS: unverified, but for the words about a circuit breaker.
  if (!deployment) return 'ECS Deployment was replaced by another one';
  const reason = deployment.rolloutStateReason ?? '';
  if (/circuit breaker/i.test(reason)) return 'ECS Deployment Circuit Breaker was triggered';
  return `ECS Deployment failed: ${reason.replace(/\.$/, '')}`;
}
