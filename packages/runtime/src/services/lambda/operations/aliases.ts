import type {
  AliasConfiguration,
  AliasRoutingConfiguration,
  CreateAliasCommandInput,
  DeleteAliasCommandInput,
  GetAliasCommandInput,
  ListAliasesCommandInput,
  ListAliasesResponse,
  UpdateAliasCommandInput,
} from '@aws-sdk/client-lambda';
import { pageOf } from '../../../base/pagination.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  aliasExists,
  invalidParameter,
  latestNotRouted,
  revisionMismatch,
  versionAlreadyRouted,
} from '../errors.ts';
import { findAlias, findFunction, findVersion, referenceOf } from '../references.ts';
import { moveProvisioned, releaseProvisioned } from './allocations.ts';
import { removeUrl } from './function-urls.ts';
import { aliases, functionArn, latest, qualifiedKey, revisionOf, type Alias } from '../records.ts';

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html
export const createAlias: Handler<CreateAliasCommandInput, AliasConfiguration> = (input, call) => {
  const { name } = referenceOf(input.FunctionName!);
  findFunction(call.tx, call, name);
  const alias = input.Name!;
  if (aliases.get(call.tx, call, qualifiedKey(name, alias))) aliasExists(functionArn(call, name, alias));
  return keep(call, {
    functionName: name,
    name: alias,
    functionVersion: input.FunctionVersion!,
    description: input.Description ?? '',
    weights: weightsOf(input.RoutingConfig),
  });
};

export const updateAlias: Handler<UpdateAliasCommandInput, AliasConfiguration> = (input, call) => {
  const { name } = referenceOf(input.FunctionName!);
  const before = findAlias(call.tx, call, name, input.Name!);
  if (input.RevisionId !== undefined && input.RevisionId !== before.revisionId) revisionMismatch();
  const changed = {
    ...before,
    functionVersion: input.FunctionVersion ?? before.functionVersion,
    description: input.Description ?? before.description,
    weights: input.RoutingConfig ? weightsOf(input.RoutingConfig) : before.weights,
  };
  const kept = keep(call, changed, before.revisionId);
  moveProvisioned(call, before.functionName, before.name, before.functionVersion);
  return kept;
};

function weightsOf(routing: AliasRoutingConfiguration | undefined): Readonly<Record<string, number>> {
  return routing?.AdditionalVersionWeights ?? {};
}

function keep(call: Call, wanted: Omit<Alias, 'revisionId'>, before?: string): AliasConfiguration {
  assertRouting(call, wanted);
  const alias: Alias = { ...wanted, revisionId: revisionOf(wanted, call.now, before) };
  aliases.put(call.tx, call, qualifiedKey(alias.functionName, alias.name), alias);
  return describe(call, alias);
}

function assertRouting(call: Call, alias: Omit<Alias, 'revisionId'>): void {
  findVersion(call.tx, call, alias.functionName, alias.functionVersion);
  const others = Object.entries(alias.weights);
  if (others.length > 1)
    invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
  for (const [version, weight] of others) {
    if (version === latest || alias.functionVersion === latest) latestNotRouted();
    if (version === alias.functionVersion) versionAlreadyRouted(version);
    if (!(weight >= 0 && weight <= 1)) invalidParameter('Weight must be between 0.0 and 1.0');
    findVersion(call.tx, call, alias.functionName, version);
  }
}

export const getAlias: Handler<GetAliasCommandInput, AliasConfiguration> = (input, call) =>
  describe(call, findAlias(call.tx, call, referenceOf(input.FunctionName!).name, input.Name!));

export const deleteAlias: Handler<DeleteAliasCommandInput, object> = (input, call) => {
  const { name } = referenceOf(input.FunctionName!);
  findFunction(call.tx, call, name);
  removeUrl(call, qualifiedKey(name, input.Name!));
  releaseProvisioned(call, name, input.Name!);
  aliases.delete(call.tx, call, qualifiedKey(name, input.Name!)); // AWS: deleting what is not there succeeds.
  return {};
};

const listMax = 50;

export const listAliases: Handler<ListAliasesCommandInput, ListAliasesResponse> = (input, call) => {
  const { name } = referenceOf(input.FunctionName!);
  findFunction(call.tx, call, name);
  const version = input.FunctionVersion;
  const all = aliases
    .list(call.tx, call, { prefix: qualifiedKey(name, '') })
    .filter(
      (alias) => version === undefined || alias.functionVersion === version || version in alias.weights,
    );
  const page = pageOf(all, (alias) => alias.name, {
    token: input.Marker,
    limit: Math.min(input.MaxItems ?? listMax, listMax),
    invalid: () => invalidParameter('Invalid Marker'),
  });
  return {
    Aliases: page.items.map((alias) => describe(call, alias)),
    ...(page.next !== undefined && { NextMarker: page.next }),
  };
};

function describe(scope: Scope, alias: Alias): AliasConfiguration {
  return {
    AliasArn: functionArn(scope, alias.functionName, alias.name),
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    ...(Object.keys(alias.weights).length > 0 && {
      RoutingConfig: { AdditionalVersionWeights: { ...alias.weights } },
    }),
    RevisionId: alias.revisionId,
  };
}
