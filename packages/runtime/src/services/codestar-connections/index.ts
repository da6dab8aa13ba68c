import type { Service } from '../../dispatch/service.ts';
import { repositoryFlow } from './flow/repository.ts';
import {
  createConnectionAs,
  deleteConnection,
  getConnection,
  listConnections,
  type ServiceName,
} from './operations/connections.ts';
import { createHostAs, deleteHost, getHost, listHosts, updateHost } from './operations/hosts.ts';
import {
  fetchRepository,
  getConnectionToken,
  listChanges,
  readCommit,
  useConnection,
} from './operations/repositories.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { takeDelivery } from './operations/webhooks.ts';
import { connections } from './resources/connection.ts';
import { host } from './resources/host.ts';

const operationsOf = (name: ServiceName): Service['operations'] => ({
  CreateConnection: createConnectionAs(name),
  CreateHost: createHostAs(name),
  DeleteConnection: deleteConnection,
  DeleteHost: deleteHost,
  GetConnection: getConnection,
  GetHost: getHost,
  ListConnections: listConnections,
  ListHosts: listHosts,
  ListTagsForResource: listTagsForResource,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateHost: updateHost,
});

export const codestarConnections: Service = {
  name: 'codestar-connections',
  sdk: () => import('@aws-sdk/client-codestar-connections'),
  model: 'codestar-connections',
  operations: operationsOf('codestar-connections'),
  inside: {
    FetchRepository: fetchRepository,
    GetConnectionToken: getConnectionToken,
    ListChanges: listChanges,
    ReadCommit: readCommit,
    TakeDelivery: takeDelivery,
    UseConnection: useConnection,
  },
  flows: [repositoryFlow],
  resources: [...connections, host],
  recorded: {
    'AWS::CodeStarConnections::RepositoryLink': 'stacks follow repositories by pipelines, not by themselves',
    'AWS::CodeStarConnections::SyncConfiguration':
      'stacks follow repositories by pipelines, not by themselves',
  },
};

/** The same by its later name; what it makes differs by its ARNs. Connections that exist are found by either. */
export const codeconnections: Service = {
  name: 'codeconnections',
  model: 'codeconnections',
  operations: operationsOf('codeconnections'),
};
