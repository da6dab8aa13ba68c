import { isValues, type Value, type Values } from '../../template.ts';
import {
  asValues,
  contentHash,
  objectIn,
  present,
  refuseDocument,
  type Building,
  type ServerlessResource,
} from './building.ts';

/** The APIs that functions are on whose events name none. */
export const implicitRestApi = 'ServerlessRestApi';
export const implicitHttpApi = 'ServerlessHttpApi';

const restProperties = [
  'ApiKeySourceType',
  'BinaryMediaTypes',
  'Description',
  'DisableExecuteApiEndpoint',
  'EndpointConfiguration',
  'FailOnWarnings',
  'MinimumCompressionSize',
  'Mode',
  'Name',
];
const stageProperties = [
  'AccessLogSetting',
  'CacheClusterEnabled',
  'CacheClusterSize',
  'CanarySetting',
  'MethodSettings',
  'TracingEnabled',
  'Variables',
];
const restRead = [
  ...restProperties,
  ...stageProperties,
  'DefinitionBody',
  'DefinitionUri',
  'StageName',
  'Tags',
];

/** A REST API, its deployment and its stage. */
export function addApi({ id, properties, attributes }: ServerlessResource, building: Building): void {
  refuseOthers(id, properties, restRead);
  const { StageName, DefinitionUri, DefinitionBody } = properties;
  if (StageName === undefined) return refuseDocument(id, "Missing required property 'StageName'.");
  const body =
    DefinitionUri === undefined
      ? building.apiOf(id, 'swagger').document(isValues(DefinitionBody) ? DefinitionBody : undefined)
      : undefined;
  const location = DefinitionUri === undefined ? undefined : objectIn(id, 'DefinitionUri', DefinitionUri);
  const api = present({
    ...pick(properties, restProperties),
    Body: body,
    BodyS3Location: location && present({ ...location }),
    EndpointConfiguration: endpointOf(properties['EndpointConfiguration']),
    Tags: tagsOf(properties['Tags']),
  });
  building.add(id, 'AWS::ApiGateway::RestApi', api, attributes);
  addDeployment(
    { id, attributes, body: body ?? { ...location } },
    { stage: StageName, properties },
    building,
  );
}

function addDeployment(
  { id, attributes, body }: { readonly id: string; readonly attributes: Values; readonly body: Values },
  { stage, properties }: { readonly stage: Value; readonly properties: Values },
  building: Building,
): void {
  const hash = contentHash(body, 40);
  const deploymentId = `${id}Deployment${hash.slice(0, 10)}`;
  const deployment = {
    Description: `RestApi deployment id: ${hash}`,
    RestApiId: { Ref: id },
    StageName: 'Stage',
  };
  building.add(deploymentId, 'AWS::ApiGateway::Deployment', deployment, attributes);
  const stageId = stageIdOf(id, stage);
  building.add(
    stageId,
    'AWS::ApiGateway::Stage',
    present({
      DeploymentId: { Ref: deploymentId },
      RestApiId: { Ref: id },
      StageName: stage,
      ...pick(properties, stageProperties),
      Tags: tagsOf(properties['Tags']),
    }),
    attributes,
  );
  building.references.set(`${id}.Stage`, stageId).set(`${id}.Deployment`, deploymentId);
}

const httpStageProperties = ['AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings', 'StageVariables'];
const httpRead = [
  ...httpStageProperties,
  'CorsConfiguration',
  'DefinitionBody',
  'Description',
  'DisableExecuteApiEndpoint',
  'FailOnWarnings',
  'Name',
  'StageName',
  'Tags',
];

/** An HTTP API and its stage, which deploys itself. */
export function addHttpApi({ id, properties, attributes }: ServerlessResource, building: Building): void {
  refuseOthers(id, properties, httpRead);
  const { StageName, DefinitionBody, CorsConfiguration } = properties;
  const document = building
    .apiOf(id, 'openapi')
    .document(isValues(DefinitionBody) ? DefinitionBody : undefined);
  const cors = CorsConfiguration === true ? { allowOrigins: ['*'] } : corsOf(CorsConfiguration);
  const api = present({
    ...pick(properties, ['Description', 'DisableExecuteApiEndpoint', 'FailOnWarnings', 'Name']),
    Body: { ...document, ...(cors && { 'x-amazon-apigateway-cors': cors }) },
  });
  building.add(id, 'AWS::ApiGatewayV2::Api', api, attributes);
  const stageId = StageName === undefined ? `${id}ApiGatewayDefaultStage` : stageIdOf(id, StageName);
  const stage = present({
    ApiId: { Ref: id },
    StageName: StageName ?? '$default',
    Tags: { 'httpapi:createdBy': 'SAM', ...asValues(properties['Tags']) },
    ...pick(properties, httpStageProperties),
    AutoDeploy: true,
  });
  building.add(stageId, 'AWS::ApiGatewayV2::Stage', stage, attributes);
  building.references.set(`${id}.Stage`, stageId);
}

/** The APIs that nobody declares, where a function is on one. */
export function addImplicitApis(building: Building): void {
  const used = (id: string): boolean => building.apis.get(id)?.isEmpty === false;
  if (used(implicitRestApi))
    addApi({ id: implicitRestApi, properties: { StageName: 'Prod' }, attributes: {} }, building);
  if (used(implicitHttpApi)) addHttpApi({ id: implicitHttpApi, properties: {}, attributes: {} }, building);
}

const stageIdOf = (id: string, stage: Value): string =>
  `${id}${typeof stage === 'string' ? stage.replaceAll(/[^A-Za-z0-9]/g, '') : ''}Stage`;

function refuseOthers(id: string, properties: Values, read: readonly string[]): void {
  const strange = Object.keys(properties).find((name) => !read.includes(name));
  if (strange !== undefined) refuseDocument(id, `property ${strange} is not served by Penstock`);
}

function pick(properties: Values, names: readonly string[]): Readonly<Record<string, Value | undefined>> {
  return Object.fromEntries(names.map((name) => [name, properties[name]]));
}

function endpointOf(configuration: Value | undefined): Value | undefined {
  if (!isValues(configuration)) return configuration === undefined ? undefined : { Types: [configuration] };
  const { Type, VPCEndpointIds } = configuration;
  return present({ Types: Type === undefined ? undefined : [Type], VpcEndpointIds: VPCEndpointIds });
}

function tagsOf(tags: Value | undefined): Value | undefined {
  if (tags === undefined) return undefined;
  return Object.entries(asValues(tags)).map(([Key, value]) => ({ Key, Value: value }));
}

/** SAM spells `AllowOrigins` what OpenAPI's extension spells `allowOrigins`. */
function corsOf(cors: Value | undefined): Values | undefined {
  if (!isValues(cors)) return undefined;
  return Object.fromEntries(
    Object.entries(cors).map(([name, value]) => [name[0]!.toLowerCase() + name.slice(1), value]),
  );
}
