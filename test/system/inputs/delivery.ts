import { account, role, tags, upperTags, type Make } from './words.ts';

interface TargetGroup {
  readonly TargetGroupArn: string;
}

export async function layBalancing(make: Make): Promise<TargetGroup | undefined> {
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

export async function layCluster(make: Make, targetGroup: TargetGroup | undefined): Promise<void> {
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
  await layScaling(make, 'service/ground/rolling');
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

async function layScaling(make: Make, ResourceId: string): Promise<void> {
  const target = { ServiceNamespace: 'ecs', ResourceId, ScalableDimension: 'ecs:service:DesiredCount' };
  await make('application-autoscaling', 'RegisterScalableTarget', {
    ...target,
    MinCapacity: 1,
    MaxCapacity: 2,
  });
  await make('application-autoscaling', 'PutScalingPolicy', {
    ...target,
    PolicyName: 'ground',
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 50,
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
    },
  });
  await make('application-autoscaling', 'PutScheduledAction', {
    ...target,
    ScheduledActionName: 'ground',
    Schedule: 'rate(1 hour)',
    ScalableTargetAction: { MinCapacity: 1 },
  });
}

export async function layDeployments(make: Make): Promise<void> {
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
  await layServers(make);
}

async function layServers(make: Make): Promise<void> {
  const instanceName = 'ground';
  const iamUserArn = `arn:aws:iam::${account}:user/ground`;
  const tags = upperTags;
  await make('codedeploy', 'RegisterOnPremisesInstance', { instanceName, iamUserArn });
  await make('codedeploy', 'AddTagsToOnPremisesInstances', { instanceNames: [instanceName], tags });
  await make('codedeploy', 'CreateApplication', { applicationName: 'servers', computePlatform: 'Server' });
  const { Key, Value } = upperTags[0]!;
  await make('codedeploy', 'CreateDeploymentGroup', {
    applicationName: 'servers',
    deploymentGroupName: 'ground',
    serviceRoleArn: role,
    onPremisesInstanceTagFilters: [{ Key, Value, Type: 'KEY_AND_VALUE' }],
  });
  const s3Location = { bucket: 'ground', key: 'servers.zip', bundleType: 'zip' };
  const revision = { revisionType: 'S3', s3Location };
  await make('codedeploy', 'RegisterApplicationRevision', { applicationName: 'servers', revision });
  await make('codedeploy', 'GetApplicationRevision', { applicationName: 'servers', revision });
  const deployment = { applicationName: 'servers', deploymentGroupName: 'ground', revision };
  const { deploymentId } = (await make('codedeploy', 'CreateDeployment', deployment)) ?? {};
  if (deploymentId) await make('codedeploy', 'ListDeploymentInstances', { deploymentId });
  await make('codedeploy-commands', 'PutHostCommandComplete', {
    HostCommandIdentifier: 'ground|none',
    CommandStatus: 'Succeeded',
    Diagnostics: { Format: 'JSON', Payload: '{}' },
  });
  await make('autoscaling', 'CreateLaunchConfiguration', {
    LaunchConfigurationName: 'ground',
    ImageId: 'ami-ground',
    InstanceType: 't3.micro',
  });
  await make('autoscaling', 'DescribeLaunchConfigurations', {});
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
  const names = {
    Source: 'toString',
    Code: 'propertyIsEnumerable',
    Stage0: 'constructor',
    Commit: 'valueOf',
    Package: 'hasOwnProperty',
  };
  return JSON.parse(JSON.stringify(pipeline), (key, value: unknown) =>
    key === 'name' || key === 'namespace' ? (names[value as keyof typeof names] ?? value) : value,
  );
}

export async function layPipeline(make: Make): Promise<void> {
  const aws = (category: string, provider: string) => ({ category, owner: 'AWS', provider, version: '1' });
  const source = {
    name: 'Commit',
    actionTypeId: aws('Source', 'CodeCommit'),
    namespace: 'Source',
    configuration: { RepositoryName: 'ground', BranchName: 'main' },
    outputArtifacts: [{ name: 'Code' }],
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
    inputArtifacts: [{ name: 'Code' }],
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
