import { AwsError } from '../base/aws-error.ts';
import type { BlobRef } from '../base/blob.ts';
import type { Handler, Service } from '../dispatch/service.ts';

/** Answers with what it was asked, as text, in the member named. */
const echo =
  (member: string): Handler =>
  (input: object) => ({ [member]: JSON.stringify(input) });

const refuse =
  (name: string, message: string, members = {}, status?: number): Handler =>
  () => {
    throw new AwsError(name, message, members, status);
  };

const someDate = new Date(1_234_567_890_123);

const codepipeline: Service = {
  name: 'codepipeline',
  sdk: () => import('@aws-sdk/client-codepipeline'),
  model: 'codepipeline',
  operations: {
    StartPipelineExecution: echo('pipelineExecutionId'),
    CreatePipeline: (input: { pipeline: object }) => ({ pipeline: { ...input.pipeline, notInTheSchema: 1 } }),
    GetPipeline: refuse('PipelineNotFoundException', "The account does not have a pipeline with name 'demo'"),
    GetPipelineState: () => ({ pipelineName: 'demo', created: someDate, updated: undefined }),
    DeletePipeline: () => undefined,
    ListPipelines: () => {
      throw new Error('a bug');
    },
  },
};

const sns: Service = {
  name: 'sns',
  sdk: () => import('@aws-sdk/client-sns'),
  model: 'sns',
  operations: {
    Publish: echo('MessageId'),
    CreateTopic: echo('TopicArn'),
    GetTopicAttributes: () => ({ Attributes: { DisplayName: '<&>"\n\u0001', Empty: '' } }),
    ListTopics: () => ({ Topics: [{ TopicArn: 'a' }, { TopicArn: 'b' }], NextToken: 'c' }),
    DeleteTopic: refuse('NotFoundException', 'Topic does not exist'),
    SetTopicAttributes: () => ({}),
    ConfirmSubscription: echo('SubscriptionArn'),
  },
  unsigned: ['ConfirmSubscription'],
};

const lambda: Service = {
  name: 'lambda',
  sdk: () => import('@aws-sdk/client-lambda'),
  model: 'lambda',
  operations: {
    CreateFunction: (input: { Code: { ZipFile?: Uint8Array }; FunctionName: string }) => ({
      FunctionName: input.FunctionName,
      CodeSize: input.Code.ZipFile?.length ?? 0,
      Environment: { Variables: { a: 'b' } },
    }),
    Invoke: (input: object & { Payload?: Uint8Array }) => ({
      StatusCode: 202,
      ExecutedVersion: '$LATEST',
      Payload: Buffer.from(
        JSON.stringify({ ...input, Payload: Buffer.from(input.Payload ?? '').toString() }),
      ),
    }),
    GetFunction: refuse('ResourceNotFoundException', 'Function not found: f'),
    ListFunctions: (input: object) => ({ NextMarker: JSON.stringify(input), Functions: [] }),
    DeleteFunctionConcurrency: () => ({}),
  },
};

let lastObject: { readonly Body: BlobRef; readonly Metadata?: Record<string, string> } | undefined;

