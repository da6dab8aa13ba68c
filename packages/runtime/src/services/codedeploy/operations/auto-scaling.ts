import { alphabets, derivedWord } from '../../../base/ids.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { completionOf, type Launched } from '../launches.ts';
import { beginning } from '../platforms/server/progress.ts';
import { deploymentGroups, deployments } from '../records.ts';
import { findConfig } from './deployment-configs.ts';
import { deploymentsOf } from './deployment-list.ts';
import { startDeployment } from './deployments.ts';
import { hookOf } from './launch-hooks.ts';

/** The house's own, told by an Auto Scaling group: an instance waits for what the others have. */
export const deployToLaunchedInstance: Handler<Launched, object> = (launched, call) => {
  const group = deploymentGroups
    .list(call.tx, call)
    .find((each) => hookOf(each) === launched.lifecycleHookName);
  const good =
    group &&
    deploymentsOf(call, group.applicationName, group.name).find(({ status }) => status === 'Succeeded');
  if (!group || !good) {
    // There is nothing to be deployed yet.
    call.forward('autoscaling', 'CompleteLifecycleAction', completionOf(launched, 'CONTINUE'));
    return {};
  }
  const deploymentId = `d-${derivedWord(9, alphabets.upper, 'launch', launched.token)}`;
  if (deployments.get(call.tx, call, deploymentId)) return { deploymentId };
  const config = findConfig(call, 'CodeDeployDefault.OneAtATime');
  const options = {
    ignoreApplicationStopFailures: false,
    updateOutdatedInstancesOnly: false,
    fileExistsBehavior: 'DISALLOW' as const,
    only: [launched.instanceId],
    launched,
  };
  startDeployment(
    call,
    group,
    {
      settings: {
        ...group,
        deploymentStyle: { ...group.deploymentStyle, deploymentType: 'IN_PLACE' },
        blueGreenDeploymentConfiguration: undefined,
        // AWS: unverified: there is nothing to go back to on an instance that is new.
        autoRollbackConfiguration: undefined,
      },
      deploymentConfigName: config.name,
      revision: good.revision,
      previousRevision: undefined,
      creator: 'autoscaling',
      description: undefined,
      events: [],
      computePlatform: 'Server',
      server: beginning(options, config.minimumHealthyHosts!, undefined),
    },
    deploymentId,
  );
  return { deploymentId };
};
