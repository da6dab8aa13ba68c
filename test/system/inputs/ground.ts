import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ZipFile } from 'yazl';
import { layBalancing, layCluster, layDeployments, layPipeline } from './delivery.ts';
import { layHardware } from './hardware.ts';
import { layLogs } from './logs.ts';
import { layNetworks } from './networks.ts';
import { layQueues } from './queues.ts';
import { layRules } from './rules.ts';
import { layControlled, layStacks, layZones } from './stacks.ts';
import { layStateMachines } from './state-machines.ts';
import { layVault } from './vault.ts';
import { account, role, tags, upperTags, type Make } from './words.ts';

/**
 * One of each kind of thing, for the inputs to be about: a good call or more for every service of the house, which
 * `inputs.test.ts` holds. May be called again: what is there already is refused.
 */
export async function layGround(make: Make): Promise<void> {
  await layIdentities(make);
  await layStorage(make);
  await layLogs(make);
  await layRepositories(make);
  await layTopics(make);
  await layFunctions(make);
  await make('acm', 'RequestCertificate', { DomainName: 'ground.example' });
  const targetGroup = await layBalancing(make);
  await layCluster(make, targetGroup);
  await layDeployments(make);
  await layPipeline(make);
  await layVault(make);
  await layQueues(make);
  await layRules(make);
  await layNetworks(make);
  await layHardware(make);
  await layStacks(make);
  await layControlled(make);
  await layZones(make);
  await layStateMachines(make);
}

async function layIdentities(make: Make): Promise<void> {
  const services = ['codebuild', 'codepipeline', 'codedeploy', 'ecs-tasks', 'lambda', 'states'];
  const principal = { Service: services.map((name) => `${name}.amazonaws.com`), AWS: account };
  const statement = { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' };
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const allow = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [allow] });
  await make('iam', 'CreateRole', { RoleName: 'ground', AssumeRolePolicyDocument: trust, Tags: upperTags });
  await make('iam', 'PutRolePolicy', { RoleName: 'ground', PolicyName: 'inline', PolicyDocument: policy });
  await make('iam', 'CreatePolicy', { PolicyName: 'ground', PolicyDocument: policy, Path: '/p/' });
  const PolicyArn = `arn:aws:iam::${account}:policy/p/ground`;
  await make('iam', 'AttachRolePolicy', { RoleName: 'ground', PolicyArn });
  await make('iam', 'CreateUser', { UserName: 'ground', Tags: upperTags });
  await make('iam', 'CreateAccessKey', { UserName: 'ground' });
  await make('iam', 'UpdateAssumeRolePolicy', { RoleName: 'ground', PolicyDocument: trust });
  await make('iam', 'CreateVirtualMFADevice', {
    VirtualMFADeviceName: 'ground',
    Path: '/p/',
    Tags: upperTags,
  });
  const AuthenticationCode1 = '123456';
  const codes = { AuthenticationCode1, AuthenticationCode2: '654321' };
  const SerialNumber = `arn:aws:iam::${account}:mfa/p/ground`;
  await make('iam', 'EnableMFADevice', { UserName: 'ground', SerialNumber, ...codes });
  await make('sts', 'GetSessionToken', { SerialNumber, TokenCode: AuthenticationCode1 });
  await make('sts', 'AssumeRole', { RoleArn: role, RoleSessionName: 'ground', DurationSeconds: 900 });
}

async function layStorage(make: Make): Promise<void> {
  await make('s3', 'CreateBucket', { Bucket: 'ground' });
  const VersioningConfiguration = { Status: 'Enabled' };
  await make('s3', 'PutBucketVersioning', { Bucket: 'ground', VersioningConfiguration });
  await make('s3', 'PutObject', { Bucket: 'ground', Key: 'a/b.txt', Body: 'text', Metadata: { k: 'v' } });
  await make('s3', 'PutObject', { Bucket: 'ground', Key: 'function.zip', Body: await zipped() });
  await make('s3', 'CopyObject', { Bucket: 'ground', Key: 'copy', CopySource: 'ground/a/b.txt' });
  await make('s3', 'ListObjectVersions', { Bucket: 'ground' });
  await make('s3control', 'CreateAccessPoint', { AccountId: account, Name: 'ground', Bucket: 'ground' });
}

