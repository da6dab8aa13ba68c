import { roleCall, type Progress, type ServerDeployment } from '../../flow/deployment-state.ts';
import { instanceFlowOf, isQuiet } from './rolling.ts';

type Progressed = Progress<ServerDeployment>;

/**
 * The deployment has failed or was stopped: servers that have not begun will not, and the others end what they are at.
 */
export function beginRetreat(before: ServerDeployment): Progressed {
  const instances = before.server.instances?.map((instance) =>
    instance.leg === 'Pending' || instance.status === 'Ready'
      ? { ...instance, leg: 'Skipped' as const, status: 'Skipped' as const }
      : instance,
  );
  const deployment = { ...before, server: { ...before.server, instances } };
  const halted = (before.server.instances ?? []).filter(
    ({ leg, status }) => leg === 'InProgress' || status === 'Ready',
  );
  const tells = halted.map(({ id }) => ({
    flow: instanceFlowOf(deployment, id),
    fact: { type: 'Halted' } as const,
  }));
  return { deployment, tells, done: isQuiet(deployment) };
}

/** The original servers are ended, where the group says so. */
export function beginRetirement(deployment: ServerDeployment): Progressed {
  const { terminateBlueInstancesOnDeploymentSuccess: termination } =
    deployment.settings.blueGreenDeploymentConfiguration ?? {};
  const blue = (deployment.server.instances ?? []).filter(({ label }) => label === 'Blue');
  if (termination?.action === 'KEEP_ALIVE' || blue.length === 0) return { deployment, done: true };
  const InstanceIds = blue.map(({ id }) => id);
  const effect = roleCall(deployment, 'ec2', 'TerminateInstances', { InstanceIds });
  return { deployment, effects: { 'retire instances': effect } };
}
