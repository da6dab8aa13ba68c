import type {
  CreateHostInput,
  CreateHostOutput,
  DeleteHostInput,
  GetHostInput,
  GetHostOutput,
  Host,
  ListHostsInput,
  ListHostsOutput,
  UpdateHostInput,
  VpcConfiguration,
} from '@aws-sdk/client-codestar-connections';
import { arnOf } from '../../../base/arn.ts';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { hostInUse, invalidNextToken, invalidProviderEndpoint } from '../errors.ts';
import { connections, hostOf, hosts, type HostRecord } from '../records.ts';
import { tagsIn, type ServiceName } from './connections.ts';

/** AWS: API reference, ListHosts, MaxResults 0–100. */
const pageSizeMax = 100;

/** Where a provider of one's own is. Nobody has to install anything there: it is AVAILABLE at once. */
export const createHostAs =
  (service: ServiceName): Handler<Given<CreateHostInput>, CreateHostOutput> =>
  ({ Name, ProviderType, ProviderEndpoint, VpcConfiguration, Tags = [] }, call) => {
    checkEndpoint(ProviderEndpoint);
    // AWS: as ARNs of hosts look: the name, and eight characters.
    const id = `${Name}-${call.ids.uuid().slice(-8)}`;
    const HostArn = arnOf(service, call, `host/${id}`);
    hosts.put(call.tx, call, id, {
      id,
      Name,
      HostArn,
      ProviderType,
      ProviderEndpoint,
      ...(VpcConfiguration && { VpcConfiguration }),
      tags: tagsIn(Tags),
    });
    return { HostArn, Tags: Tags.map(({ Key, Value }) => ({ Key, Value })) };
  };

export const getHost: Handler<Given<GetHostInput>, GetHostOutput> = ({ HostArn }, { tx }) => {
  const { HostArn: _arn, ...view } = hostView(hostOf(tx, HostArn).host);
  return view;
};

export const updateHost: Handler<Given<UpdateHostInput>, object> = (input, { tx }) => {
  const { scope, host } = hostOf(tx, input.HostArn);
  const { ProviderEndpoint = host.ProviderEndpoint, VpcConfiguration = host.VpcConfiguration } = input;
  checkEndpoint(ProviderEndpoint);
  hosts.put(tx, scope, host.id, { ...host, ProviderEndpoint, ...(VpcConfiguration && { VpcConfiguration }) });
  return {};
};

export const deleteHost: Handler<Given<DeleteHostInput>, object> = ({ HostArn }, { tx }) => {
  const { scope, host } = hostOf(tx, HostArn);
  // AWS: API reference, DeleteHost: "Before you delete a host, all connections associated to the host must be deleted."
  if (connections.list(tx, scope).some((connection) => connection.HostArn === host.HostArn))
    hostInUse(HostArn);
  hosts.delete(tx, scope, host.id);
  return {};
};

export const listHosts: Handler<Given<ListHostsInput>, ListHostsOutput> = (input, call) => {
  const page = pageOf(hosts.list(call.tx, call), ({ id }) => id, {
    token: input.NextToken,
    limit: input.MaxResults || pageSizeMax,
    invalid: invalidNextToken,
  });
  return { Hosts: page.items.map(hostView), NextToken: page.next };
};

function hostView({ id: _id, tags: _tags, VpcConfiguration, ...host }: HostRecord): Host {
  const vpc = VpcConfiguration as VpcConfiguration | undefined;
  return { ...host, Status: 'AVAILABLE', ...(vpc && { VpcConfiguration: vpc }) };
}

function checkEndpoint(url: string): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) invalidProviderEndpoint(url);
}
