import { App, CfnOutput, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  aws_iam as iam,
  aws_lambda as lambda,
  aws_logs as logs,
  aws_s3 as s3,
  aws_s3_deployment as deployment,
  aws_sqs as sqs,
  aws_s3_notifications as notifications,
  custom_resources as custom,
} from 'aws-cdk-lib';
import { fileURLToPath } from 'node:url';

/** Files as assets, and the custom resources that CDK brings along: each runs as it does on AWS. */
const app = new App();
const stack = new Stack(app, 'Assets');
const folder = (name: string) => fileURLToPath(new URL(`assets/${name}`, import.meta.url));

const fn = new lambda.Function(stack, 'Function', {
  runtime: lambda.Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: lambda.Code.fromAsset(folder('function')),
  environment: { VERSION: String(app.node.tryGetContext('version') ?? '1') },
  timeout: Duration.seconds(10),
  logRetention: logs.RetentionDays.ONE_WEEK,
});

const bucket = new s3.Bucket(stack, 'Bucket', {
  autoDeleteObjects: true,
  removalPolicy: RemovalPolicy.DESTROY,
});
const queue = new sqs.Queue(stack, 'Queue');
bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.SqsDestination(queue));
new deployment.BucketDeployment(stack, 'Site', {
  sources: [deployment.Source.asset(folder('site')), deployment.Source.data('version.txt', 'one')],
  destinationBucket: bucket,
});

const call = new custom.AwsCustomResource(stack, 'Identity', {
  installLatestAwsSdk: false,
  onUpdate: {
    service: 'STS',
    action: 'GetCallerIdentity',
    physicalResourceId: custom.PhysicalResourceId.of('identity'),
  },
  policy: custom.AwsCustomResourcePolicy.fromStatements([
    new iam.PolicyStatement({ actions: ['sts:GetCallerIdentity'], resources: ['*'] }),
  ]),
});

const onEvent = new lambda.Function(stack, 'OnEvent', {
  runtime: lambda.Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline(
    "exports.handler = async ({ RequestType, ResourceProperties }) => ({ PhysicalResourceId: 'own', Data: { Said: `${RequestType} ${ResourceProperties.Word}` } });",
  ),
});
const provider = new custom.Provider(stack, 'Provider', { onEventHandler: onEvent });
const own = new CustomResource(stack, 'Own', {
  serviceToken: provider.serviceToken,
  properties: { Word: 'hello' },
});

new CfnOutput(stack, 'FunctionName', { value: fn.functionName });
new CfnOutput(stack, 'BucketName', { value: bucket.bucketName });
new CfnOutput(stack, 'QueueUrl', { value: queue.queueUrl });
new CfnOutput(stack, 'Account', { value: call.getResponseField('Account') });
new CfnOutput(stack, 'Said', { value: own.getAttString('Said') });
