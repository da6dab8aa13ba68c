import type * as sdk from '@aws-sdk/client-ecs';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { clusterContainsServices, clusterContainsTasks, invalidParameter } from '../errors.ts';
import { listed } from '../listing.ts';
import {
  capacityProviders,
  clusterName,
  clusterOf,
  clusters,
  ecsArn,
  nameIn,
  services,
  type Answer,
  type ClusterRecord,
} from '../records.ts';
import { checkName } from '../names.ts';
import { putTags, tagsOf } from '../tags.ts';
import { tasksIn } from '../tasks.ts';

/** AWS: a cluster that is there already is answered as it is. */
export const createCluster: Handler<sdk.CreateClusterCommandInput, Answer<sdk.CreateClusterCommandOutput>> = (
  input,
  call,
) => {
  const name = input.clusterName ?? 'default';
  checkName('Cluster', name);
  const known = clusters.get(call.tx, call, name);
  if (known?.status === 'ACTIVE') return { cluster: clusterAnswer(call, known) };
  const cluster: ClusterRecord = {
    name,
    arn: ecsArn(call, `cluster/${name}`),
    status: 'ACTIVE',
    settings: input.settings ?? [{ name: 'containerInsights', value: 'disabled' }],
    capacityProviders: input.capacityProviders ?? [],
    defaultCapacityProviderStrategy: input.defaultCapacityProviderStrategy,
    configuration: input.configuration,
    serviceConnectDefaults: defaultsOf(input.serviceConnectDefaults),
  };
  checkProviders(call, cluster);
  clusters.put(call.tx, call, name, cluster);
  putTags(call, cluster.arn, input.tags);
  return { cluster: clusterAnswer(call, cluster) };
};

export const describeClusters: Handler<
  sdk.DescribeClustersCommandInput,
  Answer<sdk.DescribeClustersCommandOutput>
> = (input, call) => {
  const asked = input.clusters ?? ['default'];
  const { include = [] } = input;
  const found = asked.flatMap((each) => clusters.get(call.tx, call, clusterName(each)) ?? []);
  const missing = asked.filter((each) => !clusters.get(call.tx, call, clusterName(each)));
  return {
    clusters: found.map((cluster) => clusterAnswer(call, cluster, include.includes('CONFIGURATIONS'))),
    failures: missing.map((each) => ({
      arn: ecsArn(call, `cluster/${clusterName(each)}`),
      reason: 'MISSING',
    })),
  };
};

export const listClusters: Handler<sdk.ListClustersCommandInput, Answer<sdk.ListClustersCommandOutput>> = (
  input,
  call,
) => {
  const active = clusters.list(call.tx, call).filter(({ status }) => status === 'ACTIVE');
  const { items, nextToken } = listed(
    active.map(({ arn }) => arn),
    input,
  );
  return { clusterArns: items, nextToken };
};

export const deleteCluster: Handler<sdk.DeleteClusterCommandInput, Answer<sdk.DeleteClusterCommandOutput>> = (
  input,
  call,
) => {
  const cluster = clusterOf(call.tx, call, input.cluster);
  if (servicesIn(call, cluster.name).some(({ status }) => status !== 'INACTIVE')) clusterContainsServices();
  if (tasksIn(call, cluster.name).some(({ lastStatus }) => lastStatus !== 'STOPPED')) clusterContainsTasks();
  const inactive: ClusterRecord = { ...cluster, status: 'INACTIVE' };
  clusters.put(call.tx, call, cluster.name, inactive);
  return { cluster: clusterAnswer(call, inactive) };
};

/** AWS: what is not given stays as it is. */
export const updateCluster: Handler<sdk.UpdateClusterCommandInput, Answer<sdk.UpdateClusterCommandOutput>> = (
  input,
  call,
) => {
  const before = clusterOf(call.tx, call, input.cluster);
  const { serviceConnectDefaults } = input;
  return keep(call, {
    ...before,
    settings: mergedSettings(before, input.settings),
    configuration: input.configuration ?? before.configuration,
    serviceConnectDefaults: serviceConnectDefaults
      ? defaultsOf(serviceConnectDefaults)
      : before.serviceConnectDefaults,
  });
};

