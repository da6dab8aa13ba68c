import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { names } from '../deliver/names.ts';

export interface StorefrontServiceProps {
  readonly images: ecr.IRepository;
  /** The version that the service begins with; later ones are CodeDeploy's. */
  readonly imageTag: string;
}

/** Two tasks behind a load balancer, with the two target groups and the two listeners that blue/green needs. */
export class StorefrontService extends Construct {
  readonly service: ecs.FargateService;
  readonly balancer: elb.ApplicationLoadBalancer;
  readonly targetGroups: readonly [elb.ApplicationTargetGroup, elb.ApplicationTargetGroup];
  readonly production: elb.ApplicationListener;
  readonly test: elb.ApplicationListener;

  constructor(scope: Construct, id: string, { images, imageTag }: StorefrontServiceProps) {
    super(scope, id);
    // Tasks in public subnets with addresses of their own need no NAT gateway.
    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC }],
    });
    this.balancer = new elb.ApplicationLoadBalancer(this, 'Balancer', {
      loadBalancerName: names.loadBalancer,
      vpc,
      internetFacing: true,
    });
    this.targetGroups = [this.#targetGroup(vpc, 0), this.#targetGroup(vpc, 1)];
    this.production = this.#listener('Production', names.productionPort);
    this.test = this.#listener('Test', names.testPort);
    this.service = new ecs.FargateService(this, 'Service', {
      serviceName: names.service,
      cluster: new ecs.Cluster(this, 'Cluster', { clusterName: names.cluster, vpc }),
      taskDefinition: this.#taskDefinition(images, imageTag),
      desiredCount: 2,
      minHealthyPercent: 100,
      assignPublicIp: true,
      healthCheckGracePeriod: Duration.minutes(2),
      deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY },
    });
    this.service.attachToApplicationTargetGroup(this.targetGroups[0]);
    // A target group is healthy only where a listener forwards to it.
    this.service.node.addDependency(this.production, this.test);
    // CodeDeploy has them forward to either group: both have to stay until the listeners are gone.
    for (const listener of [this.production, this.test]) listener.node.addDependency(...this.targetGroups);
  }

  #targetGroup(vpc: ec2.IVpc, index: number): elb.ApplicationTargetGroup {
    return new elb.ApplicationTargetGroup(this, `Targets${'AB'[index]}`, {
      targetGroupName: names.targetGroups[index]!,
      vpc,
      protocol: elb.ApplicationProtocol.HTTP,
      port: names.containerPort,
      targetType: elb.TargetType.IP,
      deregistrationDelay: Duration.seconds(60),
      healthCheck: {
        path: '/health',
        interval: Duration.seconds(10),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 2,
      },
    });
  }

  /** CodeDeploy moves the listeners from one target group to the other: they begin with the first. */
  #listener(id: string, port: number): elb.ApplicationListener {
    return this.balancer.addListener(id, {
      port,
      protocol: elb.ApplicationProtocol.HTTP,
      defaultTargetGroups: [this.targetGroups[0]],
    });
  }

  /** The same as `service/taskdef.json`, which every later version comes with. */
  #taskDefinition(images: ecr.IRepository, imageTag: string): ecs.FargateTaskDefinition {
    const tasks = new iam.ServicePrincipal('ecs-tasks.amazonaws.com');
    const definition = new ecs.FargateTaskDefinition(this, 'TaskDefinition', {
      family: names.service,
      cpu: 256,
      memoryLimitMiB: 512,
      executionRole: new iam.Role(this, 'ExecutionRole', {
        roleName: names.executionRole,
        assumedBy: tasks,
        managedPolicies: [
          iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonECSTaskExecutionRolePolicy'),
        ],
      }),
      taskRole: new iam.Role(this, 'TaskRole', { roleName: names.taskRole, assumedBy: tasks }),
    });
    definition.addContainer(names.service, {
      image: ecs.ContainerImage.fromEcrRepository(images, imageTag),
      portMappings: [{ containerPort: names.containerPort }],
      logging: ecs.LogDrivers.awsLogs({
        streamPrefix: names.service,
        logGroup: new logs.LogGroup(this, 'Logs', {
          logGroupName: names.logGroup,
          retention: logs.RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      }),
    });
    return definition;
  }
}
