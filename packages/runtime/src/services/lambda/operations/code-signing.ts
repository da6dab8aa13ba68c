import type * as sdk from '@aws-sdk/client-lambda';
import { alphabets } from '../../../base/ids.ts';
import { arnOf } from '../../../base/arn.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  codeNotVerified,
  codeSigningConfigInUse,
  codeSigningConfigNotFound,
  invalidParameter,
  noSuchResource,
  signedImage,
} from '../errors.ts';
import { codeSigningConfigs, functionArn, functions, type CodeSigningConfigRecord } from '../records.ts';
import { findFunction, referenceOf } from '../references.ts';
import type { Package } from './code.ts';

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_CreateCodeSigningConfig.html
export const createCodeSigningConfig: Handler<
  sdk.CreateCodeSigningConfigCommandInput,
  sdk.CreateCodeSigningConfigResponse
> = (input, call) => {
  const id = `csc-${call.ids.word(17, `${alphabets.lower}0123456789`)}`;
  const config: CodeSigningConfigRecord = {
    id,
    arn: arnOf('lambda', call, `code-signing-config:${id}`),
    description: input.Description,
    publishers: input.AllowedPublishers?.SigningProfileVersionArns ?? [],
    // AWS: "Default: Warn".
    policy: input.CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? 'Warn',
    tags: input.Tags ?? {},
    lastModified: call.now,
  };
  codeSigningConfigs.put(call.tx, call, config.arn, config);
  return { CodeSigningConfig: configAnswer(config) };
};

export const configOf = (call: Call, arn: string): CodeSigningConfigRecord =>
  codeSigningConfigs.get(call.tx, call, arn) ?? noSuchResource();

/** The same where it is a function's. */
const configFor = (call: Call, arn: string): CodeSigningConfigRecord =>
  codeSigningConfigs.get(call.tx, call, arn) ?? codeSigningConfigNotFound(arn);

export const getCodeSigningConfig: Handler<
  sdk.GetCodeSigningConfigCommandInput,
  sdk.GetCodeSigningConfigResponse
> = ({ CodeSigningConfigArn }, call) => ({
  CodeSigningConfig: configAnswer(configOf(call, CodeSigningConfigArn!)),
});

export const updateCodeSigningConfig: Handler<
  sdk.UpdateCodeSigningConfigCommandInput,
  sdk.UpdateCodeSigningConfigResponse
> = (input, call) => {
  const before = configOf(call, input.CodeSigningConfigArn!);
  const config: CodeSigningConfigRecord = {
    ...before,
    description: input.Description ?? before.description,
    publishers: input.AllowedPublishers?.SigningProfileVersionArns ?? before.publishers,
    policy: input.CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? before.policy,
    lastModified: call.now,
  };
  codeSigningConfigs.put(call.tx, call, config.arn, config);
  return { CodeSigningConfig: configAnswer(config) };
};

const functionsWith = (call: Call, arn: string): string[] =>
  functions.list(call.tx, call).flatMap((each) => (each.codeSigningConfigArn === arn ? [each.name] : []));

export const deleteCodeSigningConfig: Handler<sdk.DeleteCodeSigningConfigCommandInput, object> = (
  input,
  call,
) => {
  const { arn } = configOf(call, input.CodeSigningConfigArn!);
  if (functionsWith(call, arn).length > 0) codeSigningConfigInUse(arn);
  codeSigningConfigs.delete(call.tx, call, arn);
  return {};
};

export const listCodeSigningConfigs: Handler<
  sdk.ListCodeSigningConfigsCommandInput,
  sdk.ListCodeSigningConfigsResponse
> = (input, call) => {
  const page = paged(codeSigningConfigs.list(call.tx, call), ({ arn }) => arn, input);
  return { CodeSigningConfigs: page.items.map(configAnswer), NextMarker: page.next };
};

export const listFunctionsByCodeSigningConfig: Handler<
  sdk.ListFunctionsByCodeSigningConfigCommandInput,
  sdk.ListFunctionsByCodeSigningConfigResponse
> = (input, call) => {
  const { arn } = configOf(call, input.CodeSigningConfigArn!);
  const page = paged(functionsWith(call, arn), (name) => name, input);
  return { FunctionArns: page.items.map((name) => functionArn(call, name)), NextMarker: page.next };
};

const paged = <T>(
  all: readonly T[],
  keyOf: (each: T) => string,
  { Marker, MaxItems = 50 }: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
) =>
  pageOf(all, keyOf, {
    token: Marker,
    limit: Math.min(MaxItems, 50),
    invalid: () => invalidParameter('Invalid Marker'),
  });

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionCodeSigningConfig.html: "the changes take effect
// the next time a user tries to deploy a code package to the function".
export const putFunctionCodeSigningConfig: Handler<
  sdk.PutFunctionCodeSigningConfigCommandInput,
  sdk.PutFunctionCodeSigningConfigResponse
> = (input, call) => {
  const { arn: CodeSigningConfigArn } = configFor(call, input.CodeSigningConfigArn!);
  const found = findFunction(call.tx, call, referenceOf(input.FunctionName!).name);
  functions.put(call.tx, call, found.name, { ...found, codeSigningConfigArn: CodeSigningConfigArn });
  return { CodeSigningConfigArn, FunctionName: found.name };
};

export const getFunctionCodeSigningConfig: Handler<
  sdk.GetFunctionCodeSigningConfigCommandInput,
  Partial<sdk.GetFunctionCodeSigningConfigResponse>
> = (input, call) => {
  const { name, codeSigningConfigArn } = findFunction(call.tx, call, referenceOf(input.FunctionName!).name);
  return {
    FunctionName: name,
    ...(codeSigningConfigArn !== undefined && { CodeSigningConfigArn: codeSigningConfigArn }),
  };
};

export const deleteFunctionCodeSigningConfig: Handler<
  sdk.DeleteFunctionCodeSigningConfigCommandInput,
  object
> = (input, call) => {
  const found = findFunction(call.tx, call, referenceOf(input.FunctionName!).name);
  functions.put(call.tx, call, found.name, { ...found, codeSigningConfigArn: undefined });
  return {};
};

/**
 * Nothing is signed here: AWS Signer, which signs packages, is not. So a configuration that insists on a signature lets
 * no package in, and one that only warns lets in all.
 */
export function requireSigned(
  call: Call,
  arn: string | undefined,
  { name, made }: { readonly name: string; readonly made?: Package },
): void {
  if (arn === undefined) return;
  const { policy } = configFor(call, arn);
  if (made?.image) signedImage();
  if (policy === 'Enforce') codeNotVerified(name);
}

const configAnswer = (config: CodeSigningConfigRecord): sdk.CodeSigningConfig => ({
  CodeSigningConfigId: config.id,
  CodeSigningConfigArn: config.arn,
  Description: config.description ?? '',
  AllowedPublishers: { SigningProfileVersionArns: [...config.publishers] },
  CodeSigningPolicies: { UntrustedArtifactOnDeployment: config.policy },
  LastModified: new Date(config.lastModified).toISOString().replace('Z', '+0000'),
});
