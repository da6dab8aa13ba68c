import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ZipFile } from 'yazl';

/** Makes a call with a good input; its answer, or nothing where it is refused. */
export type Make = (service: string, operation: string, input: object) => Promise<any>;

const account = '000000000000';
export const role = `arn:aws:iam::${account}:role/ground`;
const tags = [{ key: 'k', value: 'v' }];
const upperTags = [{ Key: 'k', Value: 'v' }];

/** One of each kind of thing, for the inputs to be about. May be called again: what is there already is refused. */
export async function layGround(make: Make): Promise<void> {
  await layIdentities(make);
  await layStorage(make);
  await layRepositories(make);
  await layTopics(make);
  await layFunctions(make);
  const targetGroup = await layBalancing(make);
  await layCluster(make, targetGroup);
  await layDeployments(make);
  await layPipeline(make);
}

async function layIdentities(make: Make): Promise<void> {
  const services = ['codebuild', 'codepipeline', 'codedeploy', 'ecs-tasks', 'lambda'];
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
  await make('logs', 'CreateLogGroup', { logGroupName: '/ground', tags: { k: 'v' } });
  await make('logs', 'CreateLogStream', { logGroupName: '/ground', logStreamName: 'stream' });
  const logEvents = [{ timestamp: Date.now(), message: 'a line' }];
  await make('logs', 'PutLogEvents', { logGroupName: '/ground', logStreamName: 'stream', logEvents });
  const line = { logGroupName: '/ground', logStreamName: 'stream', startFromHead: true, limit: 1 };
  await make('logs', 'GetLogEvents', line);
  await make('logs', 'FilterLogEvents', { logGroupName: '/ground', filterPattern: 'line', limit: 1 });
}

async function layRepositories(make: Make): Promise<void> {
  const answer = await make('codecommit', 'CreateRepository', { repositoryName: 'ground', tags: { k: 'v' } });
  const url: string | undefined = answer?.repositoryMetadata?.cloneUrlHttp;
  if (url) push(url.replace('http://', `http://${account}:test@`));
  const { branch } =
    (await make('codecommit', 'GetBranch', { repositoryName: 'ground', branchName: 'main' })) ?? {};
  if (branch) await make('codecommit', 'GetCommit', { repositoryName: 'ground', commitId: branch.commitId });
  await make('codestar-connections', 'CreateConnection', {
    ConnectionName: 'ground',
    ProviderType: 'GitHub',
    Tags: upperTags,
  });
  await make('ecr', 'CreateRepository', { repositoryName: 'ground', tags: upperTags });
  await pushImage(make);
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

interface TargetGroup {
  readonly TargetGroupArn: string;
}

async function layBalancing(make: Make): Promise<TargetGroup | undefined> {
  const elb: (operation: string, input: object) => Promise<any> = (operation, input) =>
    make('elasticloadbalancing', operation, input);
  await elb('CreateLoadBalancer', {
    Name: 'ground',
    Subnets: ['subnet-0a', 'subnet-0b'],
    Type: 'application',
    Tags: upperTags,
  });
  const target = {
    Protocol: 'HTTP',
    Port: 8080,
    TargetType: 'ip',
    VpcId: 'vpc-0',
    HealthCheckPath: '/health',
    Matcher: { HttpCode: '200-299' },
  };
  await elb('CreateTargetGroup', { Name: 'ground-a', ...target });
  await elb('CreateTargetGroup', { Name: 'ground-b', ...target });
  const { LoadBalancers: [balancer] = [] } =
    (await elb('DescribeLoadBalancers', { Names: ['ground'] })) ?? {};
  const { TargetGroups: [a, b] = [] } =
    (await elb('DescribeTargetGroups', { Names: ['ground-a', 'ground-b'] })) ?? {};
  if (!balancer || !a || !b) return undefined;
  const { LoadBalancerArn } = balancer;
  const forward = {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: a.TargetGroupArn, Weight: 90 },
        { TargetGroupArn: b.TargetGroupArn, Weight: 10 },
      ],
      TargetGroupStickinessConfig: { Enabled: false },
    },
  };
  await elb('CreateListener', { LoadBalancerArn, Port: 18_765, Protocol: 'HTTP', DefaultActions: [forward] });
  const { Listeners: [listener] = [] } = (await elb('DescribeListeners', { LoadBalancerArn })) ?? {};
  await elb('RegisterTargets', { TargetGroupArn: a.TargetGroupArn, Targets: [{ Id: '127.0.0.1', Port: 1 }] });
  await elb('ModifyTargetGroupAttributes', {
    TargetGroupArn: a.TargetGroupArn,
    Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '60' }],
  });
  await elb('ModifyLoadBalancerAttributes', {
    LoadBalancerArn,
    Attributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '60' }],
  });
  if (!listener) return a;
  const { ListenerArn } = listener;
  const Conditions = [
    { Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } },
    { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-A', Values: ['b'] } },
    { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } },
  ];
  const fixed = {
    Type: 'fixed-response',
    FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'no' },
  };
  await elb('CreateRule', { ListenerArn, Priority: 10, Conditions, Actions: [fixed] });
  const redirect = {
    Type: 'redirect',
    RedirectConfig: { StatusCode: 'HTTP_301', Host: '#{host}', Path: '/x', Port: '443', Protocol: 'HTTPS' },
  };
  await elb('CreateRule', {
    ListenerArn,
    Priority: 20,
    Conditions: [{ Field: 'host-header', Values: ['a.example'] }],
    Actions: [redirect],
  });
  const { Rules: [rule] = [] } = (await elb('DescribeRules', { ListenerArn })) ?? {};
  if (rule) await elb('SetRulePriorities', { RulePriorities: [{ RuleArn: rule.RuleArn, Priority: 11 }] });
  return a;
}

