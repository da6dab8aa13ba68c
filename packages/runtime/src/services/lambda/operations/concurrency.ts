import type {
  Concurrency,
  DeleteFunctionConcurrencyCommandInput,
  DeleteProvisionedConcurrencyConfigCommandInput,
  GetAccountSettingsResponse,
  GetFunctionConcurrencyCommandInput,
  GetFunctionConcurrencyResponse,
  GetProvisionedConcurrencyConfigCommandInput,
  GetProvisionedConcurrencyConfigResponse,
  ListProvisionedConcurrencyConfigsCommandInput,
  ListProvisionedConcurrencyConfigsResponse,
  PutFunctionConcurrencyCommandInput,
  PutProvisionedConcurrencyConfigCommandInput,
} from '@aws-sdk/client-lambda';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidParameter, noProvisionedConcurrency, tooMuchReserved } from '../errors.ts';
import { findFunction, referenceOf, resolve } from '../references.ts';
import { allocate, nextAllocation, releaseProvisioned, versionOf } from './allocations.ts';
import {
  functionArn,
  functions,
  latest,
  layers,
  provisioned,
  qualifiedKey,
  versions,
  type ProvisionedConcurrency,
} from '../records.ts';

/** AWS: quotas, "Concurrent executions: 1,000", of which 100 stay for functions that reserve none. */
const concurrencyMax = 1000;
const unreservedMin = 100;

const unreserved = (call: Call, but?: string): number =>
  functions
    .list(call.tx, call)
    .filter(({ name }) => name !== but)
    .reduce((left, { reservedConcurrency = 0 }) => left - reservedConcurrency, concurrencyMax);

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html
export const putFunctionConcurrency: Handler<PutFunctionConcurrencyCommandInput, Concurrency> = (
  input,
  call,
) => {
  const owner = findFunction(call.tx, call, referenceOf(input.FunctionName!).name);
  const wanted = input.ReservedConcurrentExecutions!;
  if (unreserved(call, owner.name) - wanted < unreservedMin) tooMuchReserved(unreservedMin);
  functions.put(call.tx, call, owner.name, { ...owner, reservedConcurrency: wanted });
  return { ReservedConcurrentExecutions: wanted };
};

export const getFunctionConcurrency: Handler<
  GetFunctionConcurrencyCommandInput,
  GetFunctionConcurrencyResponse
> = (input, call) => {
  const { reservedConcurrency } = findFunction(call.tx, call, referenceOf(input.FunctionName!).name);
  return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
};

export const deleteFunctionConcurrency: Handler<DeleteFunctionConcurrencyCommandInput, object> = (
  input,
  call,
) => {
  const { reservedConcurrency: _, ...owner } = findFunction(
    call.tx,
    call,
    referenceOf(input.FunctionName!).name,
  );
  functions.put(call.tx, call, owner.name, owner);
  return {};
};

interface Qualified {
  readonly FunctionName: string | undefined;
  readonly Qualifier: string | undefined;
}

function placeOf(call: Call, input: Qualified) {
  const { name, qualifier = latest } = referenceOf(input.FunctionName!, input.Qualifier);
  if (qualifier === latest)
    invalidParameter('Provisioned Concurrency Configs cannot be applied to unpublished function versions.');
  resolve(call.tx, call, { name, qualifier });
  return { key: qualifiedKey(name, qualifier), name, qualifier };
}

export const putProvisionedConcurrencyConfig: Handler<
  PutProvisionedConcurrencyConfigCommandInput,
  GetProvisionedConcurrencyConfigResponse
> = (input, call) => {
  const { key, name, qualifier } = placeOf(call, input);
  const config: ProvisionedConcurrency = {
    qualifier,
    requested: input.ProvisionedConcurrentExecutions!,
    lastModified: call.now,
    allocation: nextAllocation(call),
    status: 'IN_PROGRESS',
  };
  provisioned.put(call.tx, call, key, config);
  const versions = [versionOf(call, name, qualifier)];
  allocate(call, { functionName: name, versions, qualifier, allocation: config.allocation });
  return answer(config);
};

export const getProvisionedConcurrencyConfig: Handler<
  GetProvisionedConcurrencyConfigCommandInput,
  GetProvisionedConcurrencyConfigResponse
> = (input, call) => {
  const { key } = placeOf(call, input);
  return answer(provisioned.get(call.tx, call, key) ?? noProvisionedConcurrency());
};

export const deleteProvisionedConcurrencyConfig: Handler<
  DeleteProvisionedConcurrencyConfigCommandInput,
  object
> = (input, call) => {
  const { name, qualifier } = placeOf(call, input);
  releaseProvisioned(call, name, qualifier);
  return {};
};

const listMax = 50;

export const listProvisionedConcurrencyConfigs: Handler<
  ListProvisionedConcurrencyConfigsCommandInput,
  ListProvisionedConcurrencyConfigsResponse
> = (input, call) => {
  const { name } = referenceOf(input.FunctionName!);
  findFunction(call.tx, call, name);
  const all = provisioned.list(call.tx, call, { prefix: qualifiedKey(name, '') });
  const page = pageOf(all, ({ qualifier }) => qualifier, {
    token: input.Marker,
    limit: Math.min(input.MaxItems ?? listMax, listMax),
    invalid: () => invalidParameter('Invalid Marker'),
  });
  return {
    ProvisionedConcurrencyConfigs: page.items.map((config) => ({
      FunctionArn: functionArn(call, name, config.qualifier),
      ...answer(config),
    })),
    ...(page.next !== undefined && { NextMarker: page.next }),
  };
};

function answer(config: ProvisionedConcurrency): GetProvisionedConcurrencyConfigResponse {
  const { requested, lastModified, status, statusReason } = config;
  const available = status === 'READY' ? requested : 0;
  return {
    RequestedProvisionedConcurrentExecutions: requested,
    AvailableProvisionedConcurrentExecutions: available,
    AllocatedProvisionedConcurrentExecutions: available,
    Status: status,
    ...(statusReason !== undefined && { StatusReason: statusReason }),
    LastModified: new Date(lastModified).toISOString().replace('Z', '+0000'),
  };
}

/** AWS: quotas: 75 GB of code, 250 MB unzipped, 50 MB zipped. */
const limits = { TotalCodeSize: 80_530_636_800, CodeSizeUnzipped: 262_144_000, CodeSizeZipped: 52_428_800 };

export const getAccountSettings: Handler<object, GetAccountSettingsResponse> = (_input, call) => {
  const code = [...versions.list(call.tx, call).map(({ code: { size } }) => size)];
  const ofLayers = layers.list(call.tx, call).map(({ content }) => content.size);
  return {
    AccountLimit: {
      ...limits,
      ConcurrentExecutions: concurrencyMax,
      UnreservedConcurrentExecutions: unreserved(call),
    },
    AccountUsage: {
      TotalCodeSize: [...code, ...ofLayers].reduce((sum, size) => sum + size, 0),
      FunctionCount: functions.list(call.tx, call).length,
    },
  };
};
