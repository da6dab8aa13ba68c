import { CodeDeploy } from '@aws-sdk/client-codedeploy';

const codedeploy = new CodeDeploy({});
const calls = 5;

/** Called by CodeDeploy when the test listener leads to the new tasks. Says Succeeded only if every call was answered well. */
export async function handler({ DeploymentId, LifecycleEventHookExecutionId }) {
  const statuses = [];
  for (let i = 0; i < calls; i++) statuses.push((await fetch(`${process.env.TEST_URL}/health`)).status);
  const status = statuses.every((each) => each === 200) ? 'Succeeded' : 'Failed';
  console.log(`${process.env.TEST_URL}/health answered ${statuses.join(' ')}: ${status}`);
  await codedeploy.putLifecycleEventHookExecutionStatus({
    deploymentId: DeploymentId,
    lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
    status,
  });
  return { status };
}