async function layRepositories(make: Make): Promise<void> {
  const answer = await make('codecommit', 'CreateRepository', { repositoryName: 'ground', tags: { k: 'v' } });
  const url: string | undefined = answer?.repositoryMetadata?.cloneUrlHttp;
  if (url) push(url.replace('http://', `http://${account}:test@`));
  const { branch } =
    (await make('codecommit', 'GetBranch', { repositoryName: 'ground', branchName: 'main' })) ?? {};
  if (branch) await make('codecommit', 'GetCommit', { repositoryName: 'ground', commitId: branch.commitId });
  // The service has two names.
  for (const connections of ['codestar-connections', 'codeconnections']) {
    await make(connections, 'CreateConnection', {
      ConnectionName: 'ground',
      ProviderType: 'GitHub',
      Tags: upperTags,
    });
    await make(connections, 'CreateHost', {
      Name: 'ground',
      ProviderType: 'GitHubEnterpriseServer',
      ProviderEndpoint: 'https://git.example.com',
      Tags: upperTags,
    });
  }
  await make('ecr', 'CreateRepository', { repositoryName: 'ground', tags: upperTags });
  await pushImage(make);
  await make('ecr', 'CreatePullThroughCacheRule', {
    ecrRepositoryPrefix: 'theirs',
    upstreamRegistryUrl: `${account}.dkr.ecr.us-west-2.amazonaws.com`,
    upstreamRepositoryPrefix: 'ours',
  });
  await make('codebuild', 'CreateProject', {
    name: 'ground',
    serviceRole: role,
    source: {
      type: 'S3',
      location: 'ground/a/b.txt',
      buildspec: 'version: 0.2\nphases:\n  build:\n    commands: ["true"]\n',
    },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      computeType: 'BUILD_GENERAL1_SMALL',
      image: 'aws/codebuild/standard:7.0',
      environmentVariables: [{ name: 'A', value: 'b', type: 'PLAINTEXT' }],
    },
    tags,
  });
  await make('codebuild', 'StartBuild', {
    projectName: 'ground',
    sourceTypeOverride: 'NO_SOURCE',
    buildspecOverride: 'version: 0.2\nphases:\n  build:\n    commands: ["true"]\n',
  });
  const exportConfig = { exportConfigType: 'NO_EXPORT' };
  const made = await make('codebuild', 'CreateReportGroup', {
    name: 'ground',
    type: 'TEST',
    exportConfig,
    tags,
  });
  const { arn: reportGroupArn } = made?.['reportGroup'] ?? {};
  if (!reportGroupArn) return;
  await make('codebuild', 'ListReportsForReportGroup', { reportGroupArn, maxResults: 10 });
  await make('codebuild', 'GetReportGroupTrend', {
    reportGroupArn,
    trendField: 'PASS_RATE',
    numOfReports: 5,
  });
}

/** A first commit on `main`. */
function push(url: string): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-ground-'));
  const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(
    path.join(folder, 'buildspec.yml'),
    'version: 0.2\nphases:\n  build:\n    commands: ["true"]\n',
  );
  git('add', '.');
  git('-c', 'user.name=Maria', '-c', 'user.email=maria@ground.example', 'commit', '--quiet', '-m', 'First');
  git('push', '--quiet', url, 'HEAD:refs/heads/main');
  rmSync(folder, { recursive: true });
}

async function pushImage(make: Make): Promise<void> {
  const layer = Buffer.from(
    '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}',
  );
  const digest = `sha256:${createHash('sha256').update(layer).digest('hex')}`;
  const { uploadId } = (await make('ecr', 'InitiateLayerUpload', { repositoryName: 'ground' })) ?? {};
  const upload = { repositoryName: 'ground', uploadId };
  const part = { partFirstByte: 0, partLastByte: layer.length - 1, layerPartBlob: layer };
  await make('ecr', 'UploadLayerPart', { ...upload, ...part });
  await make('ecr', 'CompleteLayerUpload', { ...upload, layerDigests: [digest] });
  const config = { mediaType: 'application/vnd.docker.container.image.v1+json', size: layer.length, digest };
  const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [] });
  await make('ecr', 'PutImage', { repositoryName: 'ground', imageManifest, imageTag: 'v1' });
  await make('ecr', 'DescribeImages', { repositoryName: 'ground' });
}

