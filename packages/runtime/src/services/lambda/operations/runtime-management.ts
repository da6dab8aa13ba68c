import type {
  GetFunctionRecursionConfigCommandInput,
  GetFunctionRecursionConfigResponse,
  GetRuntimeManagementConfigCommandInput,
  GetRuntimeManagementConfigResponse,
  PutFunctionRecursionConfigCommandInput,
  PutFunctionRecursionConfigResponse,
  PutRuntimeManagementConfigCommandInput,
  PutRuntimeManagementConfigResponse,
} from '@aws-sdk/client-lambda';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidParameter, notServed } from '../errors.ts';
import { findFunction, referenceOf, resolve } from '../references.ts';
import { functionArn, functions, latest, type RuntimeUpdates } from '../records.ts';

const referred = (FunctionName: string | undefined, Qualifier: string | undefined) => {
  const reference = referenceOf(FunctionName!);
  return { ...reference, qualifier: Qualifier ?? reference.qualifier ?? latest };
};

/** The runtimes are this machine's: when a function gets another one is kept and told. */
// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_PutRuntimeManagementConfig.html
export const putRuntimeManagementConfig: Handler<
  PutRuntimeManagementConfigCommandInput,
  PutRuntimeManagementConfigResponse
> = (input, call) => {
  const { name, qualifier } = referred(input.FunctionName, input.Qualifier);
  resolve(call.tx, call, { name, qualifier });
  const updates = input.UpdateRuntimeOn!;
  if (updates === 'Manual') notServed('UpdateRuntimeOn Manual, a runtime of a version of its own,');
  if (input.RuntimeVersionArn !== undefined)
    invalidParameter(`RuntimeVersionArn cannot be specified when UpdateRuntimeOn is ${updates}.`);
  const found = findFunction(call.tx, call, name);
  const runtimeUpdates = { ...found.runtimeUpdates, [qualifier]: updates as RuntimeUpdates };
  functions.put(call.tx, call, name, { ...found, runtimeUpdates });
  return { UpdateRuntimeOn: updates, FunctionArn: functionArn(call, name, qualifier) };
};

export const getRuntimeManagementConfig: Handler<
  GetRuntimeManagementConfigCommandInput,
  GetRuntimeManagementConfigResponse
> = (input, call) => {
  const { name, qualifier } = referred(input.FunctionName, input.Qualifier);
  resolve(call.tx, call, { name, qualifier });
  const { runtimeUpdates } = findFunction(call.tx, call, name);
  return {
    UpdateRuntimeOn: runtimeUpdates?.[qualifier] ?? 'Auto',
    FunctionArn: functionArn(call, name, qualifier),
  };
};

/** Kept and told: nobody looks for loops here. */
// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionRecursionConfig.html
export const putFunctionRecursionConfig: Handler<
  PutFunctionRecursionConfigCommandInput,
  PutFunctionRecursionConfigResponse
> = (input, call) => {
  const found = findFunction(call.tx, call, referenceOf(input.FunctionName!).name);
  functions.put(call.tx, call, found.name, { ...found, recursiveLoop: input.RecursiveLoop! });
  return { RecursiveLoop: input.RecursiveLoop };
};

export const getFunctionRecursionConfig: Handler<
  GetFunctionRecursionConfigCommandInput,
  GetFunctionRecursionConfigResponse
> = (input, call) => ({
  RecursiveLoop:
    findFunction(call.tx, call, referenceOf(input.FunctionName!).name).recursiveLoop ?? 'Terminate',
});
