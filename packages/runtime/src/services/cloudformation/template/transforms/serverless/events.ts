import type { Value, Values } from '../../template.ts';
import { implicitHttpApi, implicitRestApi } from './apis.ts';
import {
  asList,
  asValues,
  present,
  refuseDocument,
  type Building,
  type ServerlessResource,
} from './building.ts';
import { trusting } from './roles.ts';

/** One event of a function. */
interface Event {
  /** Of what is made for it: the function's id and the event's name. */
  readonly id: string;
  readonly type: string;
  readonly properties: Values;
  /** What is called: the function, or its alias. */
  readonly target: string;
  readonly attributes: Values;
  readonly refuse: (complaint: string) => never;
}

type Add = (event: Event, building: Building) => void;

const kinds: Readonly<Record<string, Add>> = {
  Api: addApiEvent,
  HttpApi: addHttpApiEvent,
  Schedule: addRule,
  CloudWatchEvent: addRule,
  EventBridgeRule: addRule,
  ScheduleV2: addSchedule,
  SQS: addMapping,
  Kinesis: addMapping,
  DynamoDB: addMapping,
  SNS: addSubscription,
  S3: addNotification,
  CloudWatchLogs: addLogs,
};

/** What calls a function. Answers the managed policies its role needs for that. */
// AWS: SAM developer guide, "EventSource".
export function addEvents(
  resource: ServerlessResource,
  target: string,
  building: Building,
): readonly Value[] {
  const { id, properties, attributes } = resource;
  const managed = new Set<string>();
  for (const [name, declared] of Object.entries(asValues(properties['Events']))) {
    const { Type, Properties } = asValues(declared);
    const type = typeof Type === 'string' ? Type : '';
    const refuse = (complaint: string) =>
      refuseDocument(id, `Event with id [${name}] is invalid. ${complaint}`);
    if (!Object.hasOwn(kinds, type)) refuse(`Its type ${type} is not served by Penstock`);
    const event = { id: `${id}${name}`, type, properties: asValues(Properties), target, attributes, refuse };
    kinds[type]!(event, building);
    if (Object.hasOwn(pollers, type))
      managed.add(`arn:${building.partition}:iam::aws:policy/service-role/${pollers[type]}`);
  }
  return [...managed];
}

const pollers: Readonly<Record<string, string>> = {
  SQS: 'AWSLambdaSQSQueueExecutionRole',
  Kinesis: 'AWSLambdaKinesisExecutionRole',
  DynamoDB: 'AWSLambdaDynamoDBExecutionRole',
};

interface Permission {
  readonly principal: string;
  readonly source?: Values;
  readonly suffix?: string;
}

function permit(
  { id, target, attributes }: Event,
  { principal, source, suffix = '' }: Permission,
  building: Building,
): void {
  building.add(
    `${id}Permission${suffix}`,
    'AWS::Lambda::Permission',
    { Action: 'lambda:InvokeFunction', FunctionName: { Ref: target }, Principal: principal, ...source },
    attributes,
  );
}

interface Served {
  readonly api: Value;
  readonly path: string;
  readonly method: string;
}

function servedBy(event: Event, api: Value): Served {
  const { Path = '/', Method = 'any' } = event.properties;
  if (typeof Path !== 'string' || typeof Method !== 'string')
    return event.refuse("'Path' and 'Method' must be strings.");
  return { api, path: Path, method: Method };
}

const refOf = (value: Value | undefined): string | undefined => {
  const name = asValues(value)['Ref'] ?? value;
  return typeof name === 'string' ? name : undefined;
};

function addApiEvent(event: Event, building: Building): void {
  const apiId = refOf(event.properties['RestApiId']) ?? implicitRestApi;
  const { path, method } = servedBy(event, apiId);
  building.apiOf(apiId, 'swagger').serve(path, method, servedOperation(event, building.partition));
  const arn = `arn:${building.partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}`;
  permitApi(event, { api: apiId, path, method, arn }, building);
}

function addHttpApiEvent(event: Event, building: Building): void {
  const apiId = refOf(event.properties['ApiId']) ?? implicitHttpApi;
  const { path, method } = servedBy(event, apiId);
  building.apiOf(apiId, 'openapi').serve(path, method, servedOperation(event, '${AWS::Partition}'));
  const arn = 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}';
  permitApi(event, { api: apiId, path, method, arn }, building);
}

function servedOperation(
  { target, attributes }: Event,
  partition: string,
): { uri: Value; condition: Value | undefined } {
  const path = `lambda:path/2015-03-31/functions/\${${target}}/invocations`;
  const uri = { 'Fn::Sub': `arn:${partition}:apigateway:\${AWS::Region}:${path}` };
  return { uri, condition: attributes['Condition'] };
}

function permitApi(
  event: Event,
  { api, path, method, arn }: Served & { readonly arn: string },
  building: Building,
): void {
  const verb = method.toLowerCase() === 'any' ? '*' : method.toUpperCase();
  const anyPath = path.replaceAll(/\{[^}]*\}/g, '*');
  const text = `${arn}:\${__ApiId__}/\${__Stage__}/${verb}${anyPath}`;
  const source = { SourceArn: { 'Fn::Sub': [text, { __ApiId__: { Ref: api as string }, __Stage__: '*' }] } };
  const suffix = event.type === 'Api' ? (building.stages.get(api as string) ?? 'Prod') : '';
  permit(event, { principal: 'apigateway.amazonaws.com', source, suffix }, building);
}

