import type {
  CreateStateMachineAliasInput,
  CreateStateMachineAliasOutput,
  DeleteStateMachineAliasInput,
  DescribeStateMachineAliasInput,
  DescribeStateMachineAliasOutput,
  ListStateMachineAliasesInput,
  ListStateMachineAliasesOutput,
  RoutingConfigurationListItem,
  UpdateStateMachineAliasInput,
  UpdateStateMachineAliasOutput,
} from '@aws-sdk/client-sfn';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { conflict, invalidName, nextTokenInvalid, validation } from '../errors.ts';
import { aliases, type AliasRecord } from '../records.ts';
import { aliasesOf, aliasOf, findAlias, isVersion, namedIn, qualifiedArn, versionOf } from '../versions.ts';
import { machineOf } from './state-machines.ts';

const pageSizeDefault = 100;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html */
export const createStateMachineAlias: Handler<
  Given<CreateStateMachineAliasInput>,
  CreateStateMachineAliasOutput
> = ({ name, description, routingConfiguration }, call) => {
  if (!/^[A-Za-z0-9_.-]{1,80}$/.test(name) || isVersion(name)) invalidName(name);
  const { machine, routes } = routesIn(call, routingConfiguration);
  const before = findAlias(call, machine, name);
  const same =
    before?.description === description && JSON.stringify(before?.routes) === JSON.stringify(routes);
  // AWS: idempotent for the same alias; unverified words.
  if (before && !same) conflict(`State Machine Alias Already Exists: '${arnOf(call, before)}'`);
  const alias = before ?? kept(call, { machine, name, routes, createdAt: call.now }, description);
  return { stateMachineAliasArn: arnOf(call, alias), creationDate: new Date(alias.createdAt) };
};

const arnOf = (call: Call, { machine, name }: Pick<AliasRecord, 'machine' | 'name'>): string =>
  qualifiedArn(call, machine, name);

function kept(
  call: Call,
  alias: Omit<AliasRecord, 'updatedAt' | 'description'>,
  description: string | undefined,
): AliasRecord {
  const record = { ...alias, updatedAt: call.now, ...(description !== undefined && { description }) };
  aliases.put(call.tx, call, `${alias.machine}|${alias.name}`, record);
  return record;
}

/** AWS: RoutingConfigurationListItem: one version or two of one machine, whose weights sum up to 100. */
function routesIn(
  call: Call,
  listed: Given<RoutingConfigurationListItem[]>,
): Omit<AliasRecord, 'name' | 'createdAt' | 'updatedAt'> {
  const found = listed.map(({ stateMachineVersionArn: arn, weight = 0 }) => ({
    ...namedIn(arn),
    version: versionOf(call, arn).number,
    weight,
  }));
  const [first] = found;
  // AWS: unverified words.
  if (!first || found.length > 2)
    return validation('An alias has one or two versions in its routing configuration');
  if (found.some(({ name }) => name !== first.name))
    validation('The versions of a routing configuration must be of one state machine');
  if (found.reduce((sum, { weight }) => sum + weight, 0) !== 100)
    validation('The weights of a routing configuration must sum up to 100');
  return { machine: first.name, routes: found.map(({ version, weight }) => ({ version, weight })) };
}

export const updateStateMachineAlias: Handler<
  Given<UpdateStateMachineAliasInput>,
  UpdateStateMachineAliasOutput
> = ({ stateMachineAliasArn, description, routingConfiguration }, call) => {
  const before = aliasOf(call, stateMachineAliasArn);
  if (description === undefined && routingConfiguration === undefined)
    validation('Either the description or the routing configuration must be specified');
  const routes = routingConfiguration ? routesIn(call, routingConfiguration) : before;
  if (routes.machine !== before.machine)
    validation('The versions of a routing configuration must be of the alias’s state machine');
  kept(call, { ...before, routes: routes.routes }, description ?? before.description);
  return { updateDate: new Date(call.now) };
};

export const describeStateMachineAlias: Handler<
  Given<DescribeStateMachineAliasInput>,
  DescribeStateMachineAliasOutput
> = ({ stateMachineAliasArn }, call) => {
  const { machine, name, description, routes, createdAt, updatedAt } = aliasOf(call, stateMachineAliasArn);
  return {
    stateMachineAliasArn,
    name,
    ...(description !== undefined && { description }),
    routingConfiguration: routes.map(({ version, weight }) => ({
      stateMachineVersionArn: qualifiedArn(call, machine, version),
      weight,
    })),
    creationDate: new Date(createdAt),
    updateDate: new Date(updatedAt),
  };
};

export const deleteStateMachineAlias: Handler<Given<DeleteStateMachineAliasInput>, object> = (
  { stateMachineAliasArn },
  call,
) => {
  const { machine, name } = aliasOf(call, stateMachineAliasArn);
  aliases.delete(call.tx, call, `${machine}|${name}`);
  return {};
};

export const listStateMachineAliases: Handler<
  Given<ListStateMachineAliasesInput>,
  ListStateMachineAliasesOutput
> = (input, call) => {
  const { name: machine, qualifier } = namedIn(input.stateMachineArn);
  if (qualifier === undefined) machineOf(call, input.stateMachineArn);
  // AWS: of a version, those that lead to it.
  const wanted = aliasesOf(call, machine).filter(
    ({ routes }) => qualifier === undefined || routes.some(({ version }) => String(version) === qualifier),
  );
  const page = pageOf(wanted, ({ name }) => name, {
    token: input.nextToken,
    limit: input.maxResults || pageSizeDefault,
    invalid: nextTokenInvalid,
  });
  return {
    stateMachineAliases: page.items.map((alias) => ({
      stateMachineAliasArn: arnOf(call, alias),
      creationDate: new Date(alias.createdAt),
    })),
    nextToken: page.next,
  };
};
