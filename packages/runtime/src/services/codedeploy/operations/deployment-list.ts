import { assert } from '../../../base/assert.ts';
import { flowId, type Call } from '../../../dispatch/service.ts';
import { deploymentNotFound, invalidDeploymentId } from '../errors.ts';
import type { Deployment } from '../flow/deployment-state.ts';
import { deploymentFlowKind, deployments, type DeploymentEntry } from '../records.ts';

export const flowOf = (call: Call, deploymentId: string): string =>
  flowId(deploymentFlowKind, call, deploymentId);

export function stateOf(call: Call, { deploymentId, applicationName }: DeploymentEntry): Deployment {
  const deployment = call.flows.state<Deployment>(flowOf(call, deploymentId));
  assert(deployment, `deployment ${deploymentId} has a flow`);
  // Its application may have another name by now.
  return { ...deployment, applicationName };
}

export const isDeploymentId = (id: string): boolean => /^d-[A-Z0-9]{9}$/.test(id);

export function findDeployment(call: Call, deploymentId: string): Deployment {
  if (!isDeploymentId(deploymentId)) invalidDeploymentId(deploymentId);
  return stateOf(call, deployments.get(call.tx, call, deploymentId) ?? deploymentNotFound(deploymentId));
}

/** Entries of a group, an application, or all; the newest first. */
export function entriesOf(call: Call, application?: string, group?: string): DeploymentEntry[] {
  return deployments
    .list(call.tx, call)
    .filter(
      (entry) =>
        !entry.managed &&
        (application === undefined || entry.applicationName === application) &&
        (group === undefined || entry.deploymentGroupName === group),
    )
    .sort((a, b) => b.number - a.number);
}

export const deploymentsOf = (call: Call, application: string, group: string): Deployment[] =>
  entriesOf(call, application, group).map((entry) => stateOf(call, entry));
