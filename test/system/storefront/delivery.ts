import type { Balancing } from './balancing.ts';
import type { Clients } from '../../../examples/storefront/deliver/clients.ts';
import type { Foundation } from './foundation.ts';
import { names, roleOf } from '../../../examples/storefront/deliver/names.ts';

/** The cluster and its service, running an image that is there already: the version before the first release. */
export async function createService(
  clients: Clients,
  { account }: Foundation,
  balancing: Balancing,
  taskDefinition: object,
): Promise<void> {
  await clients.ecs.createCluster({ clusterName: names.cluster });
  const { taskDefinition: registered } = await clients.ecs.registerTaskDefinition(taskDefinition as never);
  await clients.ecs.createService({
    cluster: names.cluster,
    serviceName: names.service,
    taskDefinition: registered!.taskDefinitionArn!,
    desiredCount: 2,
    healthCheckGracePeriodSeconds: 60,
    launchType: 'FARGATE',
    deploymentController: { type: 'CODE_DEPLOY' },
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0a', 'subnet-0b'] } },
    loadBalancers: [
      {
        targetGroupArn: balancing.targetGroupArns[0],
        containerName: names.service,
        containerPort: names.containerPort,
      },
    ],
  });
  await createDeploymentGroup(clients, account, balancing);
}

async function createDeploymentGroup(
  { codedeploy }: Clients,
  account: string,
  balancing: Balancing,
): Promise<void> {
  await codedeploy.createApplication({ applicationName: names.application, computePlatform: 'ECS' });
  await codedeploy.createDeploymentConfig({
    deploymentConfigName: names.deploymentConfig,
    computePlatform: 'ECS',
    trafficRoutingConfig: {
      type: 'TimeBasedCanary',
      timeBasedCanary: { canaryPercentage: 10, canaryInterval: 10 },
    },
  });
  await codedeploy.createDeploymentGroup({
    applicationName: names.application,
    deploymentGroupName: names.deploymentGroup,
    deploymentConfigName: names.deploymentConfig,
    serviceRoleArn: roleOf(account, 'deploy'),
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT' },
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 1 },
    },
    ecsServices: [{ clusterName: names.cluster, serviceName: names.service }],
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: names.targetGroups.map((name) => ({ name })),
          prodTrafficRoute: { listenerArns: [balancing.productionListenerArn] },
          testTrafficRoute: { listenerArns: [balancing.testListenerArn] },
        },
      ],
    },
    alarmConfiguration: { enabled: true, alarms: [{ name: names.alarm }] },
    autoRollbackConfiguration: {
      enabled: true,
      events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
    },
  });
}

/** Source → Build → Approval → Deploy. */
export async function createPipeline({ codepipeline }: Clients, foundation: Foundation): Promise<void> {
  const { account, bucket, connectionArn, topicArn } = foundation;
  const aws = (category: 'Source' | 'Build' | 'Approval' | 'Deploy', provider: string) => ({
    category,
    owner: 'AWS' as const,
    provider,
    version: '1',
  });
  const source = {
    name: 'Commit',
    actionTypeId: aws('Source', 'CodeStarSourceConnection'),
    namespace: 'Source',
    configuration: {
      ConnectionArn: connectionArn,
      FullRepositoryId: `penstock/${names.service}`,
      BranchName: 'main',
    },
    outputArtifacts: [{ name: 'Code' }],
  };
  const build = {
    name: 'TestAndPackage',
    actionTypeId: aws('Build', 'CodeBuild'),
    configuration: { ProjectName: names.service },
    inputArtifacts: [{ name: 'Code' }],
    outputArtifacts: [{ name: 'Image' }],
  };
  const approval = {
    name: 'ReleaseManager',
    actionTypeId: aws('Approval', 'Manual'),
    timeoutInMinutes: 120,
    configuration: {
      NotificationArn: topicArn,
      CustomData: 'Release #{Source.CommitId}: #{Source.CommitMessage}',
    },
  };
  const deploy = {
    name: 'BlueGreen',
    actionTypeId: aws('Deploy', 'CodeDeployToECS'),
    configuration: {
      ApplicationName: names.application,
      DeploymentGroupName: names.deploymentGroup,
      TaskDefinitionTemplateArtifact: 'Image',
      AppSpecTemplateArtifact: 'Image',
      Image1ArtifactName: 'Image',
      Image1ContainerName: 'IMAGE1_NAME',
    },
    inputArtifacts: [{ name: 'Image' }],
  };
  await codepipeline.createPipeline({
    pipeline: {
      name: names.pipeline,
      roleArn: roleOf(account, 'pipeline'),
      pipelineType: 'V2',
      artifactStore: { type: 'S3', location: bucket },
      stages: [
        { name: 'Source', actions: [source] },
        { name: 'Build', actions: [build] },
        { name: 'Approve', actions: [approval] },
        { name: 'Deploy', actions: [deploy] },
      ],
    },
  });
}
