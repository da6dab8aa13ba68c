import { isValues, type Value, type Values } from '../../template.ts';
import {
  asList,
  asValues,
  contentHash,
  objectIn,
  present,
  refuseDocument,
  tagList,
  type Building,
  type ServerlessResource,
} from './building.ts';
import { deploymentPolicy } from './deployments.ts';
import { addEvents } from './events.ts';
import { addInvokeConfig } from './invoke-config.ts';
import { addRole } from './roles.ts';

/** Properties that a function has by the same name. */
const passed = [
  'FunctionName',
  'Handler',
  'Runtime',
  'Description',
  'MemorySize',
  'Timeout',
  'VpcConfig',
  'Environment',
  'Architectures',
  'EphemeralStorage',
  'Layers',
  'KmsKeyArn',
  'FileSystemConfigs',
  'ImageConfig',
  'PackageType',
  'ReservedConcurrentExecutions',
  'SnapStart',
  'CodeSigningConfigArn',
  'RuntimeManagementConfig',
  'LoggingConfig',
  'RecursiveLoop',
] as const;

/** Properties that are read here and in the rooms around. */
const read = [
  ...passed,
  'AssumeRolePolicyDocument',
  'AutoPublishAlias',
  'AutoPublishAliasAllProperties',
  'AutoPublishCodeSha256',
  'CodeUri',
  'DeadLetterQueue',
  'DeploymentPreference',
  'EventInvokeConfig',
  'Events',
  'FunctionUrlConfig',
  'ImageUri',
  'InlineCode',
  'PermissionsBoundary',
  'Policies',
  'ProvisionedConcurrencyConfig',
  'Role',
  'RolePath',
  'Tags',
  'Tracing',
  'VersionDescription',
  'VersionDeletionPolicy',
] as readonly string[];

/** A function with its role, version, alias and whatever calls it. */
export function addFunction(resource: ServerlessResource, building: Building): void {
  const { id, properties, attributes } = resource;
  const strange = Object.keys(properties).find((name) => !read.includes(name));
  if (strange !== undefined)
    refuseDocument(id, `property ${strange} not defined for resource of type AWS::Serverless::Function`);
  const code = codeOf(id, properties);
  const made = functionOf(resource, code);
  building.add(id, 'AWS::Lambda::Function', made, attributes);
  const alias = building.resolved(properties['AutoPublishAlias']);
  const target = alias === undefined ? id : addAlias(resource, { code, made, alias }, building);
  const further = [
    ...deadLetterPolicy(properties['DeadLetterQueue']),
    ...addInvokeConfig(resource, alias, building),
  ];
  addUrl(resource, target, building);
  const managed = addEvents(resource, target, building);
  if (properties['Role'] !== undefined) return;
  addRole(
    {
      id,
      principal: 'lambda.amazonaws.com',
      tags: tagList('lambda:createdBy', properties['Tags']),
      managed: [...managedBy(properties, building.partition), ...managed],
      policies: properties['Policies'],
      further,
      properties,
      attributes,
    },
    building,
  );
}

