import { alphabets, derivedWord } from '../../../base/ids.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { isOver, type Deployment } from '../flow/deployment-state.ts';
import { completionOf, type Launched } from '../launches.ts';
import { beginning, type ServerOptions } from '../platforms/server/progress.ts';
import {
  deploymentGroups,
  deployments,
  groupKey,
  instanceNotes,
  noteKey,
  type DeploymentGroup,
} from '../records.ts';
import { isSameRevision } from '../revision-location.ts';
import { findConfig } from './deployment-configs.ts';
import { deploymentsOf, findDeployment } from './deployment-list.ts';
import { startDeployment } from './deployments.ts';
import { hookOf, moveHooks, terminationHookOf } from './launch-hooks.ts';

const goodOf = (call: Call, { applicationName, name }: DeploymentGroup): Deployment | undefined =>
  deploymentsOf(call, applicationName, name).find(({ status }) => status === 'Succeeded');

/**
 * The house's own, told by an Auto Scaling group: an instance waits for what the others have; or it is to be ended, and
 * its application is stopped before. AWS: user guide, "Integrating CodeDeploy with Amazon EC2 Auto Scaling".
 */
export const deployToLaunchedInstance: Handler<Launched, object> = (told, call) => {
  const group = deploymentGroups
    .list(call.tx, call)
    .find((each) => [hookOf(each), terminationHookOf(each)].includes(told.lifecycleHookName));
  const leaves = group !== undefined && told.lifecycleHookName === terminationHookOf(group);
  const launched: Launched = { ...told, ...(leaves && { leaves }) };
  const good = group && goodOf(call, group);
  if (!group || !good) {
    // There is nothing to be deployed yet.
    call.forward('autoscaling', 'CompleteLifecycleAction', completionOf(launched, 'CONTINUE'));
    return {};
  }
  const deploymentId = `d-${derivedWord(9, alphabets.upper, 'launch', launched.token)}`;
  if (deployments.get(call.tx, call, deploymentId)) return { deploymentId };
  const creator = leaves ? 'autoscalingTermination' : 'autoscaling';
  deployTo(call, group, { only: [launched.instanceId], launched }, { good, creator, deploymentId });
  return { deploymentId };
};

interface Wanted {
  readonly good: Deployment;
  readonly creator: 'autoscaling' | 'autoscalingTermination' | 'CodeDeployAutoUpdate';
  readonly deploymentId: string;
}

/** Brings what runs on the others of a group to some of it. */
function deployTo(
  call: Call,
  group: DeploymentGroup,
  options: Pick<ServerOptions, 'only' | 'launched'>,
  { good, creator, deploymentId }: Wanted,
): void {
  const config = findConfig(call, 'CodeDeployDefault.OneAtATime');
  const all = {
    ignoreApplicationStopFailures: false,
    updateOutdatedInstancesOnly: creator === 'CodeDeployAutoUpdate',
    fileExistsBehavior: 'DISALLOW' as const,
    ...options,
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
      creator,
      description: undefined,
      events: [],
      computePlatform: 'Server',
      server: beginning(all, config.minimumHealthyHosts!, undefined),
    },
    deploymentId,
  );
}

/**
 * The house's own, told by a deployment that has succeeded: instances that were launched meanwhile have the revision
 * before. AWS: API reference, outdatedInstancesStrategy: with UPDATE, an "auto-update outdated instances" deployment.
 */
export const updateOutdatedInstances: Handler<{ readonly deploymentId: string }, object> = (input, call) => {
  const { applicationName, deploymentGroupName } = findDeployment(call, input.deploymentId);
  const group = deploymentGroups.get(call.tx, call, groupKey(applicationName, deploymentGroupName));
  if (group?.outdatedInstancesStrategy !== 'UPDATE' || group.autoScalingGroups.length === 0) return {};
  const all = deploymentsOf(call, applicationName, deploymentGroupName);
  const good = all.find(({ status, creator }) => status === 'Succeeded' && !isOfAutoScaling(creator));
  // Whoever is at it will look again.
  if (!good || all.some((each) => !isOver(each) && !isOfAutoScaling(each.creator))) return {};
  const only = membersOf(call, group).filter((id) => {
    const note = instanceNotes.get(call.tx, call, noteKey(group.id, id));
    return note?.revision !== undefined && note.succeeded && !isSameRevision(note.revision, good.revision);
  });
  if (only.length === 0) return {};
  const deploymentId = `d-${derivedWord(9, alphabets.upper, 'update', input.deploymentId)}`;
  if (!deployments.get(call.tx, call, deploymentId))
    deployTo(call, group, { only }, { good, creator: 'CodeDeployAutoUpdate', deploymentId });
  return { deploymentId };
};

export const isOfAutoScaling = (creator: string): boolean => creator.startsWith('autoscaling');

interface Members {
  readonly AutoScalingGroups: readonly { readonly Instances: readonly Member[] }[];
}
interface Member {
  readonly InstanceId: string;
  readonly LifecycleState: string;
}

function membersOf(call: Call, { autoScalingGroups: AutoScalingGroupNames }: DeploymentGroup): string[] {
  const asked = { AutoScalingGroupNames };
  const { AutoScalingGroups } = call.forward<Members>('autoscaling', 'DescribeAutoScalingGroups', asked);
  const all = AutoScalingGroups.flatMap(({ Instances }) => Instances);
  return all.flatMap(({ InstanceId, LifecycleState }) =>
    LifecycleState === 'InService' ? [InstanceId] : [],
  );
}

interface Copied {
  readonly deploymentId: string;
  readonly autoScalingGroupName: string;
}

/** The house's own, told by a deployment whose replacements are a copied group: from now on the copy is the group's. */
export const takeCopiedGroup: Handler<Copied, object> = ({ deploymentId, autoScalingGroupName }, call) => {
  const { applicationName, deploymentGroupName } = findDeployment(call, deploymentId);
  const key = groupKey(applicationName, deploymentGroupName);
  const before = deploymentGroups.get(call.tx, call, key);
  if (!before) return {};
  const after = { ...before, autoScalingGroups: [autoScalingGroupName] };
  moveHooks(call, before, after);
  deploymentGroups.put(call.tx, call, key, after);
  return {};
};
