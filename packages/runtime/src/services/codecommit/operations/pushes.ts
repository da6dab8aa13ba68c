import type { Call, Handler } from '../../../dispatch/service.ts';
import { changes } from '../changes.ts';
import { followPushes } from '../pull-request-pushes.ts';
import { emitReferences } from '../repository-events.ts';
import { fireTriggers } from '../triggers.ts';
import { branches, commits, gitTags, repositories, repositoryOf, within, type Commit } from '../records.ts';

/** What git took in. Told after it has happened, perhaps twice: it is written down, never judged. */
export interface GitPushInput {
  readonly repositoryName: string;
  readonly references: readonly ReferenceUpdate[];
  readonly commits: readonly Commit[];
  /** Who has pushed, where the git host tells of it: his ARN. */
  readonly by?: string;
}
export interface ReferenceUpdate {
  /** `refs/heads/main`, `refs/tags/v1`. Others are none of AWS's concern. */
  readonly reference: string;
  readonly oldCommitId?: string;
  /** Absent where the reference was deleted. */
  readonly newCommitId?: string;
  /** The files that its commits have changed. */
  readonly paths?: readonly string[];
}

const heads = 'refs/heads/';
const tags = 'refs/tags/';

/** Named by AWS in IAM and CloudTrail, but no operation of the SDK: the git host reports pushes by it. */
export const gitPush: Handler<GitPushInput, object> = (input, host) => {
  const call = input.by === undefined ? host : { ...host, caller: { ...host.caller, arn: input.by } };
  const { tx } = call;
  const { repositoryName } = input;
  const repository = repositoryOf(tx, call, repositoryName);
  for (const commit of input.commits) commits.put(tx, call, within(repositoryName, commit.commitId), commit);
  const news = input.references.filter((update) => isNews(call, repositoryName, update));
  for (const { reference, newCommitId } of input.references) {
    if (reference.startsWith(heads)) {
      const branchName = reference.slice(heads.length);
      const key = within(repositoryName, branchName);
      if (newCommitId) branches.put(tx, call, key, { branchName, commitId: newCommitId });
      else branches.delete(tx, call, key);
    } else if (reference.startsWith(tags)) {
      const tagName = reference.slice(tags.length);
      const key = within(repositoryName, tagName);
      if (newCommitId) gitTags.put(tx, call, key, { tagName, objectId: newCommitId });
      else gitTags.delete(tx, call, key);
    }
  }
  // AWS: user guide, "Change the default branch": the first branch pushed to an empty repository is its
  // default.
  const firstBranch = input.references.find((each) => each.reference.startsWith(heads) && each.newCommitId);
  const defaultBranch = repository.defaultBranch ?? firstBranch?.reference.slice(heads.length);
  repositories.put(tx, call, repositoryName, { ...repository, defaultBranch, lastModifiedDate: call.now });
  changes.tell(
    tx,
    call,
    repositoryName,
    news.map((update) => ({ kind: 'push', paths: [], ...update })),
  );
  followPushes(call, repositoryName, news);
  fireTriggers(call, repository, news);
  emitReferences(call, repository, news);
  return {};
};

/** What was written down already was told already. */
function isNews(call: Call, repositoryName: string, { reference, newCommitId }: ReferenceUpdate): boolean {
  const { tx } = call;
  const known = reference.startsWith(heads)
    ? branches.get(tx, call, within(repositoryName, reference.slice(heads.length)))?.commitId
    : gitTags.get(tx, call, within(repositoryName, reference.slice(tags.length)))?.objectId;
  return known !== newCommitId;
}

/** Named by AWS in IAM as the right to clone: a build is asked whether its role has it. */
export const gitPull: Handler<{ readonly repositoryName: string }, object> = ({ repositoryName }, call) => {
  repositoryOf(call.tx, call, repositoryName);
  return {};
};