async function layCluster(make: Make, targetGroup: TargetGroup | undefined): Promise<void> {
  await make('ecs', 'CreateCluster', { clusterName: 'ground', tags });
  await make('ecs', 'RegisterTaskDefinition', {
    family: 'ground',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    executionRoleArn: role,
    taskRoleArn: role,
    containerDefinitions: [
      {
        name: 'web',
        image: `${account}.dkr.ecr.us-east-1.amazonaws.com/ground:none`,
        portMappings: [{ containerPort: 8080 }],
        environment: [{ name: 'A', value: 'b' }],
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': '/ground',
            'awslogs-region': 'us-east-1',
            'awslogs-stream-prefix': 'web',
          },
        },
      },
    ],
    tags,
  });
  const awsvpcConfiguration = { subnets: ['subnet-0a'], assignPublicIp: 'ENABLED' };
  const placed = {
    cluster: 'ground',
    taskDefinition: 'ground',
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration },
  };
  const loadBalancers = targetGroup && [
    { targetGroupArn: targetGroup.TargetGroupArn, containerName: 'web', containerPort: 8080 },
  ];
  await make('ecs', 'CreateService', {
    ...placed,
    serviceName: 'rolling',
    desiredCount: 1,
    loadBalancers,
    tags,
  });
  const deploymentController = { type: 'CODE_DEPLOY' };
  await make('ecs', 'CreateService', {
    ...placed,
    serviceName: 'ground',
    desiredCount: 1,
    loadBalancers,
    deploymentController,
  });
  await make('ecs', 'CreateService', {
    cluster: 'ground',
    serviceName: 'outside',
    desiredCount: 1,
    deploymentController: { type: 'EXTERNAL' },
  });
  const scale = { value: 100, unit: 'PERCENT' };
  const outside = { cluster: 'ground', service: 'outside' };
  const { taskSet } =
    (await make('ecs', 'CreateTaskSet', { ...outside, ...placed, scale, externalId: 'e' })) ?? {};
  if (taskSet) {
    await make('ecs', 'UpdateTaskSet', { ...outside, taskSet: taskSet.id, scale });
    await make('ecs', 'UpdateServicePrimaryTaskSet', { ...outside, primaryTaskSet: taskSet.id });
  }
  await make('ecs', 'RunTask', {
    ...placed,
    count: 1,
    overrides: {
      containerOverrides: [{ name: 'web', command: ['true'], environment: [{ name: 'A', value: 'c' }] }],
    },
  });
  await make('ecs', 'UpdateService', {
    cluster: 'ground',
    service: 'rolling',
    desiredCount: 1,
    forceNewDeployment: true,
  });
  await make('ecs', 'ListTasks', { cluster: 'ground' });
}

async function layDeployments(make: Make): Promise<void> {
  const trafficRoutingConfig = {
    type: 'TimeBasedCanary',
    timeBasedCanary: { canaryPercentage: 10, canaryInterval: 10 },
  };
  await make('codedeploy', 'CreateDeploymentConfig', {
    deploymentConfigName: 'ground',
    computePlatform: 'ECS',
    trafficRoutingConfig,
  });
  await make('codedeploy', 'CreateApplication', {
    applicationName: 'ground',
    computePlatform: 'ECS',
    tags: upperTags,
  });
  await make('codedeploy', 'CreateApplication', { applicationName: 'functions', computePlatform: 'Lambda' });
  const { LoadBalancers: [balancer] = [] } =
    (await make('elasticloadbalancing', 'DescribeLoadBalancers', { Names: ['ground'] })) ?? {};
  const { Listeners: [listener] = [] } = balancer
    ? ((await make('elasticloadbalancing', 'DescribeListeners', {
        LoadBalancerArn: balancer.LoadBalancerArn,
      })) ?? {})
    : {};
  const prodTrafficRoute = { listenerArns: [listener?.ListenerArn ?? 'none'] };
  const deploymentStyle = { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' };
  await make('codedeploy', 'CreateDeploymentGroup', {
    applicationName: 'ground',
    deploymentGroupName: 'ground',
    deploymentConfigName: 'ground',
    serviceRoleArn: role,
    deploymentStyle,
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 10 },
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 1 },
    },
    ecsServices: [{ clusterName: 'ground', serviceName: 'ground' }],
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        { targetGroups: [{ name: 'ground-a' }, { name: 'ground-b' }], prodTrafficRoute },
      ],
    },
    alarmConfiguration: { enabled: true, alarms: [{ name: 'ground' }] },
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
    tags: upperTags,
  });
  await make('codedeploy', 'CreateDeploymentGroup', {
    applicationName: 'functions',
    deploymentGroupName: 'live',
    serviceRoleArn: role,
    deploymentStyle,
  });
  await deployAll(make);
}

