import {
  call,
  isOnItsOwn,
  isTold,
  made,
  nameFor,
  ResourceFailure,
  tolerate,
  type Had,
  type ResourceTag,
  type ResourceType,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { inlineZip } from './inline-code.ts';
import { behave, behaviourOf } from './runtime-management.ts';
import { retag, tagList, tagMap } from './tagging.ts';

interface Properties {
  readonly FunctionName?: string;
  readonly Code: {
    readonly ZipFile?: string;
    readonly S3Bucket?: string;
    readonly S3Key?: string;
    readonly S3ObjectVersion?: string;
    readonly ImageUri?: string;
  };
  readonly Runtime?: string;
  readonly Handler?: string;
  readonly Role: string;
  readonly PackageType?: string;
  readonly Architectures?: readonly string[];
  readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
  readonly Timeout?: number | string;
  readonly MemorySize?: number | string;
  readonly EphemeralStorage?: { readonly Size: number | string };
  readonly ReservedConcurrentExecutions?: number | string;
  readonly Tags?: readonly ResourceTag[];
  readonly [other: string]: unknown;
}

/** Members of the type that no operation of the house takes. */
const unserved = ['FunctionScalingConfig', 'PublishToLatestPublished'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export const lambdaFunction: ResourceType<Properties> = {
  typeName: 'AWS::Lambda::Function',

  *create(wanted) {
    const { properties } = wanted;
    refuseUnserved(properties);
    const FunctionName = properties.FunctionName ?? nameFor(wanted, 64);
    const { FunctionArn } = yield* call<{ FunctionArn: string }>('lambda', 'CreateFunction', {
      FunctionName,
      Code: codeOf(properties),
      ...settingsOf(properties),
      ...(properties.Architectures && { Architectures: properties.Architectures }),
      ...(properties.PackageType !== undefined && { PackageType: properties.PackageType }),
      ...(properties['CodeSigningConfigArn'] !== undefined && {
        CodeSigningConfigArn: properties['CodeSigningConfigArn'],
      }),
      Tags: tagMap(wanted),
    });
    yield* made(FunctionName);
    yield* reserve(FunctionName, properties, undefined);
    yield* behave(FunctionName, properties, {});
    return madeOf(FunctionName, FunctionArn);
  },

  *update(wanted, had) {
    const { properties } = wanted;
    refuseUnserved(properties);
    const FunctionName = had.physicalId;
    yield* held(FunctionName, properties, had.properties);
    // Without a template, the code is what it is.
    if (properties.Code && differ(codePart(properties), codePart(had.properties)))
      yield* call('lambda', 'UpdateFunctionCode', {
        FunctionName,
        ...codeOf(properties),
        Architectures: properties.Architectures ?? ['x86_64'],
      });
    const settings = { FunctionName, ...defaults(FunctionName), ...settingsOf(properties) };
    const { FunctionArn } = yield* call<{ FunctionArn: string }>(
      'lambda',
      'UpdateFunctionConfiguration',
      settings,
    );
    yield* reserve(FunctionName, properties, had);
    yield* behave(FunctionName, properties, had.properties);
    yield* retag(FunctionArn, tagMap(wanted));
    return madeOf(FunctionName, FunctionArn);
  },

  *delete({ physicalId }) {
    const deleting = call('lambda', 'DeleteFunction', { FunctionName: physicalId });
    yield* tolerate(['ResourceNotFoundException'], deleting);
  },

  list: listed('lambda', 'ListFunctions', {
    items: 'Functions',
    token: ['Marker', 'NextMarker'],
    identifier: ({ FunctionName }) => FunctionName,
  }),
  *adopt({ physicalId: FunctionName }) {
    const { Configuration } = yield* call('lambda', 'GetFunction', { FunctionName });
    return madeOf(Configuration.FunctionName, Configuration.FunctionArn);
  },

  *read(had) {
    const { physicalId, properties } = had;
    const asked = call('lambda', 'GetFunction', { FunctionName: physicalId });
    const output = yield* tolerate(['ResourceNotFoundException'], asked);
    if (!output) return undefined;
    const { Configuration, Concurrency, Tags = {} } = output;
    const live: Record<string, unknown> = {
      ...Configuration,
      TracingConfig: Configuration.TracingConfig,
      KmsKeyArn: Configuration.KMSKeyArn,
      Layers: Configuration.Layers?.map(({ Arn }: { Arn: string }) => Arn),
      ImageConfig: Configuration.ImageConfigResponse?.ImageConfig,
      SnapStart: { ApplyOn: Configuration.SnapStart.ApplyOn },
      VpcConfig: Configuration.VpcConfig && {
        SubnetIds: Configuration.VpcConfig.SubnetIds,
        SecurityGroupIds: Configuration.VpcConfig.SecurityGroupIds,
      },
      ReservedConcurrentExecutions: Concurrency?.ReservedConcurrentExecutions,
      ...(yield* behaviourOf(had)),
      ...(isTold(had, 'CodeSigningConfigArn') && (yield* signingOf(physicalId))),
      Tags: tagList(Tags),
    };
    // What the template does not say is the service's to choose, and no drift; the code is not told by name.
    const names = isOnItsOwn(had) ? told : Object.keys(properties);
    const said = names.filter((name) => name !== 'Code' && live[name] !== undefined);
    return Object.fromEntries(said.map((name) => [name, live[name]])) as Partial<Properties>;
  },
};

function refuseUnserved(properties: Properties): void {
  const asked = unserved.find((name) => properties[name] !== undefined);
  if (asked === undefined) return;
  throw new ResourceFailure(`${asked} of AWS::Lambda::Function is not served by Penstock.`, 'InvalidRequest');
}

const differ = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);

const codePart = ({ Code, Runtime, Architectures }: Properties) => [
  Code,
  Architectures,
  Code.ZipFile && Runtime,
];

function codeOf({ Code, Runtime }: Properties): object {
  if (Code.ZipFile !== undefined) return { ZipFile: inlineZip(Code.ZipFile, Runtime) };
  return Code;
}

/** Members that both operations take as the template spells them. */
const plainSettings = [
  'Description',
  'Runtime',
  'Handler',
  'Role',
  'VpcConfig',
  'DeadLetterConfig',
  'TracingConfig',
  'Layers',
  'FileSystemConfigs',
  'ImageConfig',
  'SnapStart',
  'LoggingConfig',
  'TenancyConfig',
  'CapacityProviderConfig',
  'DurableConfig',
];

/** Whatever can be told of a function, by a template's words. */
const told = [
  'FunctionName',
  ...plainSettings,
  'Architectures',
  'PackageType',
  'Timeout',
  'MemorySize',
  'EphemeralStorage',
  'KmsKeyArn',
  'Environment',
  'ReservedConcurrentExecutions',
  'CodeSigningConfigArn',
  'RuntimeManagementConfig',
  'RecursiveLoop',
  'Tags',
];

function settingsOf(properties: Properties): object {
  const { Timeout, MemorySize, EphemeralStorage, KmsKeyArn, Environment } = properties;
  const given = plainSettings.filter((name) => properties[name] !== undefined);
  return {
    ...Object.fromEntries(given.map((name) => [name, properties[name]])),
    ...(Timeout !== undefined && { Timeout: Number(Timeout) }),
    ...(MemorySize !== undefined && { MemorySize: Number(MemorySize) }),
    ...(EphemeralStorage && { EphemeralStorage: { Size: Number(EphemeralStorage.Size) } }),
    ...(KmsKeyArn !== undefined && { KMSKeyArn: KmsKeyArn }),
    ...(Environment && { Environment: { Variables: texts(Environment.Variables ?? {}) } }),
  };
}

/** A template may give a variable as a number or a boolean. */
const texts = (variables: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));

