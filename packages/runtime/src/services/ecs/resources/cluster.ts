import {
  call,
  nameFor,
  ResourceFailure,
  tolerate,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { api, retagged, tagged, template } from './spelling.ts';

export const cluster: ResourceType = {
  typeName: 'AWS::ECS::Cluster',
  *create(wanted) {
    const clusterName = wanted.properties['ClusterName'] ?? nameFor(wanted);
    // CreateCluster answers a cluster that is there as if it had made it: it is not the stack's to delete.
    if (yield* described(clusterName))
      throw new ResourceFailure(`${clusterName} already exists`, 'AlreadyExists');
    yield* call('ecs', 'CreateCluster', {
      clusterName,
      ...declared(wanted.properties),
      ...tagged(wanted, wanted.properties['Tags']),
    });
    return yield* madeOf(clusterName);
  },
  *update(wanted, { physicalId: name, properties: before }) {
    const { capacityProviders, defaultCapacityProviderStrategy, ...settings } = declared(wanted.properties);
    yield* call('ecs', 'UpdateCluster', { cluster: name, ...settings });
    const providing = ({ CapacityProviders, DefaultCapacityProviderStrategy }: Properties) =>
      JSON.stringify([CapacityProviders, DefaultCapacityProviderStrategy]);
    if (providing(wanted.properties) !== providing(before))
      yield* call('ecs', 'PutClusterCapacityProviders', {
        cluster: name,
        capacityProviders: capacityProviders ?? [],
        defaultCapacityProviderStrategy: defaultCapacityProviderStrategy ?? [],
      });
    const result = yield* madeOf(name);
    yield* retagged(wanted, String(result.attributes!['Arn']));
    return result;
  },
  *delete({ physicalId }) {
    const asked = call('ecs', 'DeleteCluster', { cluster: physicalId });
    yield* tolerate(['ClusterNotFoundException'], asked);
  },
  list: listed('ecs', 'ListClusters', {
    items: 'clusterArns',
    token: 'nextToken',
    identifier: (arn: string) => arn.slice(arn.lastIndexOf('/') + 1),
  }),
  *adopt({ physicalId }: Had) {
    const is = yield* described(physicalId);
    return { physicalId, attributes: { Arn: is?.['clusterArn'] } };
  },
  *read({ physicalId }: Had) {
    const is = yield* described(physicalId);
    if (!is) return undefined;
    const { settings, configuration, serviceConnectDefaults } = is;
    const { capacityProviders, defaultCapacityProviderStrategy, tags } = is;
    return {
      ClusterName: physicalId,
      ...template({
        clusterSettings: settings,
        configuration,
        serviceConnectDefaults,
        capacityProviders,
        defaultCapacityProviderStrategy,
        tags,
      }),
    };
  },
};

function declared({ ClusterName: _, Tags: __, ClusterSettings, ...rest }: Properties): Properties {
  return { ...api(rest), ...(ClusterSettings && { settings: api(ClusterSettings) }) };
}

/** A cluster that is there. */
export function* described(name: string): Work<Properties | undefined> {
  const asked = { clusters: [name], include: ['TAGS', 'SETTINGS', 'CONFIGURATIONS'] };
  const { clusters } = yield* call('ecs', 'DescribeClusters', asked);
  const [found]: Properties[] = clusters;
  return found?.['status'] === 'ACTIVE' ? found : undefined;
}

function* madeOf(name: string): Work<Made> {
  const is = yield* described(name);
  return { physicalId: name, attributes: { Arn: is!['clusterArn'] } };
}
