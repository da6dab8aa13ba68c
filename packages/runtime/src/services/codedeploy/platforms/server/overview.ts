import type { DeploymentOverview } from '@aws-sdk/client-codedeploy';
import type { ServerInstance } from './progress.ts';

/** How many servers of a deployment have come how far. */
export function overviewOf(instances: readonly ServerInstance[]): DeploymentOverview {
  const count = (status: ServerInstance['status']) =>
    instances.filter((instance) => instance.status === status).length;
  return {
    Pending: count('Pending'),
    InProgress: count('InProgress'),
    Succeeded: count('Succeeded'),
    Failed: count('Failed'),
    Skipped: count('Skipped'),
    Ready: count('Ready'),
  };
}
