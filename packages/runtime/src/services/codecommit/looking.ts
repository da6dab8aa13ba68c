import type { GitLook, GitLooked } from '../../base/effects/git.ts';
import type { WaitingCall } from '../../dispatch/service.ts';
import { folderOf, performed } from './committing.ts';

/** Looks at what git holds of a repository. */
export async function lookAt(call: WaitingCall, name: string, at: GitLook['at']): Promise<GitLooked> {
  const repository = folderOf(call, name);
  await call.perform({ type: 'git.create', repository });
  return (await performed(call, { type: 'git.look', repository, at })) as GitLooked;
}
