import type {
  Cors,
  CreateFunctionUrlConfigCommandInput,
  CreateFunctionUrlConfigResponse,
  DeleteFunctionUrlConfigCommandInput,
  FunctionUrlConfig,
  GetFunctionUrlConfigCommandInput,
  GetFunctionUrlConfigResponse,
  ListFunctionUrlConfigsCommandInput,
  ListFunctionUrlConfigsResponse,
  UpdateFunctionUrlConfigCommandInput,
} from '@aws-sdk/client-lambda';
import { alphabets } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidParameter, noSuchResource, urlExists } from '../errors.ts';
import { findFunction, referenceOf, resolve, type Reference } from '../references.ts';
import {
  everywhere,
  functionArn,
  functionUrls,
  policies,
  qualifiedKey,
  urlOwners,
  type FunctionUrl,
} from '../records.ts';

/** AWS: `<32 characters>.lambda-url.<region>.on.aws`. */
const idLength = 32;

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html
export const createFunctionUrlConfig: Handler<
  CreateFunctionUrlConfigCommandInput,
  CreateFunctionUrlConfigResponse
> = (input, call) => {
  const reference = referenceOf(input.FunctionName!, input.Qualifier);
  resolve(call.tx, call, reference);
  const key = keyOf(reference);
  if (functionUrls.get(call.tx, call, key)) urlExists();
  const { account, region, now } = call;
  const url: FunctionUrl = {
    id: call.ids.word(idLength, alphabets.lower),
    qualifier: reference.qualifier,
    authType: input.AuthType!,
    invokeMode: input.InvokeMode ?? 'BUFFERED',
    cors: input.Cors,
    createdAt: now,
    lastModified: now,
  };
  functionUrls.put(call.tx, call, key, url);
  urlOwners.put(call.tx, everywhere, url.id, { account, region, functionName: reference.name, key });
  const { LastModifiedTime: _, ...answered } = answer(call, reference.name, url);
  return answered;
};

const keyOf = ({ name, qualifier = '' }: Reference): string => qualifiedKey(name, qualifier);

export const updateFunctionUrlConfig: Handler<UpdateFunctionUrlConfigCommandInput, FunctionUrlConfig> = (
  input,
  call,
) => {
  const { reference, url } = find(call, input);
  const changed: FunctionUrl = {
    ...url,
    authType: input.AuthType ?? url.authType,
    invokeMode: input.InvokeMode ?? url.invokeMode,
    cors: input.Cors ?? url.cors,
    lastModified: call.now,
  };
  functionUrls.put(call.tx, call, keyOf(reference), changed);
  return answer(call, reference.name, changed);
};

export const getFunctionUrlConfig: Handler<GetFunctionUrlConfigCommandInput, GetFunctionUrlConfigResponse> = (
  input,
  call,
) => {
  const { reference, url } = find(call, input);
  return answer(call, reference.name, url);
};

export const deleteFunctionUrlConfig: Handler<DeleteFunctionUrlConfigCommandInput, object> = (
  input,
  call,
) => {
  const { reference, url } = find(call, input);
  removeUrl(call, keyOf(reference), url);
  return {};
};

/** A URL goes with what it leads to. */
export function removeUrl(call: Call, key: string, url = functionUrls.get(call.tx, call, key)): void {
  if (!url) return;
  urlOwners.delete(call.tx, everywhere, url.id);
  functionUrls.delete(call.tx, call, key);
}

const listMax = 50;

export const listFunctionUrlConfigs: Handler<
  ListFunctionUrlConfigsCommandInput,
  ListFunctionUrlConfigsResponse
> = (input, call) => {
  const { name } = referenceOf(input.FunctionName!);
  findFunction(call.tx, call, name);
  const all = functionUrls.list(call.tx, call, { prefix: qualifiedKey(name, '') });
  const page = pageOf(all, ({ id }) => id, {
    token: input.Marker,
    limit: Math.min(input.MaxItems ?? listMax, listMax),
    invalid: () => invalidParameter('Invalid Marker'),
  });
  return {
    FunctionUrlConfigs: page.items.map((url) => answer(call, name, url)),
    ...(page.next !== undefined && { NextMarker: page.next }),
  };
};

function find(call: Call, input: { FunctionName: string | undefined; Qualifier?: string | undefined }) {
  const reference = referenceOf(input.FunctionName!, input.Qualifier);
  return { reference, url: functionUrls.get(call.tx, call, keyOf(reference)) ?? noSuchResource() };
}

function answer(call: Call, name: string, url: FunctionUrl) {
  const { id, qualifier, authType, invokeMode, cors, createdAt, lastModified } = url;
  return {
    FunctionUrl: `${call.endpoint}/_penstock/function-url/${id}/`,
    FunctionArn: functionArn(call, name, qualifier),
    AuthType: authType,
    ...(cors && { Cors: cors as Cors }),
    CreationTime: new Date(createdAt).toISOString(),
    LastModifiedTime: new Date(lastModified).toISOString(),
    InvokeMode: invokeMode,
  };
}

interface Found {
  readonly account: string;
  readonly region: string;
  readonly functionArn: string;
  readonly isOpen: boolean;
  readonly cors?: Cors | undefined;
}

/** Inside only: where a URL leads. */
export const findFunctionUrl: Handler<{ readonly urlId: string }, { readonly target?: Found }> = (
  { urlId },
  { tx },
) => {
  const owner = urlOwners.get(tx, everywhere, urlId);
  const url = owner && functionUrls.get(tx, owner, owner.key);
  if (!owner || !url) return {};
  const { account, region, functionName, key } = owner;
  const statements = policies.get(tx, owner, key)?.statements ?? [];
  const isPublic = statements.some(
    ({ Principal, Action }) => Principal === '*' && Action === 'lambda:InvokeFunctionUrl',
  );
  const arn = functionArn(owner, functionName, url.qualifier);
  const isOpen = url.authType === 'NONE' && isPublic;
  return { target: { account, region, functionArn: arn, isOpen, cors: url.cors } };
};
