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
import { invalidNextToken, providerTypeMissing } from '../errors.ts';
import { connectionOf, connections, hostOf, secretTag, type ConnectionRecord } from '../records.ts';

/** AWS: API reference, ListConnections, MaxResults 0–100. */
const pageSizeMax = 100;

/** The service has two names, which differ in the ARNs of what they make. */
export type ServiceName = 'codestar-connections' | 'codeconnections';

export const tagsIn = (tags: readonly { readonly Key: string; readonly Value: string }[]) =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

/** AWS would leave it PENDING until a person has shaken hands with the provider: see this service's README. */
export const createConnectionAs =
  (service: ServiceName): Handler<Given<CreateConnectionInput>, CreateConnectionOutput> =>
  ({ ConnectionName, HostArn, Tags = [], ...input }, call) => {
    const host = HostArn === undefined ? undefined : hostOf(call.tx, HostArn).host;
    const id = call.ids.uuid();
    const connection: ConnectionRecord = {
      id,
      ConnectionName,
      ConnectionArn: arnOf(service, call, `connection/${id}`),
      ProviderType: input.ProviderType ?? host?.ProviderType ?? providerTypeMissing(),
      OwnerAccountId: call.account,
      ...(HostArn !== undefined && { HostArn }),
      tags: tagsIn(Tags),
    };
    connections.put(call.tx, call, id, connection);
    return { ConnectionArn: connection.ConnectionArn, Tags: Tags.map(({ Key, Value }) => ({ Key, Value })) };
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
    .filter(({ byToken }) => byToken === undefined)
    .filter(({ ProviderType }) => (input.ProviderTypeFilter ?? ProviderType) === ProviderType)
    .filter(({ HostArn }) => (input.HostArnFilter ?? HostArn) === HostArn);
  const page = pageOf(all, ({ id }) => id, {
    token: input.NextToken,
    limit: input.MaxResults || pageSizeMax,
    invalid: invalidNextToken,
  });
  return { Connections: page.items.map(connectionView), NextToken: page.next };
};

export function connectionView({
  tags,
  id: _id,
  byToken: _byToken,
  ...connection
}: ConnectionRecord): Connection {
  const isWaiting = connection.HostArn !== undefined && tags[secretTag] === undefined;
  return { ...connection, ConnectionStatus: isWaiting ? 'PENDING' : 'AVAILABLE' };
}
