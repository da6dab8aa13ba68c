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
import { isAllowedBy } from '../../../dispatch/policy/resource-policy.ts';
import type { Call, Caller, Handler } from '../../../dispatch/service.ts';
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
  type Policy,
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

interface Asked {
  readonly urlId: string;
  /** Who has signed the request, where it is signed. */
  readonly signer?: Pick<Caller, 'account' | 'arn'>;
}

interface Found {
  readonly account: string;
  readonly region: string;
  readonly functionArn: string;
  readonly isSigned: boolean;
  /** Whether an answer is sent while it is being written. */
  readonly isStreamed: boolean;
  readonly isOpen: boolean;
  readonly cors?: Cors | undefined;
}

/** Inside only: where a URL leads, and whether who asks may go there. */
export const findFunctionUrl: Handler<Asked, { readonly target?: Found }> = ({ urlId, signer }, { tx }) => {
  const owner = urlOwners.get(tx, everywhere, urlId);
  const url = owner && functionUrls.get(tx, owner, owner.key);
  if (!owner || !url) return {};
  const { account, region, functionName, key } = owner;
  const statements = policies.get(tx, owner, key)?.statements ?? [];
  const isSigned = url.authType === 'AWS_IAM';
  const isOpen = isSigned
    ? signer !== undefined && (signer.account === account || isNamed(statements, signer))
    : statements.some(({ Principal, Action }) => Principal === '*' && Action === action);
  const arn = functionArn(owner, functionName, url.qualifier);
  const isStreamed = url.invokeMode === 'RESPONSE_STREAM';
  return { target: { account, region, functionArn: arn, isSigned, isOpen, isStreamed, cors: url.cors } };
};

const action = 'lambda:InvokeFunctionUrl';

/**
 * Whether a function's policy lets somebody of another account in. Who is of its own account may do everything there,
 * until IAM's evaluator judges.
 */
// AWS: developer guide, "Control access to Lambda function URLs".
function isNamed(
  Statement: Policy['statements'],
  { account, arn }: Pick<Caller, 'account' | 'arn'>,
): boolean {
  const [, role] = /:assumed-role\/([^/]+)\//.exec(arn) ?? [];
  const principal = role === undefined ? arn : `arn:aws:iam::${account}:role/${role}`;
  const context = new Map([
    ['lambda:functionurlauthtype', ['AWS_IAM']],
    ['aws:principalaccount', [account]],
    ['aws:principalarn', [principal]],
  ]);
  return isAllowedBy(JSON.stringify({ Statement }), action, { arns: [arn, principal], account, context });
}
