import { App, Aspects, CfnOutput, CfnResource, Duration, Fn, NestedStack, RemovalPolicy } from 'aws-cdk-lib';
import { Stack, Stage, Tags, type IAspect } from 'aws-cdk-lib';
import {
  aws_apigateway as apigateway,
  aws_cloudwatch as cloudwatch,
  aws_cloudwatch_actions as actions,
  aws_codedeploy as codedeploy,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_events as events,
  aws_events_targets as targets,
  aws_iam as iam,
  aws_kms as kms,
  aws_lambda as lambda,
  aws_lambda_event_sources as sources,
  aws_logs as logs,
  aws_pipes as pipes,
  aws_s3 as s3,
  aws_s3_deployment as deployment,
  aws_scheduler as scheduler,
  aws_scheduler_targets as scheduled,
  aws_secretsmanager as secretsmanager,
  aws_sns as sns,
  aws_sns_subscriptions as subscriptions,
  aws_sqs as sqs,
  aws_ssm as ssm,
  aws_stepfunctions as sfn,
  aws_stepfunctions_tasks as tasks,
  cloudformation_include as include,
  custom_resources as custom,
  triggers,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { fileURLToPath } from 'node:url';

/** What CDK apps are made of, in one: stages, stacks that refer to each other, stacks in stacks, CDK's own resources. */
const folder = process.argv[2]!;
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Version {
  readonly word: string;
  /** A resource that cannot be made, after all that can be. */
  readonly broken?: boolean;
}

function synthesize(name: string, { word, broken = false }: Version): void {
  const app = new App({ outdir: `${folder}/${name}` });
  const stage = new Stage(app, 'Beta', { env: { account: '000000000000', region: 'us-east-1' } });
  const base = baseIn(new Stack(stage, 'Base'));
  const stack = new Stack(stage, 'Service');
  const service = serviceIn(stack, base, word);
  watch(stack, base, service);
  schedule(stack, service, word);
  permit(stack, base, service);
  nest(stack, base, word);
  if (broken) {
    const others = [...stack.node.children];
    const queue = new CfnResource(stack, 'Broken', {
      type: 'AWS::SQS::Queue',
      properties: { QueueName: 'not a queue name' },
    });
    // Functions that still run when their update is called off would overtake what takes it back.
    queue.node.addDependency(...others);
  }
  Aspects.of(stage).add(roomy);
  Tags.of(stage).add('team', 'shapes');
  Tags.of(stack).add('word', word);
  app.synth();
}

const roomy: IAspect = {
  visit(node: IConstruct) {
    if (node instanceof lambda.CfnFunction) node.memorySize = 256;
  },
};

function baseIn(stack: Stack) {
  const removalPolicy = RemovalPolicy.DESTROY;
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true, removalPolicy, alias: 'beta' });
  const bucket = new s3.Bucket(stack, 'Bucket', {
    encryptionKey: key,
    versioned: true,
    autoDeleteObjects: true,
    removalPolicy,
  });
  const topic = new sns.Topic(stack, 'Topic', { masterKey: key });
  const secret = new secretsmanager.Secret(stack, 'Secret', {
    generateSecretString: { secretStringTemplate: '{"user":"shop"}', generateStringKey: 'password' },
  });
  const table = new dynamodb.TableV2(stack, 'Table', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    removalPolicy,
  });
  const vpc = new ec2.Vpc(stack, 'Vpc', { availabilityZones: ['us-east-1a', 'us-east-1b'], natGateways: 1 });
  stack.exportValue(topic.topicName, { name: 'beta-topic' });
  return { bucket, topic, secret, table, vpc };
}

type Base = ReturnType<typeof baseIn>;

function serviceIn(stack: Stack, { bucket, topic, secret, table, vpc }: Base, word: string) {
  const dead = new sqs.Queue(stack, 'Dead');
  const queue = new sqs.Queue(stack, 'Queue', { deadLetterQueue: { queue: dead, maxReceiveCount: 3 } });
  topic.addSubscription(new subscriptions.SqsSubscription(queue));
  const fn = new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    // As bundlers write theirs: outside, while the app is synthesized.
    code: lambda.Code.fromInline(`exports.handler = async ({ name }) => ({ said: '${word} ' + name });`),
    environment: { TABLE: table.tableName, SECRET: secret.secretArn },
    deadLetterQueue: dead,
    logGroup: new logs.LogGroup(stack, 'Logs', { removalPolicy: RemovalPolicy.DESTROY }),
  });
  table.grantReadWriteData(fn);
  secret.grantRead(fn);
  fn.addEventSource(new sources.SqsEventSource(queue, { reportBatchItemFailures: true }));
  const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
  new apigateway.LambdaRestApi(stack, 'Api', { handler: alias, cloudWatchRole: false });
  new deployment.BucketDeployment(stack, 'Site', {
    sources: [
      deployment.Source.asset(file('assets/site')),
      deployment.Source.jsonData('config.json', { topic: topic.topicArn, word }),
    ],
    destinationBucket: bucket,
  });
  new ec2.SecurityGroup(stack, 'Group', { vpc }).addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443));
  new CfnOutput(stack, 'FunctionName', { value: fn.functionName });
  new CfnOutput(stack, 'BucketName', { value: bucket.bucketName });
  return { fn, alias, queue, dead };
}

