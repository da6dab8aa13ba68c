import type { RevisionLocation } from '@aws-sdk/client-codedeploy';
import type { ComputePlatform } from './records.ts';

/** Two locations are of one revision where this is the same. */
export function revisionId({ revisionType, s3Location, ...rest }: RevisionLocation): string {
  if (revisionType === 'S3') {
    const { bucket, key, bundleType, version, eTag } = s3Location ?? {};
    return JSON.stringify([revisionType, bucket, key, bundleType, version, eTag]);
  }
  if (revisionType === 'GitHub')
    return JSON.stringify([revisionType, rest.gitHubLocation?.repository, rest.gitHubLocation?.commitId]);
  return JSON.stringify([revisionType, rest.appSpecContent?.content ?? rest.string?.content]);
}

export const isSameRevision = (one: RevisionLocation | undefined, other: RevisionLocation): boolean =>
  one !== undefined && revisionId(one) === revisionId(other);

const archives = ['tar', 'tgz', 'zip'];

/** A revision's location, held against what a platform can deploy. `invalid` throws. */
export function locationOf(
  given: RevisionLocation,
  platform: ComputePlatform,
  invalid: (message: string) => never,
): RevisionLocation {
  const ofServers = platform === 'Server';
  switch (given.revisionType) {
    case 'S3': {
      const { bucket, key, bundleType } = given.s3Location ?? {};
      if (!bucket || !key) invalid('An S3 location must have a bucket and a key.');
      // AWS: of ECS and Lambda, the revision in S3 is the AppSpec itself.
      const types = ofServers ? archives : ['YAML', 'JSON'];
      if (!types.includes(bundleType ?? ''))
        invalid(
          `The bundle type of a deployment of the ${platform} platform must be ` +
            `${types.slice(0, -1).join(', ')} or ${types.at(-1)}.`,
        );
      return given;
    }
    case 'GitHub': {
      const { repository, commitId } = given.gitHubLocation ?? {};
      if (ofServers && repository && commitId) return given;
      if (ofServers) invalid('A GitHub location must have a repository and a commit ID.');
      break;
    }
    case 'AppSpecContent':
    case 'String':
      if (!ofServers) return given;
      break;
  }
  return invalid(
    `The revision type ${given.revisionType} is not valid for the ${platform} compute platform.`,
  );
}
