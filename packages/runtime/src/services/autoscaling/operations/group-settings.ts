import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Given } from '../../../base/given.ts';
import { invalid } from '../errors.ts';
import { settingNames, type GroupSettings } from '../records.ts';

type Asked = GroupSettings &
  Pick<Given<sdk.CreateAutoScalingGroupCommandInput>, 'InstanceLifecyclePolicy' | 'LoadBalancerNames'>;

/** What is not said again stays. */
export function settingsOf(input: Asked, before: GroupSettings = {}): GroupSettings {
  const { DesiredCapacityType = 'units', InstanceLifecyclePolicy, LoadBalancerNames = [] } = input;
  if (DesiredCapacityType !== 'units') unserved(`DesiredCapacityType ${DesiredCapacityType}`);
  if (InstanceLifecyclePolicy) unserved('InstanceLifecyclePolicy');
  if (LoadBalancerNames.length > 0) unserved('LoadBalancerNames');
  const said = settingNames.filter((name) => input[name] !== undefined).map((name) => [name, input[name]]);
  return {
    ...before,
    ...(Object.fromEntries(said) as GroupSettings),
    ...(input.DeletionProtection && { DeletionProtection: protectionOf(input.DeletionProtection) }),
    ...(input.InstanceMaintenancePolicy && {
      InstanceMaintenancePolicy: maintenanceOf(input.InstanceMaintenancePolicy),
    }),
  };
}

const unserved = (what: string): never => invalid(`${what} is not served by Penstock (yet).`);

function protectionOf(level: sdk.DeletionProtection): GroupSettings['DeletionProtection'] {
  return level === 'none' ? undefined : level;
}

/** AWS: API_InstanceMaintenancePolicy: -1 takes back what was set. Sentences unverified. */
function maintenanceOf({
  MinHealthyPercentage: least = -1,
  MaxHealthyPercentage: most = -1,
}: Given<sdk.InstanceMaintenancePolicy>): GroupSettings['InstanceMaintenancePolicy'] {
  if (least === -1 && most === -1) return undefined;
  if (least < 0 || least > 100 || most < 100 || most > 200)
    invalid('MinHealthyPercentage must be from 0 to 100, and MaxHealthyPercentage from 100 to 200.');
  if (most - least > 100)
    invalid(
      'The difference between MaxHealthyPercentage and MinHealthyPercentage cannot be greater than 100.',
    );
  return { MinHealthyPercentage: least, MaxHealthyPercentage: most };
}
