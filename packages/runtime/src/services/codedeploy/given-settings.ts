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

const waitMinutesMax = 2880;

/** Of a blue/green deployment, how long it waits before traffic is rerouted, and before blue is ended. */
export function assertWaits({
  terminateBlueInstancesOnDeploymentSuccess: termination,
  deploymentReadyOption: ready,
}: BlueGreenDeploymentConfiguration): void {
  const minutes = [termination?.terminationWaitTimeInMinutes ?? 0, ready?.waitTimeInMinutes ?? 0];
  if (minutes.some((wait) => wait < 0 || wait > waitMinutesMax))
    blueGreenInvalid(`Wait times must be between 0 and ${waitMinutesMax} minutes.`);
  if (ready?.actionOnTimeout === 'STOP_DEPLOYMENT' && !ready.waitTimeInMinutes)
    blueGreenInvalid('A wait time is required where the action on timeout is STOP_DEPLOYMENT.');
  if (ready?.actionOnTimeout === 'CONTINUE_DEPLOYMENT' && ready.waitTimeInMinutes)
    blueGreenInvalid('A wait time cannot be given where the action on timeout is CONTINUE_DEPLOYMENT.');
}
