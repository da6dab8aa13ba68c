import {
  answered,
  call,
  nameFor,
  tolerate,
  type Properties,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { described } from './cluster.ts';
import { api, retagged, tagged, template } from './spelling.ts';

/** Which capacity providers a cluster has, where its own declaration does not say. */
export const clusterCapacityProviderAssociations: ResourceType = {
  typeName: 'AWS::ECS::ClusterCapacityProviderAssociations',
  *create(wanted) {
    yield* associate(wanted);
    return { physicalId: wanted.properties['Cluster'] };
  },
  *update(wanted, { physicalId }) {
    yield* associate(wanted);
    return { physicalId };
  },
  *delete({ physicalId: name }) {
    const none = { cluster: name, capacityProviders: [], defaultCapacityProviderStrategy: [] };
    yield* tolerate(['ClusterNotFoundException'], call('ecs', 'PutClusterCapacityProviders', none));
  },
  list: listed('ecs', 'ListClusters', {
    items: 'clusterArns',
    token: 'nextToken',
    identifier: (arn: string) => arn.slice(arn.lastIndexOf('/') + 1),
  }),
  adopt: ({ physicalId }) => answered({ physicalId }),
  *read({ physicalId }) {
    const is = yield* described(physicalId);
    if (!is) return undefined;
    const { capacityProviders, defaultCapacityProviderStrategy } = is;
    return { Cluster: physicalId, ...template({ capacityProviders, defaultCapacityProviderStrategy }) };
  },
};

function* associate({ properties }: Wanted): Work<void> {
  yield* call('ecs', 'PutClusterCapacityProviders', { capacityProviders: [], ...api(properties) });
}

export const capacityProvider: ResourceType = {
  typeName: 'AWS::ECS::CapacityProvider',
  *create(wanted) {
    const { Tags, ...rest } = wanted.properties;
    const name = rest['Name'] ?? nameFor(wanted);
    const { cluster: clusterOf, ...members } = api(rest);
    yield* call('ecs', 'CreateCapacityProvider', {
      ...members,
      name,
      ...(clusterOf && { cluster: clusterOf }),
      ...tagged(wanted, Tags),
    });
    return { physicalId: name };
  },
  *update(wanted, { physicalId: name }) {
    const { autoScalingGroupProvider } = api(wanted.properties);
    const { autoScalingGroupArn: _, ...changeable } = autoScalingGroupProvider ?? {};
    // AWS refuses one that is there no longer, in its own words.
    yield* call('ecs', 'UpdateCapacityProvider', { name, autoScalingGroupProvider: changeable });
    const is = yield* provider(name);
    yield* retagged(wanted, is!['capacityProviderArn']);
    return { physicalId: name };
  },
  *delete({ physicalId: name }) {
    // AWS: unverified which of its errors says that there is none.
    if (yield* provider(name)) yield* call('ecs', 'DeleteCapacityProvider', { capacityProvider: name });
  },
  list: listed('ecs', 'DescribeCapacityProviders', {
    items: 'capacityProviders',
    token: 'nextToken',
    identifier: ({ name }) => name,
  }),
  adopt: ({ physicalId }) => answered({ physicalId }),
  *read({ physicalId }) {
    const is = yield* provider(physicalId);
    return is && template({ name: is['name'], autoScalingGroupProvider: is['autoScalingGroupProvider'] });
  },
};

function* provider(name: string): Work<Properties | undefined> {
  const asked = { capacityProviders: [name] };
  const { capacityProviders } = yield* call('ecs', 'DescribeCapacityProviders', asked);
  const [found]: Properties[] = capacityProviders;
  return found?.['status'] === 'ACTIVE' ? found : undefined;
}
