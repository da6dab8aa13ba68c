import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/**
 * The folder of a repository's name. One flow for the name, not for the repository: who deletes a repository
 * and makes it anew must not have the new folder removed by the old repository's end.
 */
export interface RepositoryFolder {
  /** `<account>/<region>/<name>`. */
  readonly repository: string;
  readonly wanted: 'present' | 'absent';
  /** What is being done about it. */
  readonly doing?: 'creating' | 'removing' | undefined;
  readonly is: 'present' | 'absent';
  /** Why the last attempt failed. */
  readonly failure?: string | undefined;
}

export type RepositoryFact = { readonly type: 'RepositoryCreated' } | { readonly type: 'RepositoryDeleted' };

/** A full disk may pass. */
const retry = { attemptsMax: 8, backoffMs: 1_000, backoffMsMax: 60_000 };

export const repositoryFlow: Flow<RepositoryFolder, RepositoryFact> = {
  kind: 'codecommit.repository',
  decide,
};

/** A repository that is about to have its folder made. */
export function begin(repository: string): RepositoryFolder {
  return { repository, wanted: 'present', is: 'absent' };
}

function decide(folder: RepositoryFolder, fact: RepositoryFact | EngineFact): Decision<RepositoryFolder> {
  switch (fact.type) {
    case 'Started':
    case 'WakeTime':
    case 'FlowEnded':
      return approach(folder);
    case 'RepositoryCreated':
      return approach({ ...folder, wanted: 'present' });
    case 'RepositoryDeleted':
      return approach({ ...folder, wanted: 'absent' });
    case 'EffectSucceeded':
      return approach({ ...settled(folder), is: folder.doing === 'creating' ? 'present' : 'absent' });
    case 'EffectFailed':
      return { state: { ...settled(folder), failure: fact.reason } };
    default:
      return never(fact);
  }
}

/** Does one thing at a time, until the folder is as it is wanted. */
function approach(folder: RepositoryFolder): Decision<RepositoryFolder> {
  if (folder.doing || folder.is === folder.wanted) return { state: folder };
  const { repository } = folder;
  if (folder.wanted === 'present') {
    const create: Effect = { type: 'git.create', repository, retry };
    return { state: { ...folder, doing: 'creating' }, effects: { create } };
  }
  const remove: Effect = { type: 'git.remove', repository, retry };
  return { state: { ...folder, doing: 'removing' }, effects: { remove } };
}

function settled(folder: RepositoryFolder): RepositoryFolder {
  return { ...folder, doing: undefined, failure: undefined };
}
