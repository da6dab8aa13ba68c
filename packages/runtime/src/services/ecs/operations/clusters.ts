import type * as sdk from '@aws-sdk/client-ecs';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { clusterContainsServices, clusterContainsTasks } from '../errors.ts';
import { listed } from '../listing.ts';
import {
  clusterName,
  clusterOf,
  clusters,
  ecsArn,
  services,
  type Answer,
  type ClusterRecord,
} from '../records.ts';
import { putTags, tagsOf } from '../tags.ts';
import { tasksIn } from '../tasks.ts';

/** AWS: a cluster that is there already is answered as it is. */
export const createCluster: Handler<sdk.CreateClusterCommandInput, Answer<sdk.CreateClusterCommandOutput>> = (
  input,
  call,
) => {
  const name = input.clusterName ?? 'default';
  const known = clusters.get(call.tx, call, name);
  if (known?.status === 'ACTIVE') return { cluster: clusterAnswer(call, known) };
  const cluster: ClusterRecord = {
    name,
    arn: ecsArn(call, `cluster/${name}`),
    status: 'ACTIVE',
    settings: input.settings ?? [{ name: 'containerInsights', value: 'disabled' }],
    capacityProviders: input.capacityProviders ?? [],
  };
  clusters.put(call.tx, call, name, cluster);
  putTags(call, cluster.arn, input.tags);
  return { cluster: clusterAnswer(call, cluster) };
};

export const describeClusters: Handler<
  sdk.DescribeClustersCommandInput,
  Answer<sdk.DescribeClustersCommandOutput>
> = (input, call) => {
  const asked = input.clusters ?? ['default'];
  const found = asked.flatMap((each) => clusters.get(call.tx, call, clusterName(each)) ?? []);
  const missing = asked.filter((each) => !clusters.get(call.tx, call, clusterName(each)));
  return {
    clusters: found.map((cluster) => clusterAnswer(call, cluster)),
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

export const servicesIn = (call: Call, cluster: string) =>
  services.list(call.tx, call, { prefix: `${cluster}|` });

function clusterAnswer(call: Call, cluster: ClusterRecord): sdk.Cluster {
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
    defaultCapacityProviderStrategy: [],
  };
}
