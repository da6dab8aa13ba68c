import assert from 'node:assert/strict';
import type { Clients } from '../../../examples/storefront/deliver/clients.ts';
import type { Shop } from './shop.ts';
import { shopVersion } from './shop.ts';

/** `aws SERVICE wait WAITER OPTIONS`, by the real AWS CLI: resolves once it has seen it, rejects when it never will. */
export type Waits = (...words: readonly string[]) => Promise<unknown>;

interface Ground {
  readonly clients: Clients;
  readonly shop: Shop;
  readonly waits: Waits;
}

/** A service and a task come and go. */
export async function waitForTasks({ clients: { ecs }, clients, shop, waits }: Ground): Promise<void> {
  const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-0a'] } };
  const run = {
    cluster: 'shop',
    taskDefinition: await shopVersion(clients, shop, 'waited'),
    networkConfiguration,
  };
  await ecs.createService({ ...run, serviceName: 'waited', desiredCount: 1, launchType: 'FARGATE' });
  const { tasks } = await ecs.runTask({ ...run, launchType: 'FARGATE' });
  const task = tasks![0]!.taskArn!;
  const service = ['--cluster', 'shop', '--services', 'waited'];
  await Promise.all([
    waits('ecs', 'wait', 'services-stable', ...service),
    waits('ecs', 'wait', 'tasks-running', '--cluster', 'shop', '--tasks', task),
  ]);
  await ecs.stopTask({ cluster: 'shop', task });
  await ecs.deleteService({ cluster: 'shop', service: 'waited', force: true });
  await Promise.all([
    waits('ecs', 'wait', 'services-inactive', ...service),
    waits('ecs', 'wait', 'tasks-stopped', '--cluster', 'shop', '--tasks', task),
  ]);
}

/** A load balancer and a target come and go. */
export async function waitForTargets({ clients: { elb }, shop, waits }: Ground): Promise<void> {
  const made = await elb.createLoadBalancer({ Name: 'waited', Subnets: ['subnet-0a', 'subnet-0b'] });
  const { LoadBalancerArn = '' } = made.LoadBalancers![0]!;
  const balancer = ['--load-balancer-arns', LoadBalancerArn];
  const group = await elb.createTargetGroup({
    Name: 'waited',
    Protocol: 'HTTP',
    Port: 8080,
    TargetType: 'ip',
    VpcId: 'vpc-0',
    HealthCheckIntervalSeconds: 10,
    HealthyThresholdCount: 2,
  });
  const { TargetGroupArn = '' } = group.TargetGroups![0]!;
  const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '0' }];
  await elb.modifyTargetGroupAttributes({ TargetGroupArn, Attributes });
  // The shop's own load balancer is what listens there.
  await elb.registerTargets({ TargetGroupArn, Targets: [{ Id: shop.host }] });
  await elb.createListener({
    LoadBalancerArn,
    Port: 8081,
    Protocol: 'HTTP',
    DefaultActions: [{ Type: 'forward', TargetGroupArn }],
  });
  const targets = ['--target-group-arn', TargetGroupArn, '--targets', `Id=${shop.host}`];
  await Promise.all([
    waits('elbv2', 'wait', 'load-balancer-available', ...balancer),
    waits('elbv2', 'wait', 'target-in-service', ...targets),
  ]);
  await elb.deregisterTargets({ TargetGroupArn, Targets: [{ Id: shop.host }] });
  await waits('elbv2', 'wait', 'target-deregistered', ...targets);
  await elb.deleteLoadBalancer({ LoadBalancerArn });
  await waits('elbv2', 'wait', 'load-balancers-deleted', ...balancer);
}

/** A function is changed, published and released. */
export async function waitForRelease(
  { clients: { lambda, codedeploy, iam }, shop, waits }: Ground,
  ZipFile: Uint8Array,
): Promise<void> {
  const FunctionName = 'waited';
  const named = ['--function-name', FunctionName];
  const Role = `arn:aws:iam::${shop.account}:role/shop-function`;
  await lambda.createFunction({
    FunctionName,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role,
    Code: { ZipFile },
    Publish: true,
  });
  await lambda.createAlias({ FunctionName, Name: 'live', FunctionVersion: '1' });
  await waits('lambda', 'wait', 'function-active-v2', ...named);
  await lambda.updateFunctionConfiguration({ FunctionName, Description: 'second' });
  await waits('lambda', 'wait', 'function-updated-v2', ...named);
  await lambda.publishVersion({ FunctionName });
  await waits('lambda', 'wait', 'published-version-active', ...named, '--qualifier', '2');
  const serviceRoleArn = await deployerRole(iam);
  const applicationName = 'waited';
  await codedeploy.createApplication({ applicationName, computePlatform: 'Lambda' });
  const release = async (deploymentGroupName: string, TargetVersion: string) => {
    await codedeploy.createDeploymentGroup({
      applicationName,
      deploymentGroupName,
      serviceRoleArn,
      deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
    });
    const Properties = { Name: FunctionName, Alias: 'live', CurrentVersion: '1', TargetVersion };
    const Resources = [{ waited: { Type: 'AWS::Lambda::Function', Properties } }];
    const content = JSON.stringify({ version: 0, Resources });
    const { deploymentId = '' } = await codedeploy.createDeployment({
      applicationName,
      deploymentGroupName,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    });
    return waits('deploy', 'wait', 'deployment-successful', '--deployment-id', deploymentId);
  };
  // No version is called 7: that deployment fails, and the waiter says so.
  const never = assert.rejects(
    release('never', '7'),
    /DeploymentSuccessful failed: .*terminal failure state/,
  );
  await Promise.all([never, release('live', '2')]);
}

async function deployerRole(iam: Clients['iam']): Promise<string> {
  const Principal = { Service: 'codedeploy.amazonaws.com' };
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const { Role } = await iam.createRole({ RoleName: 'shop-deployer', AssumeRolePolicyDocument });
  return Role!.Arn!;
}
