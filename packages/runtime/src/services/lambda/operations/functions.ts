import type {
  CreateFunctionCommandInput,
  DeleteFunctionCommandInput,
  FunctionCodeLocation,
  FunctionConfiguration,
  GetFunctionCommandInput,
  GetFunctionResponse,
  ListFunctionsCommandInput,
  ListFunctionsResponse,
} from '@aws-sdk/client-lambda';
import { pageOf } from '../../../base/pagination.ts';
import { flowId, type Call, type Handler, type WaitingHandler } from '../../../dispatch/service.ts';
import { configurationOf } from '../configuration.ts';
import { describePublished, describeVersion } from '../describing.ts';
import { downloadUrl, ensureDownloads } from '../downloads.ts';
import { functionExists, functionNotFound, invalidParameter } from '../errors.ts';
import { attachedLayers } from '../layer-references.ts';
import { removalFlow, type Removal } from '../flow/removal.ts';
import { findFunction, findVersion, isVersion, referenceOf, resolve } from '../references.ts';
import {
  aliases,
  eventInvokeConfigs,
  functionArn,
  functions,
  isMadeBy,
  latest,
  policies,
  provisioned,
  qualifiedKey,
  revisionOf,
  sessions,
  versionKey,
  versions,
  type Version,
} from '../records.ts';
import { keepPackage } from './code.ts';
import { requireSigned } from './code-signing.ts';
import { assumeRole } from './environments.ts';
import { removeUrl } from './function-urls.ts';
import { publish } from './versions.ts';

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
export const createFunction: WaitingHandler<CreateFunctionCommandInput, FunctionConfiguration> = {
  async waits(input, call) {
    const { name } = referenceOf(input.FunctionName!);
    const configuration = call.transaction((asking) => {
      assertNew(asking, name);
      return configurationOf(input, attachedLayers(asking, input.Layers ?? []));
    });
    const made = await keepPackage(input.Code ?? {}, call);
    await assumeRole(configuration.role, name, call);
    return call.transaction((committing) => {
      const { tx, now } = committing;
      assertNew(committing, name);
      const before = versions.get(tx, call, versionKey(name, latest));
      if (before) return describeVersion(call, before, undefined);
      ensureDownloads(committing);
      const signing = input.CodeSigningConfigArn;
      requireSigned(committing, signing, { name, made });
      functions.put(tx, call, name, {
        name,
        tags: input.Tags ?? {},
        versionPublished: 0,
        ...(signing !== undefined && { codeSigningConfigArn: signing }),
      });
      const version: Version = {
        ...configuration,
        functionName: name,
        version: latest,
        ...made,
        lastModified: now,
        effectId: call.effectId,
        revisionId: revisionOf({ ...configuration, name, ...made }, now),
      };
      versions.put(tx, call, versionKey(name, latest), version);
      if (input.Publish) return describePublished(call, publish(committing, name, version));
      return describeVersion(call, version, undefined);
    });
  },
};

/** What this very call has made, before a crash, is as good as not there yet. */
function assertNew(call: Call, name: string): void {
  const before = versions.get(call.tx, call, versionKey(name, latest));
  if (functions.get(call.tx, call, name) && !isMadeBy(before, call.effectId)) functionExists(name);
}

export const getFunction: Handler<GetFunctionCommandInput, GetFunctionResponse> = (input, call) => {
  const reference = referenceOf(input.FunctionName!, input.Qualifier);
  const version = resolve(call.tx, call, reference);
  const { tags, reservedConcurrency } = findFunction(call.tx, call, reference.name);
  return {
    Configuration: describeVersion(call, version, reference.qualifier),
    Code: codeLocation(call, version),
    ...(Object.keys(tags).length > 0 && { Tags: { ...tags } }),
    ...(reservedConcurrency !== undefined && {
      Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
    }),
  };
};

function codeLocation(call: Call, { image, code, functionName, version }: Version): FunctionCodeLocation {
  if (image) return { RepositoryType: 'ECR', ImageUri: image.uri, ResolvedImageUri: image.resolvedUri };
  return { RepositoryType: 'S3', Location: downloadUrl(call, code, `${functionName}:${version}`) };
}

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
  const aliasNames = aliases.list(tx, call, { prefix: qualifiedKey(name, '') }).map((alias) => alias.name);
  for (const alias of aliasNames) aliases.delete(tx, call, qualifiedKey(name, alias));
  for (const own of [policies, eventInvokeConfigs, provisioned])
    for (const qualified of ['', ...aliasNames, ...all.map(({ version }) => version)])
      own.delete(tx, call, qualifiedKey(name, qualified));
  for (const qualified of ['', ...aliasNames]) removeUrl(call, qualifiedKey(name, qualified));
  functions.delete(tx, call, name);
  endProcesses(call, all);
  return {};
};

function deleteVersion(call: Call, name: string, qualifier: string): object {
  if (qualifier === latest)
    invalidParameter('$LATEST version cannot be deleted without deleting the function.');
  if (!isVersion(qualifier)) functionNotFound(functionArn(call, name, qualifier));
  const version = findVersion(call.tx, call, name, qualifier);
  provisioned.delete(call.tx, call, qualifiedKey(name, qualifier));
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
