import type { Value, Values } from '../../template.ts';

/** A statement: its actions, and the resources they are allowed on, in which `${Name}` is a parameter. */
type Statement = readonly [actions: string, resources: string];

/** AWS: SAM developer guide, "AWS SAM policy templates". */
const templates: Readonly<Record<string, readonly Statement[]>> = {
  AWSSecretsManagerGetSecretValuePolicy: [['secretsmanager:GetSecretValue', '${SecretArn}']],
  CloudFormationDescribeStacksPolicy: [['cloudformation:DescribeStacks', 'cloudformation stack/*']],
  CloudWatchDashboardPolicy: [['cloudwatch: GetDashboard ListDashboards PutDashboard ListMetrics', '*']],
  CloudWatchDescribeAlarmHistoryPolicy: [['cloudwatch:DescribeAlarmHistory', '*']],
  CloudWatchPutMetricPolicy: [['cloudwatch:PutMetricData', '*']],
  CodePipelineLambdaExecutionPolicy: [['codepipeline: PutJobSuccessResult PutJobFailureResult', '*']],
  CodePipelineReadOnlyPolicy: [['codepipeline:ListPipelineExecutions', 'codepipeline ${PipelineName}']],
  DynamoDBCrudPolicy: [
    [
      'dynamodb: GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable ' +
        'ConditionCheckItem',
      'dynamodb table/${TableName}, dynamodb table/${TableName}/index/*',
    ],
  ],
  DynamoDBReadPolicy: [
    [
      'dynamodb: GetItem Scan Query BatchGetItem DescribeTable',
      'dynamodb table/${TableName}, dynamodb table/${TableName}/index/*',
    ],
  ],
  DynamoDBWritePolicy: [
    [
      'dynamodb: PutItem UpdateItem BatchWriteItem',
      'dynamodb table/${TableName}, dynamodb table/${TableName}/index/*',
    ],
  ],
  DynamoDBStreamReadPolicy: [
    [
      'dynamodb: DescribeStream GetRecords GetShardIterator',
      'dynamodb table/${TableName}/stream/${StreamName}',
    ],
    ['dynamodb:ListStreams', 'dynamodb table/${TableName}/stream/*'],
  ],
  EventBridgePutEventsPolicy: [['events:PutEvents', 'events event-bus/${EventBusName}']],
  FilterLogEventsPolicy: [['logs:FilterLogEvents', 'logs log-group:${LogGroupName}:log-stream:*']],
  FirehoseWritePolicy: [
    ['firehose: PutRecord PutRecordBatch', 'firehose deliverystream/${DeliveryStreamName}'],
  ],
  KMSDecryptPolicy: [['kms:Decrypt', 'kms key/${KeyId}']],
  KMSEncryptPolicy: [['kms:Encrypt', 'kms key/${KeyId}']],
  KinesisStreamReadPolicy: [
    ['kinesis: ListStreams DescribeLimits', 'kinesis stream/*'],
    [
      'kinesis: DescribeStream DescribeStreamSummary GetRecords GetShardIterator',
      'kinesis stream/${StreamName}',
    ],
  ],
  LambdaInvokePolicy: [['lambda:InvokeFunction', 'lambda function:${FunctionName}*']],
  S3CrudPolicy: [
    [
      's3: GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl GetLifecycleConfiguration ' +
        'PutLifecycleConfiguration DeleteObject',
      's3 ${BucketName}, s3 ${BucketName}/*',
    ],
  ],
  S3ReadPolicy: [
    [
      's3: GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration',
      's3 ${BucketName}, s3 ${BucketName}/*',
    ],
  ],
  S3WritePolicy: [
    ['s3: PutObject PutObjectAcl PutLifecycleConfiguration', 's3 ${BucketName}, s3 ${BucketName}/*'],
  ],
  SNSCrudPolicy: [
    ['sns: ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish', 'sns ${TopicName}*'],
  ],
  SNSPublishMessagePolicy: [['sns:Publish', 'sns ${TopicName}']],
  SQSPollerPolicy: [
    [
      'sqs: ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ' +
        'ReceiveMessage',
      'sqs ${QueueName}',
    ],
  ],
  SQSSendMessagePolicy: [['sqs:SendMessage*', 'sqs ${QueueName}']],
  SSMParameterReadPolicy: [
    ['ssm:DescribeParameters', '*'],
    ['ssm: GetParameters GetParameter GetParametersByPath', 'ssm parameter/${ParameterName}'],
  ],
  SSMParameterWithSlashPrefixReadPolicy: [
    ['ssm:DescribeParameters', '*'],
    ['ssm: GetParameters GetParameter GetParametersByPath', 'ssm parameter${ParameterName}'],
  ],
  StepFunctionsExecutionPolicy: [['states:StartExecution', 'states stateMachine:${StateMachineName}']],
  VPCAccessPolicy: [
    [
      'ec2: CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface',
      '*',
    ],
  ],
};

/** The policy document of a template; undefined where there is none of the name. */
export function policyTemplate(name: string, parameters: Values): Values | undefined {
  const statements = Object.hasOwn(templates, name) ? templates[name]! : undefined;
  return statements && { Statement: statements.map((statement) => statementOf(statement, parameters)) };
}

function statementOf([actions, resources]: Statement, parameters: Values): Value {
  const [service = '', names] = actions.split(': ');
  const each = resources.split(', ').map((resource) => resourceOf(resource, parameters));
  return {
    Action: names === undefined ? [actions] : names.split(' ').map((name) => `${service}:${name}`),
    Effect: 'Allow',
    Resource: each.length === 1 ? each[0]! : each,
  };
}

function resourceOf(resource: string, parameters: Values): Value {
  if (resource === '*') return '*';
  const [service, path] = resource.split(' ');
  const scope = service === 's3' ? ':' : '${AWS::Region}:${AWS::AccountId}';
  const arn = path === undefined ? resource : `arn:\${AWS::Partition}:${service}:${scope}:${path}`;
  const names: Record<string, Value> = {};
  const text = arn.replaceAll(/\$\{(\w+)\}/g, (_whole, name: string) => {
    const own = name[0]!.toLowerCase() + name.slice(1);
    names[own] = parameters[name] ?? '';
    return `\${${own}}`;
  });
  return Object.keys(names).length === 0 ? { 'Fn::Sub': text } : { 'Fn::Sub': [text, names] };
}
