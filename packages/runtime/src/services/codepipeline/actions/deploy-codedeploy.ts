import type { AwsWait } from '../../../base/effects/aws.ts';
import { hourMs, type ActionProvider, type Work } from './action.ts';
import { consoleLinks, entityLinks } from './console-links.ts';
import { ActionFailure, awsCall, doing, played, type Script, type ScriptMemory } from './script.ts';

/** AWS: quotas, "Action timeout, CodeDeploy: 5 days". */
const timeoutMs = 5 * 24 * hourMs;

/** CodeDeploy: the artifact is the revision of a deployment to servers or to a function. */
export const deployCodeDeploy: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Deploy',
    provider: 'CodeDeploy',
    inputs: { min: 1, max: 1 },
    outputs: { min: 0, max: 0 },
    configuration: [
      { name: 'ApplicationName', required: true },
      { name: 'DeploymentGroupName', required: true },
    ],
    entityUrlTemplate: entityLinks.deploymentGroup,
  },
  timeoutMs: () => timeoutMs,
  ...played(script),
};

function* script(work: Work): Script {
  const { ApplicationName, DeploymentGroupName } = work.configuration;
  const [artifact] = work.inputs;
  const { deploymentId } = yield* doing(
    'deploy',
    awsCall(work, 'codedeploy', 'CreateDeployment', {
      applicationName: ApplicationName,
      deploymentGroupName: DeploymentGroupName,
      revision: {
        revisionType: 'S3',
        s3Location: { bucket: artifact!.bucket, key: artifact!.key, bundleType: 'zip' },
      },
    }),
  );
  const shows = {
    externalExecutionId: deploymentId,
    externalExecutionUrl: consoleLinks.deployment(work.scope.region, deploymentId),
  };
  const wait: AwsWait = {
    ...awsCall(work, 'codedeploy', 'GetDeployment', { deploymentId }),
    type: 'aws.wait',
    until: "contains(['Succeeded', 'Failed', 'Stopped'], deploymentInfo.status)",
  };
  const { deploymentInfo } = yield* doing('wait', wait, shows);
  // AWS: as CodeDeployToECS tells of its deployments.
  if (deploymentInfo.status === 'Succeeded') return { shows: { ...shows, summary: 'Deployment Succeeded' } };
  const summary = `Deployment ${deploymentId} failed`;
  throw new ActionFailure(deploymentInfo.errorInformation?.message ?? summary, 'JobFailed', {
    ...shows,
    summary,
  });
}