export const updateClusterSettings: Handler<
  sdk.UpdateClusterSettingsCommandInput,
  Answer<sdk.UpdateClusterSettingsCommandOutput>
> = (input, call) => {
  const before = clusterOf(call.tx, call, input.cluster);
  return keep(call, { ...before, settings: mergedSettings(before, input.settings) });
};

/** AWS: those given take the place of those there were. */
export const putClusterCapacityProviders: Handler<
  sdk.PutClusterCapacityProvidersCommandInput,
  Answer<sdk.PutClusterCapacityProvidersCommandOutput>
> = (input, call) => {
  const cluster: ClusterRecord = {
    ...clusterOf(call.tx, call, input.cluster),
    capacityProviders: input.capacityProviders!,
    defaultCapacityProviderStrategy: input.defaultCapacityProviderStrategy!,
  };
  checkProviders(call, cluster);
  return keep(call, cluster);
};

function keep(call: Call, cluster: ClusterRecord): { cluster: sdk.Cluster } {
  clusters.put(call.tx, call, cluster.name, cluster);
  return { cluster: clusterAnswer(call, cluster) };
}

function mergedSettings({ settings }: ClusterRecord, given: readonly sdk.ClusterSetting[] = []) {
  const names = given.map(({ name }) => name);
  return [...settings.filter(({ name }) => !names.includes(name as sdk.ClusterSettingName)), ...given];
}

/** AWS: an empty name takes the namespace away. It is told as it was given: there are no namespaces to look up. */
const defaultsOf = (
  given: sdk.ClusterServiceConnectDefaultsRequest | undefined,
): ClusterRecord['serviceConnectDefaults'] => (given?.namespace ? { namespace: given.namespace } : undefined);

/** Of AWS's own; the others must have been created. */
export const providersOfAws = ['FARGATE', 'FARGATE_SPOT'];

function checkProviders(call: Call, cluster: ClusterRecord): void {
  const { capacityProviders: associated, defaultCapacityProviderStrategy: strategy = [] } = cluster;
  for (const name of associated)
    if (!providersOfAws.includes(name) && !capacityProviders.get(call.tx, call, nameIn(name)))
      invalidParameter(
        'The specified capacity provider was not found. Specify a valid name or ARN and try again.',
      );
  // AWS: CapacityProviderStrategyItem: those of a strategy must be associated with the cluster; words unverified.
  const strange = strategy.find(({ capacityProvider }) => !associated.includes(capacityProvider!));
  if (strange)
    invalidParameter(
      `The specified capacity provider strategy cannot contain a capacity provider that is not associated with ` +
        `the cluster: ${strange.capacityProvider}`,
    );
}

export const servicesIn = (call: Call, cluster: string) =>
  services.list(call.tx, call, { prefix: `${cluster}|` });

function clusterAnswer(call: Call, cluster: ClusterRecord, configured = true): sdk.Cluster {
  const live = tasksIn(call, cluster.name).filter(({ lastStatus }) => lastStatus !== 'STOPPED');
  const running = live.filter(({ lastStatus }) => lastStatus === 'RUNNING').length;
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    runningTasksCount: running,
    pendingTasksCount: live.filter(({ desiredStatus }) => desiredStatus === 'RUNNING').length - running,
    activeServicesCount: servicesIn(call, cluster.name).filter(({ status }) => status === 'ACTIVE').length,
    statistics: [],
    tags: tagsOf(call, cluster.arn),
    settings: cluster.settings as sdk.ClusterSetting[],
    capacityProviders: [...cluster.capacityProviders],
    defaultCapacityProviderStrategy: [...(cluster.defaultCapacityProviderStrategy ?? [])],
    // AWS: DescribeClusters, include: the configuration is told where it is asked for.
    ...(configured && cluster.configuration && { configuration: cluster.configuration }),
    ...(cluster.serviceConnectDefaults && { serviceConnectDefaults: cluster.serviceConnectDefaults }),
  };
}
