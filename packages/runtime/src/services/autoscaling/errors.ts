// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';
import type { AutoScalingGroup } from './records.ts';

export function invalid(message: string): never {
  throw new AwsError('ValidationError', message);
}
export function groupNotFound(name: string): never {
  return invalid(`AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
}
export function groupExists(name: string): never {
  const message = `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`;
  throw new AwsError('AlreadyExists', message);
}
export function configurationExists(name: string): never {
  const message =
    'Launch Configuration by this name already exists - A launch configuration already exists with the name ' +
    name;
  throw new AwsError('AlreadyExists', message);
}
export function configurationNotFound(name: string): never {
  return invalid(`Launch configuration name not found - Launch configuration ${name} not found`);
}
export function configurationInUse(name: string, group: string): never {
  const message = `Cannot delete launch configuration ${name} because it is attached to AutoScalingGroup ${group}`;
  throw new AwsError('ResourceInUse', message);
}
export function groupInUse(name: string): never {
  const message =
    'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in ' +
    `the group. (${name})`;
  throw new AwsError('ResourceInUse', message);
}
// AWS: user guide, "Configure deletion protection": a ValidationError. Its words are unverified.
export function groupProtected(name: string): never {
  return invalid(`AutoScalingGroup ${name} cannot be deleted because deletion protection is enabled.`);
}
export function targetGroupsNotThere(): never {
  return invalid('Provided Target Groups may not be valid. Please ensure they exist and try again.');
}
export function instanceNotFound(id: string): never {
  return invalid(`Instance Id not found - No managed instance found for instance ID: ${id}`);
}
// AWS: seen in public.
export function notMember(id: string, group: string): never {
  return invalid(`The instance ${id} is not part of Auto Scaling group ${group}.`);
}
// AWS: unverified.
export function alreadyMember(id: string, group: string): never {
  return invalid(`Instance ${id} is already part of AutoScalingGroup:${group}`);
}
// AWS: unverified, but for its beginning.
export function instanceInState(id: string, state: string, wanted: readonly string[]): never {
  return invalid(`Instance ${id} is not in correct state: it is ${state}, not ${wanted.join(' or ')}.`);
}
// AWS: seen in public of standby.
export function sizesUnfit(group: AutoScalingGroup, purpose: string, count: number): never {
  const { name, minSize, maxSize, desiredCapacity } = group;
  return invalid(
    `AutoScalingGroup ${name} has min-size=${minSize}, max-size=${maxSize}, and desired-size=${desiredCapacity}. ` +
      `To ${purpose} ${count} instance${count === 1 ? '' : 's'}, please update the AutoScalingGroup sizes ` +
      'appropriately.',
  );
}
export function actionNotFound(): never {
  return invalid('No active Lifecycle Action found with the given token or instance ID');
}
export function capacityOutOfBounds(desired: number, bound: string): never {
  return invalid(`New SetDesiredCapacity value ${desired} is ${bound} for the AutoScalingGroup.`);
}
export function tokenInvalid(): never {
  throw new AwsError('InvalidNextToken', 'The NextToken value is not valid.');
}
// AWS: as its callers quote them.
export function refreshInProgress(what = 'Instance Refresh'): never {
  throw new AwsError(
    'InstanceRefreshInProgress',
    `An Instance Refresh is already in progress and blocks the execution of this ${what}.`,
  );
}
export function noActiveRefresh(group: string): never {
  throw new AwsError(
    'ActiveInstanceRefreshNotFound',
    `No in progress or pending Instance Refresh found for Auto Scaling group ${group}`,
  );
}
// AWS: unverified sentence.
export function irreversibleRefresh(): never {
  throw new AwsError(
    'IrreversibleInstanceRefresh',
    'The instance refresh cannot be rolled back: it has no desired configuration, or one without a version of its own.',
  );
}
// AWS: unverified sentence.
export function noWarmPool(group: string): never {
  return invalid(`No warm pool found for Auto Scaling group ${group}`);
}
export function policyNotFound(name: string): never {
  return invalid(`No scaling policy found: ${name}`); // AWS: unverified.
}
// AWS: unverified sentences of scheduled actions.
export function scheduledActionNotFound(): never {
  return invalid('Scheduled action name not found');
}
export function actionExists(name: string): never {
  throw new AwsError('AlreadyExists', `Scheduled action ${name} of this group has the same time`);
}
export function scalingInProgress(): never {
  const message = 'A scaling activity is in progress, or its cooldown is not over.'; // AWS: unverified.
  throw new AwsError('ScalingActivityInProgress', message);
}
