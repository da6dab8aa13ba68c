import { isObject, listOf, objectsOf, type Properties } from '../declared.ts';

/** How the AWS CLI reads the words after an option. */
export type OptionKind = 'text' | 'number' | 'flag' | 'texts' | 'object' | 'objects';

/** An operation whose input says that there is something, and what that is in CloudFormation's words. */
export interface Operation {
  readonly service: string;
  readonly command: string;
  readonly type: string;
  /** Members that an input of it has, and inputs of others have not all. */
  readonly marks: readonly string[];
  /** Members of the input that are not texts. */
  readonly kinds: Readonly<Record<string, OptionKind>>;
  readonly camelCase?: true;
  nameOf(properties: Properties): unknown;
  /** What CloudFormation calls otherwise. */
  readonly reshape?: (properties: Properties) => Properties;
}

const alarmKinds: Operation['kinds'] = {
  ActionsEnabled: 'flag',
  OKActions: 'texts',
  AlarmActions: 'texts',
  InsufficientDataActions: 'texts',
  Dimensions: 'objects',
  Period: 'number',
  EvaluationPeriods: 'number',
  DatapointsToAlarm: 'number',
  Threshold: 'number',
  Metrics: 'objects',
  Tags: 'objects',
};

const groupKinds: Operation['kinds'] = {
  ec2TagFilters: 'objects',
  onPremisesInstanceTagFilters: 'objects',
  autoScalingGroups: 'texts',
  triggerConfigurations: 'objects',
  alarmConfiguration: 'object',
  autoRollbackConfiguration: 'object',
  deploymentStyle: 'object',
  blueGreenDeploymentConfiguration: 'object',
  loadBalancerInfo: 'object',
  ec2TagSet: 'object',
  ecsServices: 'objects',
  onPremisesTagSet: 'object',
  tags: 'objects',
};

const group = {
  service: 'deploy',
  type: 'AWS::CodeDeploy::DeploymentGroup',
  kinds: groupKinds,
  camelCase: true,
} as const;

const pipeline = {
  service: 'codepipeline',
  type: 'AWS::CodePipeline::Pipeline',
  marks: ['pipeline'],
  kinds: { pipeline: 'object', tags: 'objects' },
  nameOf: (properties: Properties) => properties['Name'],
  // The input's names begin small, those of an action's configuration are its provider's.
  reshape: ({ Pipeline }: Properties) => (isObject(Pipeline) ? Pipeline : {}),
  camelCase: true,
} as const;

export const operations: readonly Operation[] = [
  {
    service: 'cloudwatch',
    command: 'put-metric-alarm',
    type: 'AWS::CloudWatch::Alarm',
    marks: ['AlarmName', 'ComparisonOperator'],
    kinds: alarmKinds,
    nameOf: (properties) => properties['AlarmName'],
  },
  {
    service: 'cloudwatch',
    command: 'put-composite-alarm',
    type: 'AWS::CloudWatch::CompositeAlarm',
    marks: ['AlarmName', 'AlarmRule'],
    kinds: alarmKinds,
    nameOf: (properties) => properties['AlarmName'],
  },
  {
    service: 'cloudwatch',
    command: 'put-log-alarm',
    type: 'AWS::CloudWatch::LogAlarm',
    marks: ['AlarmName', 'ScheduledQueryConfiguration'],
    kinds: { ...alarmKinds, ScheduledQueryConfiguration: 'object' },
    nameOf: (properties) => properties['AlarmName'],
  },
  {
    ...group,
    command: 'create-deployment-group',
    marks: ['applicationName', 'deploymentGroupName'],
    nameOf: (properties) => properties['DeploymentGroupName'],
  },
  {
    ...group,
    command: 'update-deployment-group',
    marks: ['applicationName', 'currentDeploymentGroupName'],
    nameOf: (properties) => properties['CurrentDeploymentGroupName'],
  },
  {
    service: 'deploy',
    command: 'create-deployment-config',
    type: 'AWS::CodeDeploy::DeploymentConfig',
    marks: ['deploymentConfigName', 'trafficRoutingConfig'],
    kinds: { trafficRoutingConfig: 'object', minimumHealthyHosts: 'object' },
    camelCase: true,
    nameOf: (properties) => properties['DeploymentConfigName'],
  },
  {
    service: 'sns',
    command: 'create-topic',
    type: 'AWS::SNS::Topic',
    marks: ['Name', 'Attributes'],
    kinds: { Attributes: 'object', Tags: 'objects' },
    nameOf: (properties) => properties['TopicName'],
    reshape: ({ Name, Attributes }) => ({ TopicName: Name, ...(isObject(Attributes) && Attributes) }),
  },
  {
    service: 'sns',
    command: 'subscribe',
    type: 'AWS::SNS::Subscription',
    marks: ['TopicArn', 'Protocol'],
    kinds: { Attributes: 'object' },
    nameOf: (properties) => properties['Endpoint'],
  },
  {
    service: 'lambda',
    command: 'add-permission',
    type: 'AWS::Lambda::Permission',
    marks: ['FunctionName', 'StatementId', 'Principal'],
    kinds: {},
    nameOf: (properties) => properties['StatementId'],
  },
  {
    service: 'logs',
    command: 'put-metric-filter',
    type: 'AWS::Logs::MetricFilter',
    marks: ['logGroupName', 'metricTransformations'],
    kinds: { metricTransformations: 'objects' },
    camelCase: true,
    nameOf: (properties) => properties['FilterName'],
    reshape: withDimensionLists,
  },
  { ...pipeline, command: 'create-pipeline' },
  { ...pipeline, command: 'update-pipeline' },
];

/** The API has a map of dimensions where CloudFormation has a list. */
export function withDimensionLists(properties: Properties): Properties {
  const transformations = objectsOf(properties['MetricTransformations']).map((each) => ({
    ...each,
    ...(isObject(each['Dimensions']) && {
      Dimensions: Object.entries(each['Dimensions']).map(([Key, Value]) => ({ Key, Value })),
    }),
  }));
  return { ...properties, MetricTransformations: transformations };
}

/** In CloudFormation's words: `AlarmConfiguration`. The names in an action's `configuration` are its provider's. */
export function capitalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalised);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key === 'ecsServices' ? 'ECSServices' : key === 'ec2TagSet' ? 'Ec2TagSet' : capital(key),
      key === 'configuration' || key === 'dimensions' ? item : capitalised(item),
    ]),
  );
}

/** The same path, in the words of the input. */
export function asWritten(path: readonly (string | number)[]): (string | number)[] {
  return path.map((step) => (typeof step === 'number' ? step : small(step)));
}

const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);
const small = (word: string) =>
  word === 'ECSServices' ? 'ecsServices' : word.slice(0, 1).toLowerCase() + word.slice(1);

/** The operation whose input this is: the one with the most marks, where it has all of them. */
export function operationOf(input: Readonly<Record<string, unknown>>): Operation | undefined {
  return operations
    .filter(({ marks }) => marks.every((mark) => input[mark] !== undefined))
    .toSorted((a, b) => listOf(b.marks).length - listOf(a.marks).length)[0];
}
