import { parseArn, type Arn } from '../../base/arn.ts';
import { own } from '../../base/own.ts';
import type { Target } from './records.ts';

/** What a target is asked. */
export interface Asked {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
}

/** What it is asked about. */
export interface Occasion {
  readonly target: Target;
  /** The target's input, with its context attributes filled in; AWS's own where it has none. */
  readonly text: string;
  /** The same however often it is tried. */
  readonly id: string;
}

type Ask = (occasion: Occasion, arn: Arn) => Asked;

const nameIn = (resource: string): string => resource.slice(resource.indexOf('/') + 1);

interface Templated {
  readonly resource: RegExp;
  readonly ask: Ask;
}

/** AWS: user guide, "Using templated targets": those of services that are served here. */
const templated: Readonly<Record<string, Templated>> = {
  lambda: {
    resource: /^function:/,
    ask: ({ target, text }) => ({
      service: 'lambda',
      operation: 'Invoke',
      input: { FunctionName: target.Arn, InvocationType: 'Event', Payload: text },
    }),
  },
  sns: {
    resource: /^[^:]+$/,
    ask: ({ target, text }) => ({
      service: 'sns',
      operation: 'Publish',
      input: { TopicArn: target.Arn, Message: text },
    }),
  },
  sqs: {
    resource: /^[^:]+$/,
    ask: ({ target, text, id }, { account, resource }) => {
      const group = target.SqsParameters?.MessageGroupId;
      const fifo = { MessageGroupId: group, MessageDeduplicationId: id };
      return {
        service: 'sqs',
        operation: 'SendMessage',
        input: {
          QueueUrl: `${account}/${resource}`,
          MessageBody: text,
          ...(group !== undefined && (resource.endsWith('.fifo') ? fifo : { MessageGroupId: group })),
        },
      };
    },
  },
  codepipeline: {
    resource: /^[^:/]+$/,
    ask: (_, { resource }) => ({
      service: 'codepipeline',
      operation: 'StartPipelineExecution',
      input: { name: resource },
    }),
  },
  codebuild: {
    resource: /^project\//,
    ask: (_, { resource }) => ({
      service: 'codebuild',
      operation: 'StartBuild',
      input: { projectName: nameIn(resource) },
    }),
  },
  ecs: {
    resource: /^cluster\//,
    ask: ({ target, text }) => ({
      service: 'ecs',
      operation: 'RunTask',
      input: runTask(target, text),
    }),
  },
  events: {
    resource: /^event-bus\//,
    ask: ({ target, text }) => ({
      service: 'events',
      operation: 'PutEvents',
      input: {
        Entries: [
          {
            EventBusName: target.Arn,
            DetailType: target.EventBridgeParameters?.DetailType,
            Source: target.EventBridgeParameters?.Source,
            Detail: text,
          },
        ],
      },
    }),
  },
  states: {
    resource: /^stateMachine:/,
    ask: ({ target, text }) => ({
      service: 'states',
      operation: 'StartExecution',
      input: { stateMachineArn: target.Arn, input: text },
    }),
  },
};

function runTask({ Arn, EcsParameters = undefined, Input }: Target, text: string): object {
  const { TaskDefinitionArn, TaskCount, LaunchType, PlatformVersion, Group, NetworkConfiguration } =
    EcsParameters!;
  const vpc = NetworkConfiguration?.awsvpcConfiguration;
  return {
    cluster: Arn,
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
    ...(Input !== undefined && { overrides: JSON.parse(text) as object }),
  };
}

/** What the AWS SDK for Java calls services, where IAM's prefix differs. */
const prefixes: Readonly<Record<string, string>> = {
  cloudwatchlogs: 'logs',
  elasticloadbalancingv2: 'elasticloadbalancing',
  eventbridge: 'events',
  sfn: 'states',
};

/** AWS: user guide, "Using universal targets": any operation, but for those that read. */
const reading = /^(get|describe|list|poll|receive|search|scan|query|select|read|batchGet|transactGet|lookup)/;

/** How a target is asked; undefined where it is none that can be. */
export function askOf(target: Target): ((occasion: Occasion) => Asked) | undefined {
  const arn = parseArn(target.Arn);
  if (!arn) return undefined;
  const [, sdk, action] = /^aws-sdk:([a-z0-9]+):([a-z]\w+)$/.exec(arn.resource) ?? [];
  if (arn.service === 'scheduler' && sdk !== undefined && action !== undefined) {
    if (reading.test(action)) return undefined;
    const service = own(prefixes, sdk) ?? sdk;
    const operation = action.charAt(0).toUpperCase() + action.slice(1);
    return ({ text }) => ({ service, operation, input: JSON.parse(text) as object });
  }
  const known = own(templated, arn.service);
  return known?.resource.test(arn.resource) ? (occasion) => known.ask(occasion, arn) : undefined;
}

/** Whether a target names an operation itself, and not what is told. */
export const isUniversal = ({ Arn }: Target): boolean => parseArn(Arn)?.service === 'scheduler';
