import type { DeploymentTarget, TagFilter } from '@aws-sdk/client-codedeploy';
import { assert } from '../../../base/assert.ts';
import { alphabets } from '../../../base/ids.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { beginning, type ManagedOptions } from '../platforms/server/progress.ts';
import type { GroupSettings } from '../records.ts';
import { findDeployment } from './deployment-list.ts';
import { startDeployment } from './deployments.ts';
import { instanceTarget } from './instance-targets.ts';

/** What a service has deployed to servers for an account: there is no application and no group. */
export interface ManagedDeployment {
  /** In the place of an application's name. */
  readonly name: string;
  /** What servers are known by to have had something, or to have failed, before. */
  readonly groupId: string;
  readonly role: string;
  /** EC2 instances, or servers that are registered as being on premises. */
  readonly place: 'EC2' | 'ON_PREMISES';
  readonly tag: TagFilter;
  /** Names of target groups that they are taken from meanwhile. */
  readonly targetGroups: readonly string[];
  readonly bundle: { readonly bucket: string; readonly key: string };
  readonly managed: ManagedOptions;
}

/** Inside only. Such a deployment is in no list: who started it knows its id. */
export const startManagedDeployment: Handler<ManagedDeployment, { readonly deploymentId: string }> = (
  input,
  call,
) => {
  assert(call.caller.service, 'a managed deployment is started by a service');
  const { name, groupId, bundle, managed } = input;
  const options = {
    ignoreApplicationStopFailures: false,
    updateOutdatedInstancesOnly: false,
    fileExistsBehavior: 'OVERWRITE' as const,
    managed,
  };
  const deploymentId = startDeployment(
    call,
    { applicationName: name, name: groupId, id: groupId },
    {
      settings: settingsOf(input),
      deploymentConfigName: '',
      revision: { revisionType: 'S3', s3Location: { ...bundle, bundleType: 'zip' } },
      previousRevision: undefined,
      creator: 'user',
      description: undefined,
      events: [],
      computePlatform: 'Server',
      server: beginning(options, { type: 'HOST_COUNT', value: 0 }, undefined),
    },
    `d-${call.ids.word(9, alphabets.upper)}`,
  );
  return { deploymentId };
};

function settingsOf({ role, place, tag, targetGroups }: ManagedDeployment): GroupSettings {
  const hasTraffic = targetGroups.length > 0;
  return {
    serviceRoleArn: role,
    deploymentConfigName: '',
    deploymentStyle: {
      deploymentType: 'IN_PLACE',
      deploymentOption: hasTraffic ? 'WITH_TRAFFIC_CONTROL' : 'WITHOUT_TRAFFIC_CONTROL',
    },
    ...(hasTraffic && { loadBalancerInfo: { targetGroupInfoList: targetGroups.map((name) => ({ name })) } }),
    ec2TagFilters: place === 'EC2' ? [tag] : [],
    onPremisesInstanceTagFilters: place === 'EC2' ? [] : [tag],
    autoScalingGroups: [],
    triggerConfigurations: [],
    outdatedInstancesStrategy: 'IGNORE',
    terminationHookEnabled: false,
  };
}

interface Listed {
  readonly targets: readonly NonNullable<DeploymentTarget['instanceTarget']>[];
}

/** Inside only: the servers of a managed deployment, and how far each is. */
export const listManagedTargets: Handler<{ readonly deploymentId: string }, Listed> = (
  { deploymentId },
  call,
) => {
  const deployment = findDeployment(call, deploymentId);
  assert(deployment.computePlatform === 'Server', 'a managed deployment is one to servers');
  const { instances = [] } = deployment.server;
  return { targets: instances.map(({ id }) => instanceTarget(call, deployment, id).instanceTarget!) };
};