function functionOf({ id, properties }: ServerlessResource, code: Values): Values {
  const { DeadLetterQueue, Tracing, Role } = properties;
  return present({
    Code: code,
    DeadLetterConfig: isValues(DeadLetterQueue) ? { TargetArn: DeadLetterQueue['TargetArn']! } : undefined,
    ...Object.fromEntries(passed.map((name) => [name, properties[name]])),
    PackageType: properties['PackageType'] ?? (properties['ImageUri'] === undefined ? undefined : 'Image'),
    Role: Role ?? { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
    TracingConfig: Tracing === undefined ? undefined : { Mode: Tracing },
    Tags: tagList('lambda:createdBy', properties['Tags']),
  });
}

function codeOf(id: string, { InlineCode, CodeUri, ImageUri }: Values): Values {
  if (InlineCode !== undefined) return { ZipFile: InlineCode };
  if (ImageUri !== undefined) return { ImageUri };
  if (CodeUri === undefined)
    return refuseDocument(id, "Missing required property 'CodeUri', 'InlineCode' or 'ImageUri'.");
  const { Bucket, Key, Version } = objectIn(id, 'CodeUri', CodeUri);
  return present({ S3Bucket: Bucket, S3Key: Key, S3ObjectVersion: Version });
}

interface Aliased {
  readonly code: Values;
  readonly made: Values;
  readonly alias: Value;
}

/** A version that is another whenever the code is, and the alias that points to it. Answers the alias's id. */
function addAlias(resource: ServerlessResource, { code, made, alias }: Aliased, building: Building): string {
  const { id, properties, attributes } = resource;
  if (typeof alias !== 'string' || !/^[A-Za-z0-9_-]+$/.test(alias))
    return refuseDocument(id, "'AutoPublishAlias' must be a string or a Ref to a template parameter");
  const { AutoPublishAliasAllProperties: all, SnapStart } = properties;
  const sha = building.resolved(properties['AutoPublishCodeSha256']);
  const content = {
    ...code,
    ...asValues(properties['Environment']),
    ...present({ MemorySize: properties['MemorySize'] }),
    ...(asValues(SnapStart)['ApplyOn'] === 'PublishedVersions' && { SnapStart: SnapStart! }),
  };
  const hash = typeof sha === 'string' ? sha.slice(0, 10) : contentHash(all === true ? made : content);
  const versionId = `${id}Version${hash}`;
  const aliasId = `${id}Alias${alias.replaceAll(/[-_]/g, (character) => (character === '-' ? 'D' : 'U'))}`;
  const deletion = attributes['DeletionPolicy'] ?? properties['VersionDeletionPolicy'] ?? 'Retain';
  building.add(
    versionId,
    'AWS::Lambda::Version',
    present({ FunctionName: { Ref: id }, Description: properties['VersionDescription'] }),
    { ...attributes, DeletionPolicy: deletion },
  );
  const policy = deploymentPolicy(resource, building);
  building.add(
    aliasId,
    'AWS::Lambda::Alias',
    present({
      Name: alias,
      FunctionName: { Ref: id },
      FunctionVersion: { 'Fn::GetAtt': [versionId, 'Version'] },
      ProvisionedConcurrencyConfig: properties['ProvisionedConcurrencyConfig'],
    }),
    { ...attributes, ...(policy && { UpdatePolicy: policy }) },
  );
  building.references.set(`${id}.Version`, versionId).set(`${id}.Alias`, aliasId);
  return aliasId;
}

function managedBy({ Tracing, VpcConfig }: Values, partition: string): readonly Value[] {
  const arn = (name: string): string => `arn:${partition}:iam::aws:policy/${name}`;
  return [
    arn('service-role/AWSLambdaBasicExecutionRole'),
    ...(Tracing === undefined ? [] : [arn('AWSXrayWriteOnlyAccess')]),
    ...(VpcConfig === undefined ? [] : [arn('service-role/AWSLambdaVPCAccessExecutionRole')]),
  ];
}

function deadLetterPolicy(queue: Value | undefined): readonly Value[] {
  if (!isValues(queue)) return [];
  const Action = queue['Type'] === 'SNS' ? 'sns:Publish' : 'sqs:SendMessage';
  const Statement = [{ Action, Resource: queue['TargetArn']!, Effect: 'Allow' }];
  return [{ PolicyName: 'DeadLetterQueuePolicy', PolicyDocument: { Version: '2012-10-17', Statement } }];
}

/** `FunctionUrlConfig`: the URL, and who may use it where everybody may. */
function addUrl(
  { id, properties, attributes }: ServerlessResource,
  target: string,
  building: Building,
): void {
  const config = properties['FunctionUrlConfig'];
  if (!isValues(config)) return;
  const { AuthType, Cors, InvokeMode } = config;
  const url = present({ TargetFunctionArn: { Ref: target }, AuthType, Cors, InvokeMode });
  building.add(`${id}Url`, 'AWS::Lambda::Url', url, attributes);
  if (asList(AuthType)[0] !== 'NONE') return;
  const permission = { FunctionName: { Ref: target }, Principal: '*' };
  building.add(
    `${id}UrlPublicPermissions`,
    'AWS::Lambda::Permission',
    { Action: 'lambda:InvokeFunctionUrl', ...permission, FunctionUrlAuthType: 'NONE' },
    attributes,
  );
  building.add(
    `${id}URLInvokeAllowPublicAccess`,
    'AWS::Lambda::Permission',
    { Action: 'lambda:InvokeFunction', ...permission, InvokedViaFunctionUrl: true },
    attributes,
  );
}