async function deployAll(make: Make): Promise<void> {
  const TaskDefinition = `arn:aws:ecs:us-east-1:${account}:task-definition/ground:1`;
  const Properties = { TaskDefinition, LoadBalancerInfo: { ContainerName: 'web', ContainerPort: 8080 } };
  const service = {
    version: 0.0,
    Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties } }],
    Hooks: [{ AfterInstall: 'ground' }],
  };
  const alias = { Name: 'ground', Alias: 'live', CurrentVersion: '1', TargetVersion: '1' };
  const live = { version: 0.0, Resources: [{ f: { Type: 'AWS::Lambda::Function', Properties: alias } }] };
  const content = (spec: object) => ({
    revisionType: 'AppSpecContent',
    appSpecContent: { content: JSON.stringify(spec) },
  });
  const deploy = (applicationName: string, deploymentGroupName: string, spec: object) =>
    make('codedeploy', 'CreateDeployment', {
      applicationName,
      deploymentGroupName,
      revision: content(spec),
      description: 'd',
    });
  const { deploymentId } = (await deploy('ground', 'ground', service)) ?? {};
  await deploy('functions', 'live', live);
  if (!deploymentId) return;
  await make('codedeploy', 'GetDeployment', { deploymentId });
  await make('codedeploy', 'ListDeploymentTargets', { deploymentId });
  await make('codedeploy', 'GetDeploymentTarget', { deploymentId, targetId: 'ground:ground' });
}

/** The same pipeline, whose stages, actions and artifacts have names that every object inherits. */
function odd(pipeline: object): unknown {
  const names = { Source: 'toString', Stage0: 'constructor', Commit: 'valueOf', Package: 'hasOwnProperty' };
  return JSON.parse(JSON.stringify(pipeline), (key, value: unknown) =>
    key === 'name' || key === 'namespace' ? (names[value as keyof typeof names] ?? value) : value,
  );
}

async function layPipeline(make: Make): Promise<void> {
  const aws = (category: string, provider: string) => ({ category, owner: 'AWS', provider, version: '1' });
  const source = {
    name: 'Commit',
    actionTypeId: aws('Source', 'CodeCommit'),
    namespace: 'Source',
    configuration: { RepositoryName: 'ground', BranchName: 'main' },
    outputArtifacts: [{ name: 'Source' }],
  };
  const gate = {
    name: 'Gate',
    actionTypeId: aws('Approval', 'Manual'),
    runOrder: 1,
    configuration: { CustomData: '#{Source.CommitId}' },
  };
  const build = {
    name: 'Package',
    actionTypeId: aws('Build', 'CodeBuild'),
    configuration: { ProjectName: 'ground' },
    inputArtifacts: [{ name: 'Source' }],
    outputArtifacts: [{ name: 'Built' }],
  };
  const pipeline = (name: string, actions: readonly object[]) => ({
    name,
    roleArn: role,
    pipelineType: 'V2',
    executionMode: 'QUEUED',
    artifactStore: { type: 'S3', location: 'ground' },
    stages: [
      { name: 'Source', actions: [source] },
      ...actions.map((action, index) => ({ name: `Stage${index}`, actions: [action] })),
    ],
    variables: [{ name: 'V', defaultValue: 'd' }],
  });
  await make('codepipeline', 'CreatePipeline', { pipeline: pipeline('ground', [gate]), tags });
  await make('codepipeline', 'CreatePipeline', { pipeline: pipeline('built', [build]) });
  await make('codepipeline', 'CreatePipeline', { pipeline: odd(pipeline('odd', [build])) });
  await make('codepipeline', 'UpdatePipeline', { pipeline: pipeline('built', [build, gate]) });
  await make('codepipeline', 'StartPipelineExecution', {
    name: 'ground',
    variables: [{ name: 'V', value: 'w' }],
  });
  const stage = { pipelineName: 'ground', stageName: 'Stage0' };
  const { stageStates = [] } = (await make('codepipeline', 'GetPipelineState', { name: 'ground' })) ?? {};
  const token: string =
    stageStates[1]?.actionStates?.[0]?.latestExecution?.token ?? '00000000-0000-0000-0000-000000000000';
  await make('codepipeline', 'PutApprovalResult', {
    ...stage,
    actionName: 'Gate',
    token,
    result: { status: 'Rejected', summary: 's' },
  });
  await make('codepipeline', 'DisableStageTransition', { ...stage, transitionType: 'Inbound', reason: 'r' });
  await make('codepipeline', 'EnableStageTransition', { ...stage, transitionType: 'Inbound' });
  await make('codepipeline', 'ListActionExecutions', { pipelineName: 'ground' });
}