type Service = ReturnType<typeof serviceIn>;

function watch(stack: Stack, { topic }: Base, { fn, alias }: Service): void {
  const alarm = new cloudwatch.Alarm(stack, 'Errors', {
    metric: alias.metricErrors({ period: Duration.minutes(1) }),
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new actions.SnsAction(topic));
  const alarmRule = cloudwatch.AlarmRule.fromAlarm(alarm, cloudwatch.AlarmState.ALARM);
  new cloudwatch.CompositeAlarm(stack, 'Any', { alarmRule });
  new cloudwatch.Dashboard(stack, 'Board', {
    widgets: [[new cloudwatch.GraphWidget({ left: [fn.metricInvocations()] })]],
  });
  new codedeploy.LambdaDeploymentGroup(stack, 'Deployments', {
    alias,
    deploymentConfig: codedeploy.LambdaDeploymentConfig.ALL_AT_ONCE,
    alarms: [alarm],
  });
}

function schedule(stack: Stack, { fn, alias, queue, dead }: Service, word: string): void {
  const ask = new tasks.LambdaInvoke(stack, 'Ask', {
    lambdaFunction: alias,
    payload: sfn.TaskInput.fromObject({ name: 'machine' }),
    outputPath: '$.Payload',
  });
  const machine = new sfn.StateMachine(stack, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromChainable(ask),
  });
  new events.Rule(stack, 'Hourly', {
    schedule: events.Schedule.rate(Duration.hours(1)),
    targets: [new targets.SfnStateMachine(machine), new targets.SqsQueue(dead)],
  });
  new scheduler.Schedule(stack, 'Daily', {
    schedule: scheduler.ScheduleExpression.cron({ minute: '0', hour: '3' }),
    target: new scheduled.LambdaInvoke(fn),
  });
  const role = new iam.Role(stack, 'PipeRole', {
    assumedBy: new iam.ServicePrincipal('pipes.amazonaws.com'),
  });
  new pipes.CfnPipe(stack, 'Pipe', {
    roleArn: role.roleArn,
    source: queue.queueArn,
    target: machine.stateMachineArn,
  });
  new triggers.TriggerFunction(stack, 'Trigger', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(`exports.handler = async () => console.log('triggered');`),
    executeAfter: [machine],
  });
  new custom.AwsCustomResource(stack, 'Put', {
    installLatestAwsSdk: false,
    onUpdate: {
      service: 'SSM',
      action: 'putParameter',
      parameters: { Name: '/beta/put', Value: word, Type: 'String', Overwrite: true },
      physicalResourceId: custom.PhysicalResourceId.of('put'),
    },
    onDelete: { service: 'SSM', action: 'deleteParameter', parameters: { Name: '/beta/put' } },
    policy: custom.AwsCustomResourcePolicy.fromSdkCalls({
      resources: custom.AwsCustomResourcePolicy.ANY_RESOURCE,
    }),
  });
  new CfnOutput(stack, 'MachineArn', { value: machine.stateMachineArn });
}

/** Policies that other resources attach to users, groups and roles. */
function permit(stack: Stack, { bucket }: Base, { queue }: Service): void {
  const group = new iam.Group(stack, 'People');
  bucket.grantRead(group);
  new iam.User(stack, 'Person').addToGroup(group);
  const role = new iam.Role(stack, 'Worker', { assumedBy: new iam.AccountRootPrincipal() });
  new iam.ManagedPolicy(stack, 'Working', {
    roles: [role],
    groups: [group],
    statements: [new iam.PolicyStatement({ actions: ['sqs:*'], resources: [queue.queueArn] })],
  });
}

function nest(stack: Stack, { topic }: Base, word: string): void {
  const nested = new NestedStack(stack, 'Nested');
  const queue = new sqs.Queue(nested, 'Queue', { visibilityTimeout: Duration.seconds(word.length) });
  new ssm.StringParameter(nested, 'Where', {
    parameterName: '/beta/where',
    stringValue: Fn.join('|', [topic.topicArn, word]),
  });
  new CfnOutput(stack, 'NestedQueueUrl', { value: queue.queueUrl });
  new include.CfnInclude(stack, 'Included', {
    templateFile: file('included.json'),
    parameters: { Label: word },
  });
}

synthesize('first', { word: 'hello' });
synthesize('second', { word: 'goodbye' });
synthesize('broken', { word: 'never', broken: true });
