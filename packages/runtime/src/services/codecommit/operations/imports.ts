import type { BlobRef } from '../../../base/blob.ts';
import type { GitImported } from '../../../base/effects/git.ts';
import type { WaitingHandler } from '../../../dispatch/service.ts';
import { repositoryOf } from '../records.ts';
import { gitPush } from './pushes.ts';

export interface ImportArchiveInput {
  readonly repositoryName: string;
  readonly branchName: string;
  readonly zip: BlobRef;
}

/** AWS: CloudFormation's first commit of a repository is by nobody in particular; names and words are unverified. */
const by = { name: 'AWS CloudFormation', email: 'noreply@amazon.com' };
const message = 'Initial commit by AWS CloudFormation';

/** The house's own, for CloudFormation: what a zip holds becomes the first commit of a new repository. */
export const importArchive: WaitingHandler<ImportArchiveInput, GitImported> = {
  async waits({ repositoryName, branchName, zip }, call) {
    const { creationDate } = call.transaction((inner) => repositoryOf(inner.tx, inner, repositoryName));
    const repository = `${call.account}/${call.region}/${repositoryName}`;
    await call.perform({ type: 'git.create', repository });
    // The date is the repository's: whoever is asked again makes the same commit.
    const person = { ...by, date: `${Math.floor(creationDate / 1000)} +0000` };
    const imported = (await call.perform({
      type: 'git.import',
      repository,
      zip,
      branch: branchName,
      message,
      by: person,
    })) as GitImported;
    const { commitId, treeId } = imported;
    const commit = { commitId, treeId, parents: [], message, author: person, committer: person };
    const reference = { reference: `refs/heads/${branchName}`, newCommitId: commitId };
    call.transaction((inner) =>
      gitPush({ repositoryName, references: [reference], commits: [commit] }, inner),
    );
    return imported;
  },
};
