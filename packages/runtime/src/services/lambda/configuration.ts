import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import { invalidParameter, notServed, reservedVariables } from './errors.ts';
import { refuseRetired } from './retired-runtimes.ts';
import type { AttachedLayer, Configuration, ImageSettings, Logging, Version } from './records.ts';

/** What a request may say of a function, but for its code and its layers. */
export type Settings = Partial<Omit<CreateFunctionCommandInput, 'FunctionName' | 'Code'>>;

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

const unserved = ['FileSystemConfigs', 'TenancyConfig', 'CapacityProviderConfig', 'DurableConfig'] as const;

/** Refuses what would be recorded and then not happen. */
function assertServed(settings: Settings): void {
  for (const member of unserved) if (asksForSomething(settings[member])) notServed(member);
}

function asksForSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === 'None') return false;
  if (typeof value === 'object') return Object.values(value).some(asksForSomething);
  return true;
}

function assertEnvironment(environment: Readonly<Record<string, string>> | undefined): void {
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

/** No variables are the same as none. */
function variablesOf({ Environment }: Settings): Configuration['environment'] {
  const variables = Environment?.Variables ?? {};
  return Object.keys(variables).length > 0 ? variables : undefined;
}

/** A new function's configuration, AWS's defaults filled in. */
export function configurationOf(settings: Settings, layers: readonly AttachedLayer[]): Configuration {
  assertServed(settings);
  assertEnvironment(settings.Environment?.Variables);
  assertPackage(settings);
  refuseRetired(settings.Runtime);
  return {
    description: settings.Description ?? '',
    role: settings.Role!,
    runtime: settings.Runtime,
    functionHandler: settings.Handler,
    environment: variablesOf(settings),
    timeoutSeconds: settings.Timeout ?? 3,
    memoryMb: settings.MemorySize ?? 128,
    architecture: settings.Architectures?.[0] ?? 'x86_64',
    ephemeralStorageMb: settings.EphemeralStorage?.Size ?? 512,
    tracing: settings.TracingConfig?.Mode ?? 'PassThrough',
    logging: loggingOf(settings.LoggingConfig, undefined),
    layers,
    ...attachmentsOf(settings, undefined),
  };
}

function assertPackage({ PackageType = 'Zip', Runtime, Handler, Layers }: Settings): void {
  if (PackageType === 'Zip') {
    if (Runtime && Handler) return;
    invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  if (!Runtime && !Handler && !Layers?.length) return;
  invalidParameter(
    'Please don\u2019t provide Handler or Runtime or Layer when the intended function PackageType is Image.',
  );
}

/** What an update changes; members not given stay. */
export function changedConfiguration(
  before: Version,
  settings: Settings,
  layers: readonly AttachedLayer[] | undefined,
): Version {
  assertServed(settings);
  assertEnvironment(settings.Environment?.Variables);
  refuseRetired(settings.Runtime);
  return {
    ...before,
    description: settings.Description ?? before.description,
    role: settings.Role ?? before.role,
    runtime: settings.Runtime ?? before.runtime,
    functionHandler: settings.Handler ?? before.functionHandler,
    environment: settings.Environment ? variablesOf(settings) : before.environment,
    timeoutSeconds: settings.Timeout ?? before.timeoutSeconds,
    memoryMb: settings.MemorySize ?? before.memoryMb,
    ephemeralStorageMb: settings.EphemeralStorage?.Size ?? before.ephemeralStorageMb,
    tracing: settings.TracingConfig?.Mode ?? before.tracing,
    logging: loggingOf(settings.LoggingConfig, before.logging),
    layers: layers ?? before.layers,
    ...attachmentsOf(settings, before),
  };
}

type Attachments = Pick<
  Configuration,
  'vpc' | 'deadLetterArn' | 'snapStart' | 'kmsKeyArn' | 'imageSettings' | 'runtime'
>;

/** An empty value takes away what there was. */
function attachmentsOf(settings: Settings, before: Attachments | undefined): Omit<Attachments, 'runtime'> {
  const { VpcConfig, DeadLetterConfig, SnapStart, KMSKeyArn, ImageConfig } = settings;
  const vpc = VpcConfig ? vpcOf(VpcConfig) : before?.vpc;
  const imageSettings = ImageConfig ? imageSettingsOf(ImageConfig) : before?.imageSettings;
  const snapStart = SnapStart ? SnapStart.ApplyOn : before?.snapStart;
  if (snapStart === 'PublishedVersions') requireSnapStart(settings.Runtime ?? before?.runtime);
  return {
    ...(vpc && { vpc }),
    deadLetterArn: DeadLetterConfig ? DeadLetterConfig.TargetArn || undefined : before?.deadLetterArn,
    snapStart,
    kmsKeyArn: KMSKeyArn !== undefined ? KMSKeyArn || undefined : before?.kmsKeyArn,
    ...(imageSettings && { imageSettings }),
  };
}

// AWS: developer guide, "Improving startup performance with Lambda SnapStart": Java 11, Python 3.12, .NET 8 and later.
// The sentence is as seen, of `nodejs18.x` and of `ContainerImage`.
function requireSnapStart(runtime: string | undefined): void {
  if (runtime !== undefined && /^(java(1[1-9]|2\d)|python3\.1[2-9]|dotnet([89]|1\d))$/.test(runtime)) return;
  invalidParameter(`${runtime ?? 'ContainerImage'} is not supported for SnapStart enabled functions.`);
}

function vpcOf({ SubnetIds = [], SecurityGroupIds = [] }: NonNullable<Settings['VpcConfig']>) {
  if (SubnetIds.length === 0 && SecurityGroupIds.length === 0) return undefined;
  return { subnetIds: SubnetIds, securityGroupIds: SecurityGroupIds };
}

function imageSettingsOf(config: NonNullable<Settings['ImageConfig']>): ImageSettings | undefined {
  if (!asksForSomething(config)) return undefined;
  const { EntryPoint, Command, WorkingDirectory } = config;
  return { entryPoint: EntryPoint, command: Command, workingDirectory: WorkingDirectory };
}

/** AWS: levels are of the format JSON only, and INFO where none is given. */
function loggingOf(wanted: Settings['LoggingConfig'], before: Logging | undefined): Logging {
  const format = wanted?.LogFormat ?? before?.format ?? 'Text';
  const levels = [wanted?.ApplicationLogLevel, wanted?.SystemLogLevel];
  if (format === 'Text' && levels.some((level) => level !== undefined))
    invalidParameter('You must set the log format to JSON to use ApplicationLogLevel or SystemLogLevel.');
  return {
    format,
    ...(format === 'JSON' && {
      applicationLevel: wanted?.ApplicationLogLevel ?? before?.applicationLevel ?? 'INFO',
      systemLevel: wanted?.SystemLogLevel ?? before?.systemLevel ?? 'INFO',
    }),
    logGroup: wanted?.LogGroup ?? before?.logGroup,
  };
}
