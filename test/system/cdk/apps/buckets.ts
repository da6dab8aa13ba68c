import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination, SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Queue } from 'aws-cdk-lib/aws-sqs';

/** Buckets as CDK's users have them: encrypted, closed, emptied when they go, and telling others. */
const app = new App();
const stack = new Stack(app, 'Buckets', { env: { account: '000000000000', region: 'us-east-1' } });
const bucket = new Bucket(stack, 'Uploads', {
  bucketName: 'cdk-uploads',
  encryption: BucketEncryption.KMS,
  encryptionKey: new Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY }),
  bucketKeyEnabled: true,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  versioned: true,
  autoDeleteObjects: true,
  removalPolicy: RemovalPolicy.DESTROY,
  lifecycleRules: [{ prefix: 'tmp/', expiration: Duration.days(1) }],
});
const worker = new Function(stack, 'Worker', {
  functionName: 'cdk-worker',
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: Code.fromInline(
    'exports.handler = async ({ Records: [{ s3 }] }) => console.log(`seen ${s3.object.key}`);',
  ),
});
bucket.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(worker), { prefix: 'in/' });
const queue = new Queue(stack, 'Told', { queueName: 'cdk-told' });
bucket.addEventNotification(EventType.OBJECT_REMOVED, new SqsDestination(queue));
