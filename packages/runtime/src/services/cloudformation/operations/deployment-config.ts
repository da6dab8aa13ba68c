import type { DeploymentConfig } from '../records.ts';

interface Asked {
  readonly DisableRollback?: boolean | undefined;
  readonly DeploymentConfig?: DeploymentConfig | undefined;
}

/** Whether what fails is left as it is. */
// AWS: API reference, DeploymentConfig; by the CDK CLI, an express operation rolls back only where it is asked to.
export function leavesFailure({ DisableRollback, DeploymentConfig: config }: Asked): boolean {
  return DisableRollback ?? config?.DisableRollback ?? config?.Mode === 'EXPRESS';
}

/** How a stack is deployed from now on: as it was, where nothing is said. */
export const deploymentOf = ({ DeploymentConfig: deployment }: Asked) => ({
  ...(deployment && { deployment }),
});
