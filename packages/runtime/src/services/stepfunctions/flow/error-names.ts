/** The SDK's clients, where a capital letter does not make their name of the resource's. */
const clients: Readonly<Record<string, string>> = {
  applicationautoscaling: 'ApplicationAutoScaling',
  autoscaling: 'AutoScaling',
  cloudformation: 'CloudFormation',
  cloudwatch: 'CloudWatch',
  cloudwatchlogs: 'CloudWatchLogs',
  codebuild: 'CodeBuild',
  codecommit: 'CodeCommit',
  codedeploy: 'CodeDeploy',
  codepipeline: 'CodePipeline',
  codestarconnections: 'CodeStarConnections',
  codestarnotifications: 'CodestarNotifications',
  dynamodb: 'DynamoDb',
  elasticloadbalancingv2: 'ElasticLoadBalancingV2',
  eventbridge: 'EventBridge',
  secretsmanager: 'SecretsManager',
};

/** AWS: as seen in the wild; unverified of SNS, SQS, EventBridge, and of services that are not here but DynamoDB. */
const optimised: Readonly<Record<string, string>> = {
  apigateway: 'ApiGateway',
  codebuild: 'CodeBuild',
  dynamodb: 'DynamoDB',
  ecs: 'ECS',
  elasticmapreduce: 'ElasticMapReduce',
  'emr-containers': 'EmrContainers',
  'emr-serverless': 'EmrServerless',
  events: 'EventBridge',
  lambda: 'Lambda',
  mediaconvert: 'MediaConvert',
  sagemaker: 'SageMaker',
  sns: 'SNS',
  sqs: 'SQS',
  states: 'StepFunctions',
};

/**
 * What a state machine knows a service's error by: the SDK's client and the class of its exception. `Ssm` and
 * `ParameterNotFound` are `Ssm.ParameterNotFoundException`. EC2's errors have no classes of their own.
 */
// AWS: as seen in the wild.
export function errorName(resourceType: string, code: string): string {
  const [, sdk] = /^aws-sdk:(.*)$/.exec(resourceType) ?? [];
  if (sdk === undefined) return `${optimised[resourceType] ?? clientOf(resourceType)}.${exceptionOf(code)}`;
  return `${clientOf(sdk)}.${sdk === 'ec2' ? 'Ec2Exception' : exceptionOf(code)}`;
}

const clientOf = (sdk: string): string => clients[sdk] ?? sdk.charAt(0).toUpperCase() + sdk.slice(1);

const exceptionOf = (code: string): string =>
  code.endsWith('Exception') ? code : `${code.replace(/Fault$/, '')}Exception`;