const s3: Service = {
  name: 's3',
  sdk: () => import('@aws-sdk/client-s3'),
  model: 's3',
  summed: { PutObject: 'crc64nvme' },
  operations: {
    PutObject: (input: NonNullable<typeof lastObject> & { ChecksumCRC32?: string }) => {
      lastObject = input;
      return { ETag: `"${input.Body.md5}"`, ChecksumCRC32: input.ChecksumCRC32 };
    },
    GetObject: ({ Key, Range, ...input }: { Key: string; Range?: string }) => {
      if (Key === 'missing' || !lastObject)
        throw new AwsError('NoSuchKey', 'The specified key does not exist.', { Key }, 404);
      if (Key === 'unchanged') throw new AwsError('NotModified', 'Not Modified', {}, 304);
      if (Key === 'asked') return { Metadata: { asked: JSON.stringify(input) } };
      const { Body, Metadata } = lastObject;
      if (!Range) return { Body, Metadata, LastModified: someDate, ContentType: 'text/plain' };
      return { Body: { blob: Body, start: 1, end: 3 }, ContentRange: `bytes 1-3/${Body.size}` };
    },
    HeadObject: ({ Key }: { Key: string }) => {
      if (Key === 'missing') throw new AwsError('NotFound', 'Not Found', {}, 404);
      return { ContentLength: 123, ETag: '"x"' };
    },
    ListBuckets: () => ({ Buckets: [{ Name: 'b', CreationDate: someDate }], Owner: { ID: 'o' } }),
    ListObjectsV2: ({ Bucket, Prefix }: { Bucket: string; Prefix?: string }) => ({
      Name: Bucket,
      Prefix,
      KeyCount: 2,
      IsTruncated: false,
      Contents: [
        { Key: 'a b<&', Size: 1, LastModified: someDate },
        { Key: 'ü', Size: 2 },
      ],
      CommonPrefixes: [{ Prefix: 'p/' }],
    }),
    ListObjects: () => ({ Marker: 'version one' }),
    CreateBucket: ({ CreateBucketConfiguration }: { CreateBucketConfiguration?: object }) => ({
      Location: JSON.stringify(CreateBucketConfiguration ?? null),
    }),
    GetBucketLocation: () => ({ LocationConstraint: 'eu-west-1' }),
    GetBucketVersioning: () => ({ Status: 'Enabled' }),
    PutBucketVersioning: () => ({}),
    DeleteObjects: ({ Delete }: { Delete: { Objects?: object[] } }) => ({ Deleted: Delete.Objects }),
    DeleteObject: () => ({ DeleteMarker: true }),
    UploadPart: ({ PartNumber, UploadId }: { PartNumber: number; UploadId: string }) => ({
      ETag: `${UploadId}/${PartNumber}`,
    }),
    CompleteMultipartUpload: ({ MultipartUpload }: { MultipartUpload: object }) => ({
      ETag: JSON.stringify(MultipartUpload),
    }),
  },
};

const cloudwatch: Service = {
  name: 'cloudwatch',
  signingName: 'monitoring',
  sdk: () => import('@aws-sdk/client-cloudwatch'),
  model: 'cloudwatch',
  operations: {
    DescribeAlarms: () => ({
      MetricAlarms: [{ AlarmName: 'x', StateUpdatedTimestamp: someDate, Threshold: 5.5, Dimensions: [] }],
    }),
    PutMetricData: () => undefined,
    ListMetrics: echo('NextToken'),
    GetMetricStatistics: echo('Label'),
    SetAlarmState: refuse('ResourceNotFound', 'no such alarm'),
  },
};

const ec2: Service = {
  name: 'ec2',
  sdk: () => import('@aws-sdk/client-ec2'),
  model: 'ec2',
  operations: {
    DescribeVpcs: (input: object) => ({
      Vpcs: [{ VpcId: JSON.stringify(input), IsDefault: true, Tags: [{ Key: 'a', Value: 'b' }] }],
    }),
    CreateTags: refuse('InvalidID', 'The ID is not valid'),
  },
};

const route53: Service = {
  name: 'route53',
  sdk: () => import('@aws-sdk/client-route-53'),
  model: 'route53',
  operations: {
    ListHostedZonesByName: (input: object) => ({
      HostedZones: [{ Id: '/hostedzone/Z1', Name: JSON.stringify(input), CallerReference: '<&>' }],
      IsTruncated: false,
      MaxItems: 7,
    }),
    CreateHostedZone: (input: { readonly Name: string }) => ({ Location: `/x/${input.Name}` }),
    GetHostedZone: refuse('NoSuchHostedZone', 'No hosted zone found with ID: Z1'),
  },
};

/** One service for each protocol, with handlers that show what reached them. */
export const simulatedServices: readonly Service[] = [
  codepipeline,
  sns,
  lambda,
  s3,
  cloudwatch,
  ec2,
  route53,
];
