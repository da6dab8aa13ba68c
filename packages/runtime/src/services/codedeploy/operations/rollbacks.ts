import { alphabets, derivedWord } from '../../../base/ids.ts';
import type { Handler } from '../../../dispatch/service.ts';
import type {
  Deployment,
  EcsDeployment,
  LambdaDeployment,
  ServerDeployment,
} from '../flow/deployment-state.ts';
import { beginning } from '../platforms/ecs/progress.ts';
import { eventsOf } from '../platforms/index.ts';
import { beginning as beginningOfAlias } from '../platforms/lambda/progress.ts';
import { isBlueGreen } from '../platforms/server/lifecycle.ts';
import { beginning as beginningOfServers, type ServerInstance } from '../platforms/server/progress.ts';
import { noGoodRevision } from '../errors.ts';
import { deploymentsOf, findDeployment } from './deployment-list.ts';
import { startDeployment } from './deployments.ts';

/** AWS: what a rollback is deployed by, whatever its group says; of Lambda unverified. */
function configNameOf({ computePlatform, deploymentConfigName }: Deployment): string {
  // AWS: unverified of servers: as carefully as they were deployed to.
  if (computePlatform === 'Server') return deploymentConfigName;
  return `CodeDeployDefault.${computePlatform}AllAtOnce`;
}

/**
 * The house's own, told by a deployment that failed: makes the deployment that brings the last good revision
 * back.
 */
export const createRollbackDeployment: Handler<
  { readonly deploymentId: string },
  { readonly deploymentId: string }
> = (input, call) => {
  const triggering = findDeployment(call, input.deploymentId);
  const { applicationName, deploymentGroupName, deploymentGroupId, settings, computePlatform } = triggering;
  const earlier = deploymentsOf(call, applicationName, deploymentGroupName);
  const good = earlier.find(({ status }) => status === 'Succeeded');
  if (!good && computePlatform === 'Server') return noGoodRevision(input.deploymentId);
  const deploymentId = startDeployment(
    call,
    { applicationName, name: deploymentGroupName, id: deploymentGroupId },
    {
      settings,
      deploymentConfigName: configNameOf(triggering),
      routing: { type: 'AllAtOnce' },
      revision: good?.revision ?? originalRevision(triggering as EcsDeployment | LambdaDeployment),
      previousRevision: triggering.revision,
      creator: 'codeDeployRollback',
      description: undefined,
      rollbackInfo: { rollbackTriggeringDeploymentId: triggering.deploymentId },
      // AWS: which events a rollback shows is unverified; traffic is all it is about.
      events: eventsOf(computePlatform).map((name) => ({
        name,
        status: name === 'AllowTraffic' ? 'Pending' : 'Skipped',
      })),
      ...standing(triggering),
    },
    `d-${derivedWord(9, alphabets.upper, 'rollback', triggering.deploymentId)}`,
  );
  return { deploymentId };
};

/** Where the rollback begins: at what the deployment that failed has left. */
function standing(triggering: Deployment) {
  const { computePlatform } = triggering;
  if (computePlatform === 'Lambda')
    return { computePlatform, lambda: beginningOfAlias, appSpec: triggering.appSpec };
  if (computePlatform === 'Server') {
    const { options, minimum, zonal, instances, targetGroups } = triggering.server;
    const { restart: _, ...rest } = options;
    const server = beginningOfServers(rest, minimum, zonal);
    if (!isBlueGreen(triggering)) return { computePlatform, server };
    return {
      computePlatform,
      server: { ...server, instances: returning(triggering, instances), targetGroups },
    };
  }
  const { cluster, service, blue, green, blueGroup, greenGroup } = triggering.ecs;
  const ecs = { ...beginning(cluster, service), blue, green, blueGroup, greenGroup };
  return { computePlatform, ecs };
}

/** The servers of a rollback: the original ones, and of the replacements those that may have had traffic. */
function returning(
  { server }: ServerDeployment,
  instances: readonly ServerInstance[] = [],
): readonly ServerInstance[] {
  const shifted = server.zonesDone.includes('reroute');
  return instances
    .filter(({ label, status }) => label === 'Blue' || (shifted && status !== 'Skipped'))
    .map((instance) => ({ ...instance, leg: 'Pending', status: 'Pending' }));
}

/** What ran before CodeDeploy's first success: the service as it was made, or the version the alias was at. */
function originalRevision(triggering: EcsDeployment | LambdaDeployment): Deployment['revision'] {
  const Resources = [triggering.computePlatform === 'ECS' ? service(triggering) : alias(triggering)];
  const content = JSON.stringify({ version: 0, Resources });
  return { revisionType: 'AppSpecContent', appSpecContent: { content } };
}

function service({ ecs, appSpec }: EcsDeployment) {
  const { containerName, containerPort } = appSpec!;
  const Properties = {
    TaskDefinition: ecs.blue!.taskDefinition,
    LoadBalancerInfo: { ContainerName: containerName, ContainerPort: containerPort },
  };
  return { TargetService: { Type: 'AWS::ECS::Service', Properties } };
}

function alias({ appSpec }: LambdaDeployment) {
  const { functionName, alias: Alias, currentVersion, targetVersion } = appSpec!;
  const Properties = {
    Name: functionName,
    Alias,
    CurrentVersion: targetVersion,
    TargetVersion: currentVersion,
  };
  return { [functionName]: { Type: 'AWS::Lambda::Function', Properties } };
}
