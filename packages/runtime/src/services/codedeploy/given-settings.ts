import type {
  BlueGreenDeploymentConfiguration,
  CreateDeploymentGroupCommandInput,
} from '@aws-sdk/client-codedeploy';
import { blueGreenInvalid } from './errors.ts';

/** What a caller says of a deployment group. */
export type GivenSettings = Omit<
  CreateDeploymentGroupCommandInput,
  'applicationName' | 'deploymentGroupName' | 'tags'
>;

const hour = 60;

/**
 * Of a blue/green deployment, how long it waits before traffic is rerouted, and before blue is ended. AWS: user
 * guide, "CodeDeploy quotas": 48 hours each, but 120 before traffic of ECS is rerouted. The words are unverified.
 */
export function assertWaits(
  {
    terminateBlueInstancesOnDeploymentSuccess: termination,
    deploymentReadyOption: ready,
  }: BlueGreenDeploymentConfiguration,
  platform: 'ECS' | 'Server',
): void {
  assertWait(termination?.terminationWaitTimeInMinutes, 48 * hour);
  assertWait(ready?.waitTimeInMinutes, (platform === 'ECS' ? 120 : 48) * hour);
  if (ready?.actionOnTimeout === 'STOP_DEPLOYMENT' && !ready.waitTimeInMinutes)
    blueGreenInvalid('A wait time is required where the action on timeout is STOP_DEPLOYMENT.');
  if (ready?.actionOnTimeout === 'CONTINUE_DEPLOYMENT' && ready.waitTimeInMinutes)
    blueGreenInvalid('A wait time cannot be given where the action on timeout is CONTINUE_DEPLOYMENT.');
}

function assertWait(minutes: number | undefined, most: number): void {
  if (minutes !== undefined && (minutes < 0 || minutes > most))
    blueGreenInvalid(`The wait time must be between 0 and ${most} minutes.`);
}
