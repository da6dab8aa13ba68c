import { App, CfnOutput, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import {
  aws_cloudwatch as cloudwatch,
  aws_codebuild as codebuild,
  aws_ec2 as ec2,
  aws_ecr_assets as assets,
  aws_ecs as ecs,
  aws_events as events,
  aws_events_targets as targets,
  aws_lambda as lambda,
  aws_logs as logs,
  aws_s3 as s3,
  aws_s3_deployment as deployment,
  aws_sqs as sqs,
  aws_stepfunctions as stepfunctions,
} from 'aws-cdk-lib';
import { fileURLToPath } from 'node:url';

/** What `cdk deploy --hotswap` changes without CloudFormation, in two versions; each is synthesized to a folder of its own. */
const folder = process.argv[2]!;

function synthesize(version: string): void {
  const app = new App({ outdir: `${folder}/${version}` });
  const stack = new Stack(app, 'Swaps');
  functionIn(stack, version);
  siteIn(stack, version);
  projectIn(stack, version);
  serviceIn(stack, version);
  controlledIn(stack, version);
  app.synth();
}

/** A function that callers know by an alias. */
function functionIn(stack: Stack, version: string): void {
  const fn = new lambda.Function(stack, 'Function', {
    functionName: 'swapped',
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(
      `exports.handler = async () => ({ code: '${version}', environment: process.env.VERSION });`,
    ),
    environment: { VERSION: version },
  });
  new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
}

function siteIn(stack: Stack, version: string): void {
  const destinationBucket = new s3.Bucket(stack, 'Bucket', {
    autoDeleteObjects: true,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  new deployment.BucketDeployment(stack, 'Site', {
    sources: [deployment.Source.data('version.txt', version)],
    destinationBucket,
  });
  new CfnOutput(stack, 'BucketName', { value: destinationBucket.bucketName });
}

function projectIn(stack: Stack, version: string): void {
  new codebuild.Project(stack, 'Build', {
    projectName: 'swapped',
    environment: { environmentVariables: { VERSION: { value: version } } },
    buildSpec: codebuild.BuildSpec.fromObject({
      version: '0.2',
      phases: { build: { commands: [`test $VERSION = ${version}`] } },
    }),
  });
}

function serviceIn(stack: Stack, version: string): void {
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('web', {
    image: ecs.ContainerImage.fromAsset(fileURLToPath(new URL('assets/service', import.meta.url)), {
      platform: assets.Platform.LINUX_AMD64,
    }),
    environment: { VERSION: version },
    logging: ecs.LogDrivers.awsLogs({
      streamPrefix: 'web',
      logGroup: new logs.LogGroup(stack, 'Logs', {
        logGroupName: 'swapped',
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    }),
  });
  new ecs.FargateService(stack, 'Service', {
    serviceName: 'swapped',
    cluster: new ecs.Cluster(stack, 'Cluster', {
      clusterName: 'swapped',
      vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0 }),
    }),
    taskDefinition,
    desiredCount: 1,
    minHealthyPercent: 0,
    circuitBreaker: { rollback: true },
  });
}

/** What the CLI changes by the Cloud Control API. */
function controlledIn(stack: Stack, version: string): void {
  const two = version === 'two';
  const queue = new sqs.Queue(stack, 'Queue', {
    queueName: 'swapped',
    visibilityTimeout: Duration.seconds(two ? 60 : 30),
  });
  Tags.of(queue).add('version', version);
  new cloudwatch.Alarm(stack, 'Alarm', {
    alarmName: 'swapped',
    metric: queue.metricApproximateNumberOfMessagesVisible(),
    threshold: two ? 20 : 10,
    evaluationPeriods: 1,
  });
  new stepfunctions.StateMachine(stack, 'Steps', {
    stateMachineName: 'swapped',
    definitionBody: stepfunctions.DefinitionBody.fromChainable(
      new stepfunctions.Pass(stack, 'Told', { result: stepfunctions.Result.fromString(version) }),
    ),
  });
  new events.Rule(stack, 'Rule', {
    ruleName: 'swapped',
    schedule: events.Schedule.rate(Duration.hours(two ? 2 : 1)),
    targets: [new targets.SqsQueue(queue)],
  });
}

synthesize('one');
synthesize('two');
