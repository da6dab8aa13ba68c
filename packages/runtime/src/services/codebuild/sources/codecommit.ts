import type { AwsCall } from '../../../base/effects/aws.ts';
import { cloneOf, type SourceOrigin, type SourceRequest } from './source-origin.ts';

/**
 * A repository hosted by CodeCommit, cloned with its history, at a commit, a branch, or the head of its default branch.
 * Only a location that ends in its name is needed: `https://git-codecommit.us-east-1.amazonaws.com/v1/repos/demo`.
 */
export const codecommit: SourceOrigin = {
  needsLocation: true,
  fetch(request, outcomes) {
    const repositoryName = repositoryNameOf(request.source.location ?? '');
    if (repositoryName === undefined) return { error: `${request.source.location} names no repository` };
    const archived = outcomes.find((outcome) => outcome.zip !== undefined);
    const commit = commitOf(request.version, outcomes);
    if (archived) return { zip: archived.zip, ...(commit !== undefined && { resolvedVersion: commit }) };
    if (commit !== undefined) {
      const { account, region } = request.scope;
      const repository = `${account}/${region}/${repositoryName}`;
      return { effect: { type: 'git.archive', repository, commit, clone: cloneOf(request.source) } };
    }
    const branchName = branchOf(request.version, outcomes);
    if (branchName !== undefined)
      return { effect: call(request, 'GetBranch', { repositoryName, branchName }) };
    if (outcomes.length > 0) return { error: `the repository ${repositoryName} has no default branch` };
    return { effect: call(request, 'GetRepository', { repositoryName }) };
  },
  repositoryUrl: ({ location }) => location,
};

const call = ({ role, scope }: SourceRequest, operation: string, input: object): AwsCall => ({
  type: 'aws.call',
  service: 'codecommit',
  operation,
  input,
  as: role,
  scope,
});

const repositoryNameOf = (location: string): string | undefined =>
  /\/v1\/repos\/([^/?#]+?)(?:\.git)?\/?$/.exec(location)?.[1];

function commitOf(version: string | undefined, outcomes: readonly any[]): string | undefined {
  if (version !== undefined && /^[0-9a-f]{40}$/.test(version)) return version;
  return outcomes.find((outcome) => outcome.branch)?.branch.commitId;
}

function branchOf(version: string | undefined, outcomes: readonly any[]): string | undefined {
  if (version !== undefined) return version.replace(/^refs\/heads\//, '');
  return outcomes.find((outcome) => outcome.repositoryMetadata)?.repositoryMetadata.defaultBranch;
}
