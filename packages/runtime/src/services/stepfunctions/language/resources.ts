/** What a Task state's Resource asks for. */
export type Resource =
  /** A function, which is given the state's input and whose answer is the result. */
  | { readonly kind: 'function'; readonly functionArn: string }
  /** Something that workers do, who poll for it. */
  | { readonly kind: 'activity'; readonly activityArn: string }
  /** An operation of a service, which is given the parameters. */
  | {
      readonly kind: 'call';
      /** What the resource calls it: `states`, `aws-sdk:sfn`. */
      readonly type: string;
      /** What the house calls it. */
      readonly service: string;
      readonly operation: string;
      readonly pattern: Pattern;
    };
export type Pattern = 'request response' | 'sync' | 'sync:2' | 'token';

const patterns: Readonly<Record<string, Pattern>> = {
  '': 'request response',
  '.sync': 'sync',
  '.sync:2': 'sync:2',
  '.waitForTaskToken': 'token',
};

const answer: readonly Pattern[] = ['request response'];
const withToken: readonly Pattern[] = ['request response', 'token'];
const withSync: readonly Pattern[] = ['request response', 'sync'];

/** AWS: developer guide, "Integrating services": those of services that are served here. */
const optimised: Readonly<Record<string, readonly Pattern[]>> = {
  'codebuild:batchDeleteBuilds': answer,
  'codebuild:batchGetReports': answer,
  'codebuild:deleteBuildBatch': answer,
  'codebuild:retryBuildBatch': withSync,
  'codebuild:startBuild': withSync,
  'codebuild:startBuildBatch': withSync,
  'codebuild:stopBuild': answer,
  'codebuild:stopBuildBatch': answer,
  'ecs:runTask': ['request response', 'sync', 'token'],
  'events:putEvents': withToken,
  'http:invoke': answer,
  'lambda:invoke': withToken,
  'sns:publish': withToken,
  'sqs:sendMessage': withToken,
  'states:startExecution': ['request response', 'sync', 'sync:2', 'token'],
};

/**
 * The same of services that nobody serves here. A machine may have them, as templates do; where it comes to one, the
 * task fails, and says so.
 */
const elsewhere: ReadonlySet<string> = new Set([
  'apigateway',
  'athena',
  'batch',
  'bedrock',
  'bedrockagentcore',
  'databrew',
  'dynamodb',
  'eks',
  'elasticmapreduce',
  'emr-containers',
  'emr-serverless',
  'glue',
  'mediaconvert',
  'sagemaker',
]);

/** The SDK's names of services that the house knows by others. */
const named: Readonly<Record<string, string>> = {
  applicationautoscaling: 'application-autoscaling',
  cloudwatchlogs: 'logs',
  codestarconnections: 'codestar-connections',
  codestarnotifications: 'codestar-notifications',
  elasticloadbalancingv2: 'elasticloadbalancing',
  eventbridge: 'events',
  sfn: 'states',
};

/** Services whose operations have members that begin small; the language has them begin great. */
const small = new Set([
  'codebuild',
  'codecommit',
  'codedeploy',
  'codepipeline',
  'ecr',
  'ecs',
  'logs',
  'states',
]);
export const hasSmallMembers = (service: string): boolean => small.has(service);

export function parseResource(text: string): Resource | undefined {
  if (/^arn:[^:]+:lambda:[^:]*:\d*:function:./.test(text)) return { kind: 'function', functionArn: text };
  if (/^arn:[^:]+:states:[^:]+:\d{12}:activity:[^:]+$/.test(text))
    return { kind: 'activity', activityArn: text };
  const [, sdk, service = '', operation = '', suffix = ''] =
    /^arn:[^:]+:states:::(aws-sdk:)?([A-Za-z0-9-]+):([A-Za-z0-9]+)(\.sync(?::2)?|\.waitForTaskToken)?$/.exec(
      text,
    ) ?? [];
  const pattern = patterns[suffix];
  if (!operation || !pattern) return undefined;
  if (sdk ? pattern.startsWith('sync') : !isOptimised(service, operation, pattern)) return undefined;
  return {
    kind: 'call',
    type: `${sdk ?? ''}${service}`,
    service: named[service] ?? service,
    operation: operation.charAt(0).toUpperCase() + operation.slice(1),
    pattern,
  };
}

const isOptimised = (service: string, operation: string, pattern: Pattern): boolean =>
  elsewhere.has(service) || (optimised[`${service}:${operation}`]?.includes(pattern) ?? false);

export function resourceMistake(text: string): string | undefined {
  if (parseResource(text)) return undefined;
  return `The resource provided ${text} is not recognized, or is not served by Penstock (yet)`;
}

/** Whether nobody serves what a task asks for, as far as is known before it is asked. */
export const isServedElsewhere = ({ service }: { readonly service: string }): boolean =>
  elsewhere.has(service);