async function layTopics(make: Make): Promise<void> {
  await make('sns', 'CreateTopic', {
    Name: 'ground',
    Tags: upperTags,
    Attributes: { DisplayName: 'Ground' },
  });
  const TopicArn = `arn:aws:sns:us-east-1:${account}:ground`;
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Sid: 's', Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: TopicArn }],
  };
  await make('sns', 'SetTopicAttributes', {
    TopicArn,
    AttributeName: 'Policy',
    AttributeValue: JSON.stringify(policy),
  });
  await make('sns', 'Subscribe', {
    TopicArn,
    Protocol: 'http',
    Endpoint: 'http://127.0.0.1:2/filtered',
    Attributes: { RawMessageDelivery: 'true' },
  });
  await make('sns', 'Subscribe', {
    TopicArn,
    Protocol: 'http',
    Endpoint: 'http://127.0.0.1:1/',
    ReturnSubscriptionArn: true,
  });
  const MessageAttributes = { a: { DataType: 'String', StringValue: 'b' } };
  await make('sns', 'Publish', {
    TopicArn,
    Message: '{"default":"m"}',
    MessageStructure: 'json',
    MessageAttributes,
  });
  await make('sns', 'PublishBatch', { TopicArn, PublishBatchRequestEntries: [{ Id: 'a', Message: 'm' }] });
  const metric = { Namespace: 'Ground', MetricName: 'Count', Dimensions: [{ Name: 'D', Value: 'v' }] };
  const datum = {
    MetricName: 'Count',
    Dimensions: metric.Dimensions,
    Value: 1,
    Unit: 'Count',
    Timestamp: new Date(),
  };
  await make('cloudwatch', 'PutMetricData', { Namespace: 'Ground', MetricData: [datum] });
  const judged = {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 5,
    EvaluationPeriods: 2,
    DatapointsToAlarm: 2,
  };
  const simple = { ...metric, Period: 60, Statistic: 'Sum', ...judged };
  await make('cloudwatch', 'PutMetricAlarm', {
    AlarmName: 'ground',
    ...simple,
    AlarmActions: [TopicArn],
    TreatMissingData: 'missing',
    Tags: upperTags,
  });
  const queries = [
    { Id: 'm1', MetricStat: { Metric: metric, Period: 60, Stat: 'p99' }, ReturnData: false },
    { Id: 'e1', Expression: 'IF(FILL(m1, 0) > 0, 100 * m1 / SUM([m1, m1]), 0)', ReturnData: true },
  ];
  await make('cloudwatch', 'PutMetricAlarm', { AlarmName: 'ground-math', Metrics: queries, ...judged });
  const range = { StartTime: new Date(Date.now() - 3_600_000), EndTime: new Date() };
  await make('cloudwatch', 'GetMetricData', { MetricDataQueries: queries, ...range, MaxDatapoints: 100 });
  await make('cloudwatch', 'GetMetricStatistics', {
    ...metric,
    ...range,
    Period: 60,
    Statistics: ['Sum'],
    ExtendedStatistics: ['p50'],
  });
  await make('cloudwatch', 'SetAlarmState', {
    AlarmName: 'ground',
    StateValue: 'ALARM',
    StateReason: 'why',
    StateReasonData: '{"a":1}',
  });
}

async function layFunctions(make: Make): Promise<void> {
  const FunctionName = 'ground';
  await make('lambda', 'CreateFunction', {
    FunctionName,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: role,
    Code: { ZipFile: await zipped() },
    Timeout: 3,
    MemorySize: 128,
    Environment: { Variables: { NAME: 'b' } },
    Tags: { k: 'v' },
  });
  await make('lambda', 'PublishVersion', { FunctionName, Description: 'first' });
  const RoutingConfig = { AdditionalVersionWeights: {} };
  await make('lambda', 'CreateAlias', { FunctionName, Name: 'live', FunctionVersion: '1', RoutingConfig });
  const statement = { StatementId: 's', Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' };
  await make('lambda', 'AddPermission', {
    FunctionName,
    ...statement,
    SourceArn: `arn:aws:sns:us-east-1:${account}:ground`,
  });
  const ResourceArn = `arn:aws:lambda:us-east-1:${account}:function:ground`;
  const allow = { Effect: 'Allow', Principal: { AWS: account }, Action: 'lambda:InvokeFunction' };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...allow, Resource: ResourceArn }] });
  await make('lambda', 'PutResourcePolicy', { ResourceArn, Policy });
  await make('lambda', 'UpdateFunctionCode', { FunctionName, S3Bucket: 'ground', S3Key: 'function.zip' });
  await make('lambda', 'UpdateFunctionConfiguration', { FunctionName, Timeout: 3, Description: 'd' });
  await make('lambda', 'Invoke', {
    FunctionName,
    InvocationType: 'RequestResponse',
    LogType: 'Tail',
    Payload: Buffer.from('{}'),
  });
}

function zipped(): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('export const handler = async (event) => event;'), 'index.mjs');
  zip.end();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    zip.outputStream.on('data', (chunk: Buffer) => chunks.push(chunk));
    zip.outputStream.on('end', () => resolve(Buffer.concat(chunks)));
    zip.outputStream.on('error', reject);
  });
}
