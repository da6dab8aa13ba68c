import type { UpdateRepositoryNameInput } from '@aws-sdk/client-codecommit';
import type { Given } from '../../../base/given.ts';
import { flowId, type Handler, type WaitingHandler } from '../../../dispatch/service.ts';
import type { Reply } from '../../../dispatch/waits.ts';
import { renameComments } from '../comment-records.ts';
import { repositoryNameExists } from '../errors.ts';
import { renamingFlow, type Renaming } from '../flow/renaming.ts';
import type { RepositoryFact } from '../flow/repository.ts';
import { pullRequestsOf, renamePullRequests } from '../pull-request-records.ts';
import { rename, repositories, repositoryFlowId, repositoryOf } from '../records.ts';
import { makeFolder } from './repositories.ts';

/** Of the wall. Renaming a folder takes no time; a disk that is full takes its own. */
const waitMsMax = 60_000;

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_UpdateRepositoryName.html */
export const updateRepositoryName: WaitingHandler<Given<UpdateRepositoryNameInput>, object> = {
  async waits({ oldName, newName }, call) {
    call.transaction((inner) => {
      // Asked for again after a crash, by an effect: it was done then.
      const done = repositories.get(inner.tx, inner, newName)?.renamedFrom === oldName;
      if (done && call.effectId !== undefined && !repositories.get(inner.tx, inner, oldName)) return;
      const repository = repositoryOf(inner.tx, inner, oldName);
      if (oldName === newName || repository.renamingTo === newName) return;
      if (repositories.get(inner.tx, inner, newName)) repositoryNameExists(newName);
      repositories.put(inner.tx, inner, oldName, { ...repository, renamingTo: newName });
      const { account, region } = inner;
      const state: Renaming = { account, region, oldName, newName };
      const number = inner.tx.next('codecommit.renamings');
      inner.flows.start(renamingFlow.kind, flowId(renamingFlow.kind, inner, String(number)), state);
    });
    const isOver = await call.ask(
      (inner): Reply<boolean> =>
        repositories.get(inner.tx, inner, oldName)?.renamingTo === newName ? {} : { answer: true },
      waitMsMax,
    );
    if (isOver && oldName !== newName) call.transaction((inner) => repositoryOf(inner.tx, inner, newName));
    return {};
  },
};

interface Recorded {
  readonly oldName: string;
  readonly newName: string;
  readonly isRenamed: boolean;
}

/** From inside: a repository's folder has its new name, or could not have it. */
export const recordRename: Handler<Recorded, object> = ({ oldName, newName, isRenamed }, call) => {
  const repository = repositories.get(call.tx, call, oldName);
  if (!repository) return {};
  if (!isRenamed) {
    repositories.put(call.tx, call, oldName, { ...repository, renamingTo: undefined });
    return {};
  }
  const ids = pullRequestsOf(call.tx, call, oldName).map(({ pullRequestId }) => pullRequestId);
  renameComments(call, oldName, newName, ids);
  renamePullRequests(call, oldName, newName);
  rename(call.tx, call, oldName, newName);
  repositories.put(call.tx, call, newName, {
    ...repositoryOf(call.tx, call, newName),
    lastModifiedDate: call.now,
  });
  const fact: RepositoryFact = { type: 'RepositoryDeleted' };
  call.flows.tell(repositoryFlowId(call, oldName), fact);
  makeFolder(newName, call);
  return {};
};
