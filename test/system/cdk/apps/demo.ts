import { App, CfnOutput, Stack, aws_lambda as lambda, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';

const app = new App();
const stack = new Stack(app, 'Demo');
const bucket = new s3.Bucket(stack, 'Bucket', { versioned: true });
const topic = new sns.Topic(stack, 'Topic');
new lambda.Function(stack, 'Function', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = async () => ({ greeting: process.env.GREETING });'),
  environment: { GREETING: String(app.node.tryGetContext('greeting') ?? 'hello') },
});
new CfnOutput(stack, 'BucketName', { value: bucket.bucketName });
new CfnOutput(stack, 'TopicArn', { value: topic.topicArn });