/** What a function becomes again where the template does not say it any more. */
const defaults = (name: string) => ({
  Description: '',
  Timeout: 3,
  MemorySize: 128,
  EphemeralStorage: { Size: 512 },
  Environment: { Variables: {} },
  VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
  DeadLetterConfig: { TargetArn: '' },
  TracingConfig: { Mode: 'PassThrough' },
  Layers: [],
  ImageConfig: {},
  SnapStart: { ApplyOn: 'None' },
  KMSKeyArn: '',
  LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
});

function* signingOf(FunctionName: string): Work<object> {
  const { CodeSigningConfigArn } = yield* call('lambda', 'GetFunctionCodeSigningConfig', { FunctionName });
  return { CodeSigningConfigArn };
}

/** What its packages are held against from now on. */
function* held(FunctionName: string, wanted: Properties, before: Properties): Work<void> {
  const CodeSigningConfigArn = wanted['CodeSigningConfigArn'];
  if (CodeSigningConfigArn === before['CodeSigningConfigArn']) return;
  if (CodeSigningConfigArn === undefined)
    yield* call('lambda', 'DeleteFunctionCodeSigningConfig', { FunctionName });
  else yield* call('lambda', 'PutFunctionCodeSigningConfig', { FunctionName, CodeSigningConfigArn });
}

function* reserve(FunctionName: string, wanted: Properties, had: Had<Properties> | undefined): Work<void> {
  const { ReservedConcurrentExecutions: reserved } = wanted;
  if (reserved !== undefined)
    yield* call('lambda', 'PutFunctionConcurrency', {
      FunctionName,
      ReservedConcurrentExecutions: Number(reserved),
    });
  else if (had?.properties.ReservedConcurrentExecutions !== undefined)
    yield* call('lambda', 'DeleteFunctionConcurrency', { FunctionName });
}

const madeOf = (name: string, Arn: string) => ({
  physicalId: name,
  attributes: {
    Arn,
    'SnapStartResponse.ApplyOn': 'None',
    'SnapStartResponse.OptimizationStatus': 'Off',
  },
});