function addRule(event: Event, building: Building): void {
  const { id, properties, target, attributes, type } = event;
  const { Input, InputPath, DeadLetterConfig, RetryPolicy, Enabled, State, InputTransformer } = properties;
  const scheduled = type === 'Schedule';
  const wanted = scheduled ? properties['Schedule'] : properties['Pattern'];
  if (wanted === undefined)
    event.refuse(`Missing required property '${scheduled ? 'Schedule' : 'Pattern'}'.`);
  building.add(
    id,
    'AWS::Events::Rule',
    present({
      ScheduleExpression: scheduled ? wanted : undefined,
      EventPattern: scheduled ? undefined : wanted,
      Description: properties['Description'],
      EventBusName: properties['EventBusName'],
      Name: properties['Name'] ?? properties['RuleName'],
      State: State ?? (Enabled === undefined ? undefined : Enabled === false ? 'DISABLED' : 'ENABLED'),
      Targets: [
        present({
          Arn: { Ref: target },
          Id: `${id}LambdaTarget`,
          Input,
          InputPath,
          InputTransformer,
          DeadLetterConfig: asValues(DeadLetterConfig)['Arn'] === undefined ? undefined : DeadLetterConfig,
          RetryPolicy,
        }),
      ],
    }),
    attributes,
  );
  permit(
    event,
    { principal: 'events.amazonaws.com', source: { SourceArn: { 'Fn::GetAtt': [id, 'Arn'] } } },
    building,
  );
}

function addSchedule({ id, properties, target, attributes }: Event, building: Building): void {
  const { Input, RetryPolicy, RoleArn, Name, FlexibleTimeWindow, ...rest } = properties;
  const Target = present({
    Arn: { Ref: target },
    RoleArn: RoleArn ?? { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
    Input,
    RetryPolicy,
  });
  const schedule = present({
    ...rest,
    FlexibleTimeWindow: FlexibleTimeWindow ?? { Mode: 'OFF' },
    Name: Name ?? id,
    Target,
  });
  building.add(id, 'AWS::Scheduler::Schedule', schedule, attributes);
  if (RoleArn !== undefined) return;
  const Statement = [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: { Ref: target } }];
  const Policies = [{ PolicyName: `${id}LambdaPolicy`, PolicyDocument: { Statement } }];
  const role = { AssumeRolePolicyDocument: trusting('scheduler.amazonaws.com'), Policies };
  building.add(`${id}Role`, 'AWS::IAM::Role', role, attributes);
}

function addMapping(event: Event, building: Building): void {
  const { id, properties, target, attributes, type } = event;
  const { Queue, Stream, ...rest } = properties;
  const source = type === 'SQS' ? Queue : Stream;
  if (source === undefined)
    event.refuse(`Missing required property '${type === 'SQS' ? 'Queue' : 'Stream'}'.`);
  const mapping = present({ ...rest, EventSourceArn: source, FunctionName: { Ref: target } });
  building.add(id, 'AWS::Lambda::EventSourceMapping', mapping, attributes);
}

function addSubscription(event: Event, building: Building): void {
  const { id, properties, target, attributes } = event;
  const { Topic, SqsSubscription, FilterPolicy, FilterPolicyScope, Region, RedrivePolicy } = properties;
  if (Topic === undefined) return event.refuse("Missing required property 'Topic'.");
  if (SqsSubscription !== undefined) event.refuse('SqsSubscription is not served by Penstock');
  building.add(
    id,
    'AWS::SNS::Subscription',
    present({
      Endpoint: { Ref: target },
      Protocol: 'lambda',
      TopicArn: Topic,
      FilterPolicy,
      FilterPolicyScope,
      Region,
      RedrivePolicy,
    }),
    attributes,
  );
  permit(event, { principal: 'sns.amazonaws.com', source: { SourceArn: Topic } }, building);
}

/** The bucket is one of the same template: it gets the notification, and waits for the permission. */
function addNotification(event: Event, building: Building): void {
  const { id, properties, target } = event;
  const bucketId = refOf(properties['Bucket']);
  if (bucketId === undefined || !building.resources.has(bucketId))
    return event.refuse("'Bucket' must reference a bucket of the same template.");
  permit(
    event,
    { principal: 's3.amazonaws.com', source: { SourceAccount: { Ref: 'AWS::AccountId' } } },
    building,
  );
  const configurations = asList(properties['Events']).map((name) =>
    present({ Function: { Ref: target }, Event: name, Filter: properties['Filter'] }),
  );
  building.change(bucketId, (bucket) => {
    const before = asValues(bucket['Properties']);
    const notification = asValues(before['NotificationConfiguration']);
    const LambdaConfigurations = [...asList(notification['LambdaConfigurations']), ...configurations];
    return {
      ...bucket,
      DependsOn: [...asList(bucket['DependsOn']), `${id}Permission`],
      Properties: { ...before, NotificationConfiguration: { ...notification, LambdaConfigurations } },
    };
  });
}

function addLogs(event: Event, building: Building): void {
  const { id, properties, target, attributes } = event;
  const { LogGroupName, FilterPattern } = properties;
  if (LogGroupName === undefined || FilterPattern === undefined)
    return event.refuse("Missing required property 'LogGroupName' or 'FilterPattern'.");
  const arn = `arn:${building.partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${__LogGroupName__}:*`;
  const source = { SourceArn: { 'Fn::Sub': [arn, { __LogGroupName__: LogGroupName }] } };
  permit(event, { principal: 'logs.amazonaws.com', source }, building);
  const filter = { LogGroupName, FilterPattern, DestinationArn: { Ref: target } };
  building.add(id, 'AWS::Logs::SubscriptionFilter', filter, {
    ...attributes,
    DependsOn: [`${id}Permission`],
  });
}
