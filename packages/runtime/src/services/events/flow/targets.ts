import { parseArn, type Arn } from '../../../base/arn.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import { derivedUuid } from '../../../base/ids.ts';
import { own } from '../../../base/own.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Target } from '../records.ts';
import type { Delivery, Why } from './delivery.ts';

type Told = Pick<Delivery, 'target' | 'input' | 'event' | 'eventId' | 'ruleArn' | 'ruleName'>;

type Tell = (
  told: Told,
  arn: Arn,
) => readonly (readonly [service: string, operation: string, input: object])[];

/** How each kind of target is told. */
const kinds: Readonly<Record<string, Tell>> = {
  lambda: ({ target, input }) => [
    ['lambda', 'Invoke', { FunctionName: target.Arn, InvocationType: 'Event', Payload: input }],
  ],
  sns: ({ target, input }) => [['sns', 'Publish', { TopicArn: target.Arn, Message: input }]],
  sqs: ({ target, input, eventId }, { account, resource }) => [
    [
      'sqs',
      'SendMessage',
      {
        QueueUrl: `${account}/${resource}`,
        MessageBody: input,
        ...(target.SqsParameters?.MessageGroupId !== undefined && {
          MessageGroupId: target.SqsParameters.MessageGroupId,
          // AWS: FIFO queues need content-based deduplication; the event's id serves those that have none as well.
          ...(resource.endsWith('.fifo') && { MessageDeduplicationId: eventId }),
        }),
      },
    ],
  ],
  codepipeline: ({ target, input }, { resource }) => [
    ['codepipeline', 'StartPipelineExecution', { ...startInputs(target, input), name: resource }],
  ],
  codebuild: ({ target, input }, { resource }) => [
    [
      'codebuild',
      'StartBuild',
      // AWS: the input is the parameters of StartBuild, where the target sets one.
      { ...(target.Input || target.InputTransformer ? objectOf(input) : {}), projectName: nameIn(resource) },
    ],
  ],
  ecs: ({ target, input, ruleName }) => [
    [
      'ecs',
      'RunTask',
      { ...runTask(target, input), cluster: target.Arn, startedBy: `events-rule/${ruleName}`.slice(0, 36) },
    ],
  ],
  logs: ({ input, eventId, event }, { resource }) => {
    const logGroupName = resource.replace(/^log-group:/, '').replace(/:\*$/, '');
    const timestamp = Date.parse((JSON.parse(event) as { readonly time: string }).time);
    return [
      ['logs', 'CreateLogStream', { logGroupName, logStreamName: eventId }],
      [
        'logs',
        'PutLogEvents',
        { logGroupName, logStreamName: eventId, logEvents: [{ timestamp, message: input }] },
      ],
    ];
  },
  // Of a managed rule: see `operations/managed-rules.ts`.
  'codestar-notifications': ({ event }) => [
    ['codestar-notifications', 'Notify', { event: JSON.parse(event) }],
  ],
  events: ({ target, input, event, ruleArn }, { resource }) => {
    if (!resource.startsWith('api-destination/')) {
      const by = `${ruleArn}/${target.Id}`;
      return [['events', 'Forward', { bus: target.Arn, event: JSON.parse(event), by }]];
    }
    const [name] = nameIn(resource).split('/');
    return [
      ['events', 'TakeTurn', { name }],
      ['events', 'InvokeApiDestination', { name, input, parameters: target.HttpParameters }],
    ];
  },
  states: ({ target, input, eventId, event, ruleArn }) => {
    // An event starts one execution for each target of each rule, and one more when it is replayed.
    const name = `${eventId}_${derivedUuid('events.execution', ruleArn, target.Id, event)}`;
    return [['states', 'StartExecution', { stateMachineArn: target.Arn, input, name }]];
  },
};

/** What a target's ARN must look like, of those that are served. */
const forms: Readonly<Record<string, RegExp>> = {
  lambda: /^function:/,
  sns: /^[^:]+$/,
  sqs: /^[^:]+$/,
  codepipeline: /^[^:/]+$/,
  codebuild: /^project\//,
  ecs: /^cluster\//,
  logs: /^log-group:/,
  events: /^(?:event-bus|api-destination)\//,
  states: /^stateMachine:/,
};

