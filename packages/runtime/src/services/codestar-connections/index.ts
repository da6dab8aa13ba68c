import type { Service } from '../../dispatch/service.ts';
import {
  createConnection,
  deleteConnection,
  getConnection,
  listConnections,
} from './operations/connections.ts';
import { listChanges, readCommit, useConnection } from './operations/repositories.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { connections } from './resources/connection.ts';

export const codeconnections: Service = {
  name: 'codestar-connections',
  sdk: () => import('@aws-sdk/client-codestar-connections'),
  model: 'codestar-connections',
  operations: {
    CreateConnection: createConnection,
    DeleteConnection: deleteConnection,
    GetConnection: getConnection,
    ListConnections: listConnections,
    ListTagsForResource: listTagsForResource,
    TagResource: tagResource,
    UntagResource: untagResource,
  },
  inside: { ListChanges: listChanges, ReadCommit: readCommit, UseConnection: useConnection },
  resources: connections,
};
