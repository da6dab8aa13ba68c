import { parse, YAMLParseError } from 'yaml';

/** What an AppSpec of an ECS deployment asks for. */
export interface EcsAppSpec {
  readonly taskDefinition: string;
  readonly containerName: string;
  readonly containerPort: number;
  readonly platformVersion?: string | undefined;
  readonly networkConfiguration?: object | undefined;
  readonly capacityProviderStrategy?: readonly object[] | undefined;
  /** Functions by the lifecycle event they are hooked to. */
  readonly hooks: Readonly<Record<string, string>>;
}

/** What an AppSpec of a Lambda deployment asks for. */
export interface LambdaAppSpec {
  readonly functionName: string;
  readonly alias: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
  /** Functions by the lifecycle event they are hooked to. */
  readonly hooks: Readonly<Record<string, string>>;
}

/** What is wrong with an AppSpec. */
export class AppSpecError extends Error {}

/**
 * Events a function can be hooked to. AWS: user guide, "AppSpec 'hooks' section for an Amazon ECS
 * deployment".
 */
export const ecsHookEvents = [
  'BeforeInstall',
  'AfterInstall',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
] as const;

/** AWS: user guide, "AppSpec 'hooks' section for an AWS Lambda deployment". */
const lambdaHookEvents = ['BeforeAllowTraffic', 'AfterAllowTraffic'] as const;

type Fields = Readonly<Record<string, unknown>>;

/** Reads an AppSpec of a Lambda deployment, YAML or JSON. Throws AppSpecError. */
export function readLambdaAppSpec(content: string): LambdaAppSpec {
  const document = documentOf(content);
  const properties = propertiesIn(document, 'AWS::Lambda::Function');
  return {
    functionName: text(properties['Name'], 'Name'),
    alias: text(properties['Alias'], 'Alias'),
    currentVersion: version(properties['CurrentVersion'], 'CurrentVersion'),
    targetVersion: version(properties['TargetVersion'], 'TargetVersion'),
    hooks: hooksIn(document, lambdaHookEvents),
  };
}

/** Reads an AppSpec of an ECS deployment, YAML or JSON. Throws AppSpecError. */
export function readEcsAppSpec(content: string): EcsAppSpec {
  const document = documentOf(content);
  const properties = propertiesIn(document, 'AWS::ECS::Service');
  const balancer = fields(properties['LoadBalancerInfo'], 'LoadBalancerInfo');
  const platformVersion = properties['PlatformVersion'];
  const network = properties['NetworkConfiguration'];
  const strategy = properties['CapacityProviderStrategy'];
  return {
    taskDefinition: text(properties['TaskDefinition'], 'TaskDefinition'),
    containerName: text(balancer['ContainerName'], 'LoadBalancerInfo.ContainerName'),
    containerPort: port(balancer['ContainerPort']),
    ...(platformVersion !== undefined &&
      platformVersion !== '' && { platformVersion: String(platformVersion) }),
    ...(network !== undefined && { networkConfiguration: lowerMembers(network) as object }),
    ...(Array.isArray(strategy) && {
      capacityProviderStrategy: strategy.map((each) => lowerMembers(each) as object),
    }),
    hooks: hooksIn(document, ecsHookEvents),
  };
}

function documentOf(content: string): Fields {
  const document = fields(parsed(content), 'the AppSpec');
  if (Number(document['version']) !== 0) bad(`version must be 0.0, not ${String(document['version'])}`);
  return document;
}

function bad(reason: string): never {
  throw new AppSpecError(reason);
}

function parsed(content: string): unknown {
  try {
    return parse(content);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    return bad(`it cannot be read as YAML or JSON: ${error.message.split('\n')[0]}`);
  }
}

function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) bad(`${what} is missing`);
  return value as Fields;
}

/** What an AppSpec's one resource is to be. */
function propertiesIn(document: Fields, type: 'AWS::ECS::Service' | 'AWS::Lambda::Function'): Fields {
  const resources = document['Resources'] ?? document['resources'];
  const what = type === 'AWS::ECS::Service' ? 'service' : 'function';
  if (!Array.isArray(resources) || resources.length !== 1)
    bad(`Resources must list exactly one target ${what}`);
  const target = fields(Object.values(fields(resources[0], `the target ${what}`))[0], `the target ${what}`);
  if ((target['Type'] ?? target['type']) !== type) bad(`the target ${what} must be of Type ${type}`);
  return fields(target['Properties'] ?? target['properties'], 'Properties');
}

/** A version's number, written as a number or as text. */
const version = (value: unknown, what: string): string =>
  text(typeof value === 'number' ? String(value) : value, what);

function text(value: unknown, what: string): string {
  return typeof value === 'string' && value !== '' ? value : bad(`${what} is missing`);
}

function port(value: unknown): number {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : bad('LoadBalancerInfo.ContainerPort is missing');
}

function hooksIn(document: Fields, events: readonly string[]): Readonly<Record<string, string>> {
  const hooks = document['Hooks'] ?? document['hooks'];
  if (hooks === undefined || hooks === null) return {};
  if (!Array.isArray(hooks)) bad('Hooks must be a list');
  const pairs = hooks.flatMap((hook) => Object.entries(fields(hook, 'a hook')));
  for (const [event] of pairs)
    if (!events.includes(event)) bad(`${event} is no lifecycle event that takes a hook`);
  return Object.fromEntries(pairs.map(([event, name]) => [event, text(name, `the function of ${event}`)]));
}

/** AppSpecs spell members as CloudFormation does (`AwsvpcConfiguration`), the ECS API in camel case. */
function lowerMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerMembers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name[0]!.toLowerCase() + name.slice(1),
      lowerMembers(member),
    ]),
  );
}
