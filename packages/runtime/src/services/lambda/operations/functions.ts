import type {
  CreateFunctionCommandInput,
  DeleteFunctionCommandInput,
  FunctionConfiguration,
  GetFunctionCommandInput,
  GetFunctionResponse,
  ListFunctionsCommandInput,
  ListFunctionsResponse,
} from '@aws-sdk/client-lambda';
import { pageOf } from '../../../base/pagination.ts';
import { flowId, type Call, type Handler, type WaitingHandler } from '../../../dispatch/service.ts';
import { configurationOf, describePublished, describeVersion } from '../configuration.ts';
import { functionExists, functionNotFound, invalidParameter } from '../errors.ts';
import { removalFlow, type Removal } from '../flow/removal.ts';
import { findFunction, findVersion, isVersion, referenceOf, resolve } from '../references.ts';
import {
  aliases,
  functionArn,
  functions,
  latest,
  policies,
  qualifiedKey,
  revisionOf,
  sessions,
  versionKey,
  versions,
  type Version,
} from '../records.ts';
import { keepCode } from './code.ts';
import { assumeRole } from './environments.ts';
import { publish } from './versions.ts';

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
export const createFunction: WaitingHandler<CreateFunctionCommandInput, FunctionConfiguration> = {
  async waits(input, call) {
    const { name } = referenceOf(input.FunctionName!);
    const configuration = configurationOf(input);
    call.transaction(({ tx }) => assertNew(tx, call, name));
    const code = await keepCode(input.Code ?? {}, call);
    await assumeRole(configuration.role, name, call);
    return call.transaction((committing) => {
      const { tx, now } = committing;
      assertNew(tx, call, name);
      functions.put(tx, call, name, { name, tags: input.Tags ?? {}, versionPublished: 0 });
      const version: Version = {
        ...configuration,
        functionName: name,
        version: latest,
        code,
        lastModified: now,
        revisionId: revisionOf({ ...configuration, name, code }, now),
      };
      versions.put(tx, call, versionKey(name, latest), version);
      if (input.Publish) return describePublished(call, publish(committing, name, version));
      return describeVersion(call, version, undefined);
    });
  },
};

function assertNew(tx: Call['tx'], scope: { account: string; region: string }, name: string): void {
  if (functions.get(tx, scope, name)) functionExists(name);
}

export const getFunction: Handler<GetFunctionCommandInput, GetFunctionResponse> = (input, call) => {
  const reference = referenceOf(input.FunctionName!, input.Qualifier);
  const version = resolve(call.tx, call, reference);
  const { tags } = findFunction(call.tx, call, reference.name);
  return {
    Configuration: describeVersion(call, version, reference.qualifier),
    // AWS also answers a Location to download the zip from; see README.md.
    Code: { RepositoryType: 'S3' },
    ...(Object.keys(tags).length > 0 && { Tags: { ...tags } }),
  };
};

export const getFunctionConfiguration: Handler<GetFunctionCommandInput, FunctionConfiguration> = (
  input,
  call,
) => {
  const reference = referenceOf(input.FunctionName!, input.Qualifier);
  return describeVersion(call, resolve(call.tx, call, reference), reference.qualifier);
};

/** AWS: "Lambda returns up to 50 functions per call." */
const listMax = 50;

export const listFunctions: Handler<ListFunctionsCommandInput, ListFunctionsResponse> = (input, call) => {
  const every = input.FunctionVersion === 'ALL';
  const all = versions.list(call.tx, call).filter((version) => every || version.version === latest);
  const page = pageOf(all, ({ functionName, version }) => versionKey(functionName, version), {
    token: input.Marker,
    limit: Math.min(input.MaxItems ?? listMax, listMax),
    invalid: () => invalidParameter('Invalid Marker'),
  });
  return {
    Functions: page.items.map((version) =>
      describeVersion(call, version, every ? version.version : undefined),
    ),
    ...(page.next !== undefined && { NextMarker: page.next }),
  };
};

export const deleteFunction: Handler<DeleteFunctionCommandInput, object> = (input, call) => {
  const { name, qualifier } = referenceOf(input.FunctionName!, input.Qualifier);
  if (qualifier !== undefined) return deleteVersion(call, name, qualifier);
  findFunction(call.tx, call, name);
  const { tx } = call;
  const all = versions.list(tx, call, { prefix: qualifiedKey(name, '') });
  for (const { version } of all) forgetVersion(call, name, version);
  for (const alias of aliases.list(tx, call, { prefix: qualifiedKey(name, '') }))
    aliases.delete(tx, call, qualifiedKey(name, alias.name));
  for (const qualifierOfPolicy of ['', ...all.map(({ version }) => version)])
    policies.delete(tx, call, qualifiedKey(name, qualifierOfPolicy));
  functions.delete(tx, call, name);
  endProcesses(call, all);
  return {};
};

function deleteVersion(call: Call, name: string, qualifier: string): object {
  if (qualifier === latest)
    invalidParameter('$LATEST version cannot be deleted without deleting the function.');
  if (!isVersion(qualifier)) functionNotFound(functionArn(call, name, qualifier));
  const version = findVersion(call.tx, call, name, qualifier);
  forgetVersion(call, name, qualifier);
  endProcesses(call, [version]);
  return {};
}

function forgetVersion(call: Call, name: string, version: string): void {
  versions.delete(call.tx, call, versionKey(name, version));
  sessions.delete(call.tx, call, versionKey(name, version));
}

/** The processes that were kept warm end with what they ran. */
function endProcesses(call: Call, gone: readonly Version[]): void {
  const arns = gone.map(({ functionName, version }) => functionArn(call, functionName, version));
  const id = flowId(removalFlow.kind, call, `${gone[0]!.functionName}:${call.ids.uuid()}`);
  const { account, region } = call;
  const removal: Removal = { account, region, functions: arns, flow: id };
  call.flows.start(removalFlow.kind, id, removal);
}