/** Whether a rule can tell this target here. */
export function isServed(arn: string): boolean {
  const parsed = parseArn(arn);
  return parsed !== undefined && (own(forms, parsed.service)?.test(parsed.resource) ?? false);
}

/** Targets that are told as a role of the user's. */
export function needsRole(arn: string): boolean {
  const { service = '', resource = '' } = parseArn(arn) ?? {};
  return (
    ['codepipeline', 'codebuild', 'ecs', 'states'].includes(service) ||
    resource.startsWith('api-destination/')
  );
}

/** What a rule may say of the execution that it starts. */
// AWS: CodePipeline user guide, "Start a pipeline with a source revision override" by an input transformer.
function startInputs({ Input, InputPath, InputTransformer }: Target, input: string): object {
  if (!Input && !InputPath && !InputTransformer) return {};
  const { variables, sourceRevisions } = objectOf(input) as Record<string, unknown>;
  return {
    ...(variables !== undefined && { variables }),
    ...(sourceRevisions !== undefined && { sourceRevisions }),
  };
}

const nameIn = (resource: string): string => resource.slice(resource.indexOf('/') + 1);

function objectOf(text: string): object {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? value : {};
}

/** `RunTask`'s input, of ECS's spelling. */
function runTask({ EcsParameters, Input, InputTransformer }: Target, input: string): object {
  const { TaskDefinitionArn, TaskCount, LaunchType, PlatformVersion, Group, NetworkConfiguration } =
    EcsParameters!;
  const vpc = NetworkConfiguration?.awsvpcConfiguration;
  const overrides = Input || InputTransformer ? objectOf(input) : undefined;
  return {
    taskDefinition: TaskDefinitionArn,
    count: TaskCount ?? 1,
    launchType: LaunchType,
    platformVersion: PlatformVersion,
    group: Group,
    ...(vpc && {
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: vpc.Subnets,
          securityGroups: vpc.SecurityGroups,
          assignPublicIp: vpc.AssignPublicIp,
        },
      },
    }),
    ...(overrides && { overrides }),
  };
}

/** The calls by which a target is told, one after the other. */
export function stepsTo(told: Told): AwsCall[] {
  const { target } = told;
  const arn = parseArn(target.Arn)!;
  return kinds[arn.service]!(told, arn).map(([service, operation, input]) => ({
    type: 'aws.call',
    service,
    operation,
    input,
    as: target.RoleArn ?? servicePrincipal('events'),
    // AWS: unverified: how the role's session is called.
    session: `AWSEvents_${told.ruleName}`.slice(0, 64),
    sourceArn: told.ruleArn,
    scope: { account: arn.account, region: arn.region },
  }));
}

// AWS: user guide, "Using dead-letter queues": the event, and why it is there in the message's attributes.
export function deadLetter(state: Delivery, { code, reason, exhausted }: Why, queueArn: string): AwsCall {
  const { account, region, resource } = parseArn(queueArn)!;
  const attributes = {
    RULE_ARN: state.ruleArn,
    TARGET_ARN: state.target.Arn,
    ERROR_CODE: code,
    ERROR_MESSAGE: reason,
    ...(exhausted !== undefined && { EXHAUSTED_RETRY_CONDITION: exhausted }),
    RETRY_ATTEMPTS: String(state.attempts - 1),
  };
  return {
    type: 'aws.call',
    service: 'sqs',
    operation: 'SendMessage',
    input: {
      QueueUrl: `${account}/${resource}`,
      MessageBody: state.event,
      MessageAttributes: Object.fromEntries(
        // An attribute has a value; an error may have no message.
        Object.entries(attributes)
          .filter(([, value]) => value !== '')
          .map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    },
    as: servicePrincipal('events'),
    sourceArn: state.ruleArn,
    scope: { account, region },
  };
}
