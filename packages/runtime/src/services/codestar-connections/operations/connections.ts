import type {
  Connection,
  CreateConnectionInput,
  CreateConnectionOutput,
  DeleteConnectionInput,
  GetConnectionInput,
  GetConnectionOutput,
  ListConnectionsInput,
  ListConnectionsOutput,
} from '@aws-sdk/client-codestar-connections';
import { arnOf } from '../../../base/arn.ts';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { hostNotFound, invalidNextToken, providerTypeMissing } from '../errors.ts';
import { connectionOf, connections, type ConnectionRecord } from '../records.ts';

/** AWS: API reference, ListConnections, MaxResults 0–100. */
const pageSizeMax = 100;

/**
 * AWS would leave it PENDING until a person has shaken hands with the provider: see this service's README.
 */
export const createConnection: Handler<Given<CreateConnectionInput>, CreateConnectionOutput> = (
  input,
  call,
) => {
  if (input.HostArn !== undefined) hostNotFound(input.HostArn);
  const id = call.ids.uuid();
  const connection: ConnectionRecord = {
    id,
    ConnectionName: input.ConnectionName,
    ConnectionArn: arnOf('codestar-connections', call, `connection/${id}`),
    ProviderType: input.ProviderType ?? providerTypeMissing(),
    OwnerAccountId: call.account,
    tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
  };
  connections.put(call.tx, call, id, connection);
  return {
    ConnectionArn: connection.ConnectionArn,
    Tags: (input.Tags ?? []).map(({ Key, Value }) => ({ Key, Value })),
  };
};

export const getConnection: Handler<Given<GetConnectionInput>, GetConnectionOutput> = (
  { ConnectionArn },
  { tx },
) => ({ Connection: connectionView(connectionOf(tx, ConnectionArn).connection) });

export const deleteConnection: Handler<Given<DeleteConnectionInput>, object> = (
  { ConnectionArn },
  { tx },
) => {
  const { scope, connection } = connectionOf(tx, ConnectionArn);
  connections.delete(tx, scope, connection.id);
  return {};
};

export const listConnections: Handler<Given<ListConnectionsInput>, ListConnectionsOutput> = (input, call) => {
  const all = connections
    .list(call.tx, call)
    .filter(({ ProviderType }) => (input.ProviderTypeFilter ?? ProviderType) === ProviderType)
    .filter(() => input.HostArnFilter === undefined);
  const page = pageOf(all, ({ id }) => id, {
    token: input.NextToken,
    limit: input.MaxResults || pageSizeMax,
    invalid: invalidNextToken,
  });
  return { Connections: page.items.map(connectionView), NextToken: page.next };
};

export function connectionView({ tags: _tags, id: _id, ...connection }: ConnectionRecord): Connection {
  return { ...connection, ConnectionStatus: 'AVAILABLE' };
}
