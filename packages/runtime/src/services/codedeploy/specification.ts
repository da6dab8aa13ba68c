import type { RevisionLocation } from '@aws-sdk/client-codedeploy';
import type { ManagedOptions } from './platforms/server/progress.ts';
import type { ServerDeployment } from './flow/deployment-state.ts';

/** What an agent has to know of a deployment. AWS: as the published agent's deployment_specification.rb reads it. */
export function specificationOf(deployment: ServerDeployment): object {
  const { options } = deployment.server;
  return {
    DeploymentId: deployment.deploymentId,
    DeploymentGroupId: deployment.deploymentGroupId,
    DeploymentGroupName: deployment.deploymentGroupName,
    ApplicationName: deployment.applicationName,
    DeploymentCreator: deployment.creator,
    DeploymentType: deployment.settings.deploymentStyle.deploymentType,
    AgentActionOverrides: { AgentOverrides: { FileExistsBehavior: options.fileExistsBehavior } },
    // AWS: unverified: how an agent hears that nothing is to be downloaded.
    ...(options.restart && { DeploymentMode: 'RESTART' }),
    ...(options.managed && { Managed: managedOf(options.managed) }),
    Revision: revisionOf(deployment.revision),
  };
}

/** The house's own: what AWS's agent is never asked. */
const managedOf = ({ steps }: ManagedOptions): object =>
  'deploySpec' in steps
    ? { DeploySpec: steps.deploySpec }
    : { TargetDirectory: steps.targetDirectory, PreScript: steps.preScript, PostScript: steps.postScript };

function revisionOf({ revisionType, s3Location, gitHubLocation }: RevisionLocation): object {
  if (revisionType === 'GitHub') {
    const { repository = '', commitId } = gitHubLocation ?? {};
    const [Account, Repository] = repository.split('/');
    return { RevisionType: 'GitHub', GitHubRevision: { Account, Repository, CommitId: commitId } };
  }
  const { bucket, key, bundleType, version, eTag } = s3Location ?? {};
  return {
    RevisionType: 'S3',
    S3Revision: {
      Bucket: bucket,
      Key: key,
      BundleType: bundleType,
      ...(version !== undefined && { Version: version }),
      ...(eTag !== undefined && { ETag: eTag }),
    },
  };
}
