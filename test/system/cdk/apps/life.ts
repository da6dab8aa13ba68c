import { App, CfnOutput, CfnResource, CustomResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { aws_lambda as lambda, aws_s3 as s3, aws_sns as sns, custom_resources as custom } from 'aws-cdk-lib';

/** The versions of one app that a test deploys one after the other; each is synthesized once, to a folder of its own. */
const folder = process.argv[2]!;

interface Version {
  readonly greeting: string;
  /** A resource that cannot be made. */
  readonly broken?: boolean;
}

function synthesize(name: string, { greeting, broken = false }: Version): void {
  const app = new App({ outdir: `${folder}/${name}` });
  const stack = new Stack(app, 'Life', { tags: { team: 'delivery' } });
  const bucket = new s3.Bucket(stack, 'Bucket', {
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
  });
  const topic = new sns.Topic(stack, 'Topic', { displayName: greeting });
  const handler = new lambda.Function(stack, 'Handler', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(`
      exports.handler = async (event) => ({
        PhysicalResourceId: 'greeter',
        Data: { Said: event.ResourceProperties.Greeting + ' from ' + event.RequestType },
      });`),
  });
  const provider = new custom.Provider(stack, 'Provider', { onEventHandler: handler });
  const greeter = new CustomResource(stack, 'Greeter', {
    serviceToken: provider.serviceToken,
    resourceType: 'Custom::Greeter',
    properties: { Greeting: greeting },
  });
  if (broken) {
    const queue = new CfnResource(stack, 'Broken', {
      type: 'AWS::SQS::Queue',
      properties: { QueueName: 'not a queue name' },
    });
    queue.node.addDependency(topic);
  }
  new CfnOutput(stack, 'BucketName', { value: bucket.bucketName });
  new CfnOutput(stack, 'Said', { value: greeter.getAttString('Said') });
  app.synth();
}

synthesize('first', { greeting: 'hello' });
synthesize('second', { greeting: 'good morning' });
synthesize('broken', { greeting: 'good night', broken: true });
