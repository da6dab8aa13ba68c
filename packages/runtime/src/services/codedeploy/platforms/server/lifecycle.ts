import { isRollback, type ServerDeployment } from '../../flow/deployment-state.ts';
import type { ServerInstance } from './progress.ts';

const block = ['BeforeBlockTraffic', 'BlockTraffic', 'AfterBlockTraffic'];
const allow = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'];
const stop = ['ApplicationStop'];
const install = ['DownloadBundle', 'BeforeInstall', 'Install', 'AfterInstall'];
const start = ['ApplicationStart', 'ValidateService'];

export type Leg = 'install' | 'allow' | 'block';

/**
 * The lifecycle events of a part of a server's way. AWS: user guide, "AppSpec 'hooks' section for an EC2/on-premises
 * deployment". Which events a RESTART has is unverified: those without a new revision.
 */
export function eventsOfLeg(deployment: ServerDeployment, leg: Leg): readonly string[] {
  if (leg === 'allow') return allow;
  if (leg === 'block') return block;
  // AWS: user guide, "Enabling termination deployments …": these three, of what runs.
  if (deployment.server.options.launched?.leaves)
    return ['BeforeBlockTraffic', 'AfterBlockTraffic', 'ApplicationStop'];
  if (deployment.server.options.managed) return managedEvents(deployment);
  const change = deployment.server.options.restart ? [...stop, ...start] : [...stop, ...install, ...start];
  const { deploymentType, deploymentOption } = deployment.settings.deploymentStyle;
  const hasTraffic = deploymentOption === 'WITH_TRAFFIC_CONTROL' && deploymentType !== 'BLUE_GREEN';
  return hasTraffic ? [...block, ...change, ...allow] : change;
}

const deploy = ['DownloadBundle', 'BeforeDeploy', 'Install', 'AfterDeploy'];

/** AWS: CodePipeline user guide, "Deploy spec file reference": BeforeDeploy and AfterDeploy. */
function managedEvents({ settings }: ServerDeployment): readonly string[] {
  const hasTraffic = settings.deploymentStyle.deploymentOption === 'WITH_TRAFFIC_CONTROL';
  return hasTraffic ? ['BlockTraffic', ...deploy, 'AllowTraffic'] : deploy;
}

export const isBlueGreen = ({ settings }: ServerDeployment): boolean =>
  settings.deploymentStyle.deploymentType === 'BLUE_GREEN';

/**
 * The rollback of a blue/green deployment: the original servers are given their traffic back, and the replacements lose
 * it. AWS: user guide, "AppSpec 'hooks' section for an EC2/On-Premises deployment", its columns "Blue/green deployment
 * rollback".
 */
export const isReturn = (deployment: ServerDeployment): boolean =>
  isRollback(deployment) && isBlueGreen(deployment);

/** Whether a server of a blue/green deployment is one that loses its traffic. */
export const losesTraffic = (
  deployment: ServerDeployment,
  { label }: Pick<ServerInstance, 'label'>,
): boolean => label === (isReturn(deployment) ? 'Green' : 'Blue');

/** All events that a server goes through when all goes well. */
export function eventsOfInstance(
  deployment: ServerDeployment,
  instance: Pick<ServerInstance, 'label'>,
): readonly string[] {
  const { label } = instance;
  if (losesTraffic(deployment, instance)) return eventsOfLeg(deployment, 'block');
  if (isReturn(deployment)) return eventsOfLeg(deployment, 'allow');
  const installed = eventsOfLeg(deployment, 'install');
  return label === 'Green' ? [...installed, ...eventsOfLeg(deployment, 'allow')] : installed;
}

/** Events that come out of the last revision: there are no scripts of them where nothing was deployed before. */
export const isOfLastRevision = (event: string): boolean =>
  event === 'ApplicationStop' || event === 'BeforeBlockTraffic' || event === 'AfterBlockTraffic';

/** Those that no script can be hooked to, and no agent is told of. */
export const isTraffic = (event: string): boolean => event === 'BlockTraffic' || event === 'AllowTraffic';
