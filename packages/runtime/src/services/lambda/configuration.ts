import type { CreateFunctionCommandInput, FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Scope } from '../../base/scope.ts';
import { invalidParameter, notServed, reservedVariables } from './errors.ts';
import { codeSha256, functionArn, latest, type Configuration, type Version } from './records.ts';

type Settings = Partial<Omit<CreateFunctionCommandInput, 'FunctionName' | 'Code'>>;

/** AWS: the names that Lambda sets itself (Developer Guide, "Defined runtime environment variables"). */
const reserved = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

/** AWS: "total size of all environment variables doesn't exceed 4 KB". */
const environmentBytesMax = 4096;

const unserved = [
  'VpcConfig',
  'DeadLetterConfig',
  'Layers',
  'FileSystemConfigs',
  'CodeSigningConfigArn',
  'ImageConfig',
  'SnapStart',
  'TenancyConfig',
  'CapacityProviderConfig',
  'DurableConfig',
] as const;

/** Refuses what would be recorded and then not happen. */
export function assertServed(settings: Settings): void {
  for (const member of unserved) if (asksForSomething(settings[member])) notServed(member);
  if (settings.PackageType === 'Image') notServed('PackageType Image');
}

function asksForSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === 'None') return false;
  if (typeof value === 'object') return Object.values(value).some(asksForSomething);
  return true;
}

export function assertEnvironment(environment: Readonly<Record<string, string>> | undefined): void {
  if (!environment) return;
  const taken = Object.keys(environment).filter((name) => reserved.has(name));
  if (taken.length > 0) reservedVariables(taken);
  const bytes = Buffer.byteLength(JSON.stringify(environment));
  if (bytes > environmentBytesMax)
    invalidParameter(
      'Lambda was unable to configure your environment variables because the environment ' +
        'variables you have ' +
        `provided exceeded the 4KB limit. String measured: ${JSON.stringify(environment)}`,
    );
}

/** A new function's configuration, AWS's defaults filled in. */
export function configurationOf(settings: Settings): Configuration {
  assertServed(settings);
  assertEnvironment(settings.Environment?.Variables);
  if (!settings.Runtime || !settings.Handler)
    invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  return {
    description: settings.Description ?? '',
    role: settings.Role!,
    runtime: settings.Runtime,
    functionHandler: settings.Handler,
    environment: settings.Environment?.Variables,
    timeoutSeconds: settings.Timeout ?? 3,
    memoryMb: settings.MemorySize ?? 128,
    architecture: settings.Architectures?.[0] ?? 'x86_64',
    ephemeralStorageMb: settings.EphemeralStorage?.Size ?? 512,
    tracing: settings.TracingConfig?.Mode ?? 'PassThrough',
    logGroup: settings.LoggingConfig?.LogGroup,
  };
}

/** What an update changes; members not given stay. */
export function changedConfiguration(before: Version, settings: Settings): Version {
  assertServed(settings);
  assertEnvironment(settings.Environment?.Variables);
  return {
    ...before,
    description: settings.Description ?? before.description,
    role: settings.Role ?? before.role,
    runtime: settings.Runtime ?? before.runtime,
    functionHandler: settings.Handler ?? before.functionHandler,
    environment: settings.Environment ? settings.Environment.Variables : before.environment,
    timeoutSeconds: settings.Timeout ?? before.timeoutSeconds,
    memoryMb: settings.MemorySize ?? before.memoryMb,
    ephemeralStorageMb: settings.EphemeralStorage?.Size ?? before.ephemeralStorageMb,
    tracing: settings.TracingConfig?.Mode ?? before.tracing,
    logGroup: settings.LoggingConfig?.LogGroup ?? before.logGroup,
  };
}

export const logGroupOf = (version: Version): string =>
  version.logGroup ?? `/aws/lambda/${version.functionName}`;

/** `qualifier`: what the ARN ends with, which is what the caller named: a version, an alias, or nothing. */
export function describeVersion(
  scope: Scope,
  version: Version,
  qualifier: string | undefined,
): FunctionConfiguration {
  return {
    FunctionName: version.functionName,
    FunctionArn: functionArn(scope, version.functionName, qualifier),
    Runtime: version.runtime as NonNullable<FunctionConfiguration['Runtime']>,
    Role: version.role,
    Handler: version.functionHandler,
    CodeSize: version.code.size,
    CodeSha256: codeSha256(version.code),
    Description: version.description,
    Timeout: version.timeoutSeconds,
    MemorySize: version.memoryMb,
    LastModified: new Date(version.lastModified).toISOString().replace('Z', '+0000'),
    Version: version.version,
    ...(version.environment && { Environment: { Variables: { ...version.environment } } }),
    TracingConfig: { Mode: version.tracing as 'Active' | 'PassThrough' },
    RevisionId: version.revisionId,
    State: 'Active',
    ...(version.version === latest && { LastUpdateStatus: 'Successful' as const }),
    PackageType: 'Zip',
    Architectures: [version.architecture as 'x86_64' | 'arm64'],
    EphemeralStorage: { Size: version.ephemeralStorageMb },
    LoggingConfig: { LogFormat: 'Text', LogGroup: logGroupOf(version) },
  };
}

/** A version as it is answered where it is what was asked for. */
export const describePublished = (scope: Scope, version: Version): FunctionConfiguration =>
  describeVersion(scope, version, version.version);
