import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  aws_cloudwatch as cloudwatch,
  aws_codedeploy as codedeploy,
  aws_ec2 as ec2,
  aws_ecr_assets as assets,
  aws_ecs as ecs,
  aws_ecs_patterns as patterns,
  aws_elasticloadbalancingv2 as elbv2,
  aws_logs as logs,
} from 'aws-cdk-lib';
import { fileURLToPath } from 'node:url';

/** Services behind load balancers, in versions: CodeDeploy deploys one, ECS itself the others, in steps or task by task. */
const folder = process.argv[2]!;

function synthesize(version: string): void {
  const app = new App({ outdir: `${folder}/${version}` });
  const stack = new Stack(app, 'Fargate', { env: { account: '000000000000', region: 'us-east-1' } });
  const vpc = new ec2.Vpc(stack, 'Vpc', { availabilityZones: ['us-east-1a', 'us-east-1b'], natGateways: 0 });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  const image = ecs.ContainerImage.fromAsset(fileURLToPath(new URL('assets/service', import.meta.url)), {
    platform: assets.Platform.LINUX_AMD64,
  });
  const place: Place = { stack, vpc, cluster, image, version };
  shiftedByCodeDeploy(place);
  shiftedByEcs(place);
  replacedBehindNetworkBalancer(place);
  app.synth();
}

interface Place {
  readonly stack: Stack;
  readonly vpc: ec2.Vpc;
  readonly cluster: ecs.Cluster;
  readonly image: ecs.ContainerImage;
  readonly version: string;
}

function shiftedByCodeDeploy({ stack, vpc, cluster, image, version }: Place): void {
  const web = new patterns.ApplicationLoadBalancedFargateService(stack, 'Web', {
    cluster,
    assignPublicIp: true,
    taskImageOptions: { image, containerPort: 8080, environment: { VERSION: version } },
    desiredCount: 1,
    deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY },
    listenerPort: 8071,
  });
  const greenTargetGroup = new elbv2.ApplicationTargetGroup(stack, 'Green', {
    vpc,
    port: 80,
    targetType: elbv2.TargetType.IP,
  });
  // Once CodeDeploy has turned the listener to it, it cannot go before the listener does.
  web.listener.node.addDependency(greenTargetGroup);
  const alarm = new cloudwatch.Alarm(stack, 'Failing', {
    metric: web.targetGroup.metrics.httpCodeTarget(elbv2.HttpCodeTarget.TARGET_5XX_COUNT),
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  const group = new codedeploy.EcsDeploymentGroup(stack, 'Group', {
    service: web.service,
    blueGreenDeploymentConfig: {
      blueTargetGroup: web.targetGroup,
      greenTargetGroup,
      listener: web.listener,
      terminationWaitTime: Duration.minutes(1),
    },
    deploymentConfig: codedeploy.EcsDeploymentConfig.CANARY_10PERCENT_5MINUTES,
    alarms: [alarm],
    autoRollback: { deploymentInAlarm: true },
  });
  new CfnOutput(stack, 'Application', { value: group.application.applicationName });
  new CfnOutput(stack, 'DeploymentGroup', { value: group.deploymentGroupName });
  new CfnOutput(stack, 'TaskDefinition', { value: web.taskDefinition.taskDefinitionArn });
  new CfnOutput(stack, 'Container', { value: web.taskDefinition.defaultContainer!.containerName });
  new CfnOutput(stack, 'WebUrl', { value: `http://${web.loadBalancer.loadBalancerDnsName}:8071/` });
}

function shiftedByEcs({ stack, vpc, cluster, image, version }: Place): void {
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('api', {
    image,
    portMappings: [{ containerPort: 8080 }],
    environment: { VERSION: version },
    logging: ecs.LogDrivers.awsLogs({
      streamPrefix: 'api',
      logGroup: new logs.LogGroup(stack, 'Logs', { removalPolicy: RemovalPolicy.DESTROY }),
    }),
  });
  const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true });
  const [blue, green] = ['Blue', 'Other'].map(
    (name) =>
      new elbv2.ApplicationTargetGroup(stack, name, {
        vpc,
        port: 8080,
        protocol: elbv2.ApplicationProtocol.HTTP,
        targetType: elbv2.TargetType.IP,
        deregistrationDelay: Duration.seconds(0),
      }),
  ) as [elbv2.ApplicationTargetGroup, elbv2.ApplicationTargetGroup];
  const listener = balancer.addListener('Listener', {
    port: 8072,
    protocol: elbv2.ApplicationProtocol.HTTP,
    defaultAction: elbv2.ListenerAction.fixedResponse(404),
  });
  const rule = new elbv2.ApplicationListenerRule(stack, 'Rule', {
    listener,
    priority: 1,
    conditions: [elbv2.ListenerCondition.pathPatterns(['/*'])],
    action: elbv2.ListenerAction.weightedForward([
      { targetGroup: blue, weight: 100 },
      { targetGroup: green, weight: 0 },
    ]),
  });
  const service = new ecs.FargateService(stack, 'Api', {
    cluster,
    taskDefinition,
    assignPublicIp: true,
    desiredCount: 1,
    deploymentStrategy: ecs.DeploymentStrategy.CANARY,
    canaryConfiguration: { stepPercent: 20, stepBakeTime: Duration.minutes(1) },
    bakeTime: Duration.minutes(1),
    circuitBreaker: { rollback: true },
  });
  blue.addTarget(
    service.loadBalancerTarget({
      containerName: 'api',
      containerPort: 8080,
      alternateTarget: new ecs.AlternateTarget('Alternate', {
        alternateTargetGroup: green,
        productionListener: ecs.ListenerRuleConfiguration.applicationListenerRule(rule),
      }),
    }),
  );
  service.connections.allowFrom(balancer, ec2.Port.tcp(8080));
  new CfnOutput(stack, 'ApiUrl', { value: `http://${balancer.loadBalancerDnsName}:8072/` });
}

/** Tasks are replaced one after the other; connections are passed on to them. */
function replacedBehindNetworkBalancer({ stack, cluster, image, version }: Place): void {
  const line = new patterns.NetworkLoadBalancedFargateService(stack, 'Line', {
    cluster,
    assignPublicIp: true,
    taskImageOptions: { image, containerPort: 8080, environment: { VERSION: version } },
    desiredCount: 1,
    listenerPort: 8073,
  });
  line.targetGroup.setAttribute('deregistration_delay.timeout_seconds', '30');
  new CfnOutput(stack, 'LineUrl', { value: `http://${line.loadBalancer.loadBalancerDnsName}:8073/` });
}

for (const version of ['one', 'two']) synthesize(version);
